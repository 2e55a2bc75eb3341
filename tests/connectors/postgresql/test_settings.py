"""The lines of a server in the systems file."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.postgresql.settings import PostgresqlSettings

REACHED = {"host": "db1", "user": "steersman"}


def test_nobody_may_be_ended_unless_somebody_is_named() -> None:
    given = PostgresqlSettings.model_validate(REACHED)
    assert (given.roles, given.databases) == (frozenset(), frozenset())


def test_the_server_must_prove_who_it_is_unless_told_otherwise() -> None:
    assert PostgresqlSettings.model_validate(REACHED).tls == "verify-full"


@pytest.mark.parametrize("wrong", [{"tls": "prefer"}, {"port": 0}, {"role": ["web"]}, {"roles": 1}])
def test_a_setting_that_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PostgresqlSettings.model_validate({**REACHED, **wrong})
