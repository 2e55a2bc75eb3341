"""Names instead of ids, in one look at the record."""

from __future__ import annotations

from steersman.records.names import names_in
from tests.web.office import Office


def test_ids_become_names_wherever_they_stand(each_office: Office) -> None:
    office = each_office
    jane, mary = office.id("jane"), office.id("mary")
    text = f"asked by {jane}: {mary}, who left"
    names = names_in(office.steersman.store, text, None)
    assert names.within(text) == "asked by Jane Doe: Mary Boss, who left"
    assert names.of(mary) == "Mary Boss"


def test_an_id_that_nobody_has_stays(office: Office) -> None:
    names = names_in(office.steersman.store, "per_00000000")
    assert names.within("per_00000000 asked") == "per_00000000 asked"
    assert names.of("per_00000000") == "per_00000000"


def test_a_system_principal_is_called_automatic(office: Office) -> None:
    assert names_in(office.steersman.store).of("system:hr-feed") == "hr-feed (automatic)"
