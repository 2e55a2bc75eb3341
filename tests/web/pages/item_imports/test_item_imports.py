"""Items brought in from the console: read and shown, columns mapped, exactly that done."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx2 import Response

from steersman.records.cmdb.import_jobs import (
    SILENT,
    ImportJob,
    ImportJobStore,
    Outcome,
    import_jobs,
)
from steersman.records.cmdb.request import CmdbRequest
from steersman.records.store import writing
from steersman.web.app import create_app
from steersman.web.errors import Problem
from steersman.web.pages.item_imports.jobs import ImportJobs, watched
from steersman.web.pages.item_imports.view import TYPED
from tests.fixtures.cmdb import csv_file, source
from tests.web.office import Office
from tests.web.visitors import Visit, visit

LIST = """Key,Class,Hostname,Serial,Junk
1,server,web-1,S1,a
2,server,"<b>db</b>",S2,b
3,serverr,no,S3,c
"""


def form(text: str = LIST, **more: str) -> dict[str, str]:
    return {"type": "items", "source": "inventory", "text": text, **more}


def look(visitor: Visit, begun: Response) -> tuple[str, Response]:
    """The page of a job once it is over, and its address."""
    assert begun.status_code == 303, begun.text
    place = begun.headers["location"]
    for _ in range(100):
        answer = visitor.get(place)
        if 'id="progress"' not in answer.text:
            return place, answer
        time.sleep(0.05)
    raise AssertionError("the import does not come to its end")


def digest_of(answer: Response) -> str:
    found = re.search(r'name="digest" value="(\w+)"', answer.text)
    return found[1] if found else ""


def total(office: Office) -> int:
    number: int = office.get("technician", "/ci").json()["total"]
    return number


def test_reading_shows_every_row_and_writes_nothing(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form()))
    text = page.text
    assert "Import 2 rows, leave 1 out" in text
    assert "did you mean server?" in text
    assert "&lt;b&gt;db&lt;/b&gt;" in text
    assert "<b>db" not in text
    assert re.search(r"Junk.*always empty|Junk", text)
    assert total(office) == 0
    rows = visitor.get(f"{place}/refused")
    assert rows.text == "Key,Class,Hostname,Serial,Junk\n3,serverr,no,S3,c\n"
    assert "attachment" in rows.headers["content-disposition"]
    assert "did you mean server?" in visitor.get(f"{place}/problems").text


def test_exactly_what_was_read_is_imported(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form()))
    asked = {"do": "apply", "digest": digest_of(page), "partial": "yes"}
    done, result = look(visitor, visitor.post(place, asked))
    assert "Done: exactly what was shown" in result.text
    assert total(office) == 2
    assert office.ledger("import")[-1]["created"] == 2
    again = visitor.post(done, asked)
    assert again.status_code == 409, "what was done is not done again"


def test_a_column_is_mapped_and_the_file_read_again(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form()))
    columns = re.findall(r'name="column(\d+)" value="([^"]+)"', page.text)
    mapping = {f"column{n}": name for n, name in columns}
    mapping |= {f"field{n}": "" for n, _ in columns}
    known = {"Key": "key", "Class": "ci_class", "Hostname": "name", "Junk": "location"}
    mapping |= {f"field{n}": known.get(name, "") for n, name in columns}
    other, page = look(visitor, visitor.post(place, {"do": "again", **mapping}))
    assert other != place
    look(
        visitor,
        visitor.post(other, {"do": "apply", "digest": digest_of(page), "partial": "yes"}),
    )
    (web,) = office.get("technician", "/ci?q=web-1").json()["items"]
    assert (web["location"], web["serial"]) == ("a", "")


def test_before_and_after_conflicts_and_the_winner_are_shown(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form()))
    look(
        visitor,
        visitor.post(place, {"do": "apply", "digest": digest_of(page), "partial": "yes"}),
    )
    rule = {"name": "serial", "fields": ["serial"], "sources": ["inventory"]}
    office.post("administrator", "/ci/reconciliation-rules", rule)
    text = "key,class,name,fqdn,serial\n1,server,web-1,w.example.org,S9\n"
    ids = office.get("technician", "/ci?q=web-1").json()["items"][0]["id"]
    text = f"key,class,name,fqdn,serial\n{ids},server,web-1,w.example.org,S1\n"
    other = text.replace("S1", "S1").replace("web-1", "web-one")
    _, page = look(visitor, visitor.post("/ci/import", form(other, source="discovery")))
    assert "w.example.org" in page.text
    assert '<span class="before">web-1</span>' in page.text
    assert '<span class="after">web-one</span>' in page.text
    assert "discovery said so last" in page.text


def test_relations_come_in_the_same_way(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form()))
    look(
        visitor,
        visitor.post(place, {"do": "apply", "digest": digest_of(page), "partial": "yes"}),
    )
    text = "From,Relation,To\n1,depends_on,2\n1,eats,2\n"
    place, page = look(visitor, visitor.post("/ci/import", form(text, type="relations")))
    assert "Import 1 row, leave 1 out" in page.text
    asked = {"do": "apply", "digest": digest_of(page), "partial": "yes"}
    _, done = look(visitor, visitor.post(place, asked))
    assert "Done: exactly what was shown" in done.text


def test_a_file_is_brought_in_parts_and_read(office: Office) -> None:
    visitor = visit(office, "technician")
    headers = {"x-csrf-token": visitor.csrf}
    made = visitor.ask("POST", "/ci/import/files", headers=headers).json()["file"]
    content = LIST.encode()
    for at in range(0, len(content), 40):
        path = f"/ci/import/files/{made}?at={at}"
        sent = visitor.ask("PUT", path, content=content[at : at + 40], headers=headers)
        assert sent.json()["size"] == min(at + 40, len(content))
    asked = form("", file=made, filename="list.csv")
    _, page = look(visitor, visitor.post("/ci/import", asked))
    assert "What list.csv would do" in page.text
    assert "Import 2 rows" in page.text
    other = visit(office, "administrator").post("/ci/import", asked)
    assert other.status_code == 422, "a file is its bringer's alone"
    assert visitor.ask("PUT", f"/ci/import/files/{made}", content=b"x").status_code == 403


def bring(visitor: Visit) -> Response:
    headers = {"x-csrf-token": visitor.csrf}
    made = visitor.ask("POST", "/ci/import/files", headers=headers).json()["file"]
    path = f"/ci/import/files/{made}"
    visitor.ask("PUT", path, content=LIST.encode(), headers=headers)
    return visitor.post("/ci/import", form("", file=made, filename="list.csv"))


def test_a_file_that_is_in_is_forgotten_and_its_refused_rows_are_not(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, bring(visitor))
    asked = {"do": "apply", "digest": digest_of(page), "partial": "yes"}
    look(visitor, visitor.post(place, asked))
    assert list((office.steersman.settings.data / "uploads").iterdir()) == []
    assert "3,serverr,no" in visitor.get(f"{place}/refused").text
    assert visitor.post(place, {"do": "again"}).status_code == 404


def test_files_that_were_read_and_left_do_not_stand_in_the_way(office: Office) -> None:
    visitor = visit(office, "technician")
    for _ in range(9):
        look(visitor, bring(visitor))
    assert len(list((office.steersman.settings.data / "uploads").iterdir())) <= 7


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (form(""), "there is nothing to read"),
        (form(source=" "), "the source has no name"),
        (form(source="console"), "console is no source of files"),
        (form("", file="fil_" + "0" * 32, filename="x.csv"), "there is no file"),
        (form("", file="../../x", filename="x"), "does not say its format"),
    ],
)
def test_what_cannot_be_read_is_named_and_stays_in_the_form(
    office: Office, asked: dict[str, str], told: str
) -> None:
    answer = visit(office, "technician").post("/ci/import", asked)
    assert answer.status_code == 422
    assert told in answer.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[{"name": "x"', "Nothing of this file can be imported"),
        ("name\nx\n", "the class is missing"),
        ("key,class,name\n", "it has no rows"),
        ('key,class,name\n1,server,"x\n', "no valid CSV"),
        ("=cmd(),class\n1,server\n", "the column is left out"),
    ],
)
def test_a_file_that_is_wrong_is_shown_with_what_to_do(
    office: Office, text: str, told: str
) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form(text)))
    assert told in page.text
    assert 'value="apply"' not in page.text
    answer = visitor.post(place, {"do": "apply", "digest": "0" * 64})
    assert answer.status_code == 409


def test_an_import_is_seen_by_who_began_it_alone(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form()))
    other = visit(office, "administrator")
    for path in (place, f"{place}/refused", f"{place}/problems", f"{place}/progress"):
        assert other.get(path).status_code == 404
    assert other.post(place, {"do": "apply", "digest": digest_of(page)}).status_code == 404


@pytest.mark.parametrize("who", ["auditor", "approver", "employee"])
def test_who_may_not_is_told_the_rule(office: Office, who: str) -> None:
    visitor = visit(office, who)
    assert visitor.get("/ci/import").status_code == 403
    refused = visitor.post("/ci/import", form())
    assert refused.json()["error"]["rule"] == "configuration_item.add"
    headers = {"x-csrf-token": visitor.csrf}
    assert visitor.ask("POST", "/ci/import/files", headers=headers).status_code == 403


def test_a_plan_that_the_record_overtook_is_told_and_not_carried_out(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form()))
    office.post("technician", "/ci", {"values": {"ci_class": "server", "name": "web-1"}})
    asked = {"do": "apply", "digest": digest_of(page), "partial": "yes"}
    _, done = look(visitor, visitor.post(place, asked))
    assert "Not imported" in done.text
    assert "plan the import again" in done.text
    assert total(office) == 1


def test_progress_is_told_until_it_is_over_and_then_the_page_comes_anew(office: Office) -> None:
    visitor = visit(office, "technician")
    place, _ = look(visitor, visitor.post("/ci/import", form()))
    answer = visitor.get(f"{place}/progress")
    assert answer.headers["hx-refresh"] == "true"
    assert "<progress" in answer.text


def test_how_far_a_file_was_read_grows_to_its_end(tmp_path: Path) -> None:
    made = csv_file([{"key": str(n), "class": "team", "name": f"t{n}"} for n in range(20_000)])
    path = tmp_path / "list.csv"
    path.write_bytes(made.content)
    for file in (made, type(made)("csv", path=path)):
        request, heard = watched(CmdbRequest(file=file, source=source()))
        shares = [heard.share]
        for _ in range(2):
            with request.file.open() as raw:
                while raw.read(100_000):
                    shares.append(heard.share)
        assert shares == sorted(shares)
        assert shares[0] == 0.0
        assert shares[-1] == 0.99
        assert len(set(shares)) > 5


def test_any_worker_shows_and_carries_out_what_another_one_read(office: Office) -> None:
    visitor = visit(office, "technician")
    place, page = look(visitor, visitor.post("/ci/import", form()))
    office.http = TestClient(create_app(office.steersman))
    elsewhere = visit(office, "technician")
    assert elsewhere.get(place).text.count("web-1") == page.text.count("web-1")
    assert elsewhere.get(f"{place}/refused").text == visitor.get(f"{place}/refused").text
    asked = {"do": "apply", "digest": digest_of(page), "partial": "yes"}
    done, result = look(elsewhere, elsewhere.post(place, asked))
    assert "Done: exactly what was shown" in result.text
    assert "Done: exactly what was shown" in visitor.get(done).text
    assert total(office) == 2


def test_an_import_whose_worker_went_away_is_read_again_as_it_was_typed(office: Office) -> None:
    store = ImportJobStore(office.steersman.store, office.steersman.clock)
    typed = {**dict.fromkeys(TYPED, ""), **form(), "encoding": "utf-8"}
    mapping = {"Junk": "location"}
    left = store.begin(
        ImportJob(
            id="",
            by=office.id("technician"),
            subject="configuration_item",
            name="list",
            form=typed,
            mapping=mapping,
        )
    )
    visitor = visit(office, "technician")
    assert 'id="progress"' in visitor.get(f"/ci/import/{left.id}").text
    with writing(office.steersman.store, "import_jobs") as connection:
        earlier = import_jobs.c.alive_at - (SILENT + 1)
        connection.execute(sa.update(import_jobs).values(alive_at=earlier))
    assert visitor.get(f"/ci/import/{left.id}/progress").headers["hx-refresh"] == "true"
    page = visitor.get(f"/ci/import/{left.id}").text
    assert "Interrupted" in page
    assert "Nothing was written" in page
    _, again = look(visitor, visitor.post(f"/ci/import/{left.id}", {"do": "again"}))
    assert "Import 2 rows, leave 1 out" in again.text
    assert re.search(r'name="column\d+" value="Junk".*?value="location"', again.text, re.DOTALL)


def test_a_fault_is_told_on_the_page(office: Office) -> None:
    def fails(_: CmdbRequest) -> Outcome:
        raise Problem(422, "invalid", "no <b>")

    store = ImportJobStore(office.steersman.store, office.steersman.clock)
    asked = ImportJob(id="", by="per_a", subject="ci", name="x", form={})
    request = CmdbRequest(file=csv_file([{"key": "1"}]), source=source())
    jobs = ImportJobs(store)
    made = jobs.start(fails, asked, request)
    assert jobs.find(made.id, "per_a").fault == "no <b>"
    with pytest.raises(Problem):
        jobs.find(made.id, "per_b")
