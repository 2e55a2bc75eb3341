"""A file of alerts is read to its end, and every line that is none is named."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from steersman.domain.errors import Permanent
from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.reading import Refused, read_alerts

HEAD = "time,name,ip,host\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "alerts.csv"


def read(file: Path, content: str | bytes) -> tuple[list[Alert], Refused]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    refused = Refused()
    return list(read_alerts(file, refused)), refused


def test_rows_are_numbered_from_nought(file: Path) -> None:
    alerts, _ = read(file, HEAD + "5,disk full,10.0.0.1,web1\n6,disk full,10.0.0.1,web1\n")
    assert [(a.time, a.name, a.ip, a.host, a.reference) for a in alerts] == [
        (5.0, "disk full", "10.0.0.1", "web1", 0),
        (6.0, "disk full", "10.0.0.1", "web1", 1),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_does(file: Path, delimiter: str) -> None:
    alerts, _ = read(file, "TIME, Name ,host\n5,x,web1\n".replace(",", delimiter))
    assert [(a.name, a.host) for a in alerts] == [("x", "web1")]


def test_other_columns_change_nothing(file: Path) -> None:
    plain, _ = read(file, "time,name\n5,x\n")
    more, _ = read(file, "label,time,name,severity,status\nattack,5,x,critical,resolved\n")
    assert more == plain


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines_say_the_same(file: Path, packed: bool) -> None:
    rows = [{"time": 5, "name": "x", "host": None, "label": "attack"}, {"time": "6", "name": "y"}]
    content = "\n\n".join(map(json.dumps, rows)).encode()
    alerts, _ = read(file, gzip.compress(content) if packed else content)
    assert [(a.time, a.name, a.host, a.reference) for a in alerts] == [
        (5.0, "x", "", 0),
        (6.0, "y", "", 1),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_mark_of_an_encoding_is_understood(file: Path, encoding: str) -> None:
    alerts, _ = read(file, (HEAD + "5,Lüfter,,web1\n").encode(encoding))
    assert alerts[0].name == "Lüfter"


def test_each_bad_line_is_named_and_the_rest_goes_on(file: Path) -> None:
    alerts, refused = read(file, HEAD + "5,x,,a\nnever,x,,a\n\n6,,,a\n7,x\n8,x,,a\n")
    assert [(a.time, a.reference) for a in alerts] == [(5.0, 0), (8.0, 4)]
    assert refused.count == 3
    assert [line.split(":")[0] for line in refused.first] == ["line 3", "line 5", "line 6"]


def test_bad_json_lines_are_named_too(file: Path) -> None:
    lines = ['{"time": 5, "name": "x"}', "{", "[1]", '{"time": 5, "name": {"a": 1}}', '{"name": 1}']
    alerts, refused = read(file, "\n".join(lines))
    assert len(alerts) == 1
    assert [line.split(":")[0] for line in refused.first] == [f"line {n}" for n in (2, 3, 4, 5)]


def test_an_open_quotation_mark_does_not_swallow_what_follows(file: Path) -> None:
    content = HEAD + '5,x,,a\n6,"never closed,,a\n7,x,,a\n8,"two\nlines",,a\n9,x,,a\n'
    alerts, refused = read(file, content)
    assert [a.time for a in alerts] == [5, 7, 8, 9]
    assert refused.first == ["line 3: it has 2 cells and the header has 4"]
    assert alerts[2].name == "two lines"


def test_bytes_that_are_no_text_hurt_only_themselves(file: Path) -> None:
    alerts, refused = read(file, HEAD.encode() + b"5,\xff\xfe\x00x,,a\n6,y,,a\n")
    assert [a.time for a in alerts] == [5.0, 6.0]
    assert refused.count == 0


def test_a_cell_of_a_megabyte_is_read(file: Path) -> None:
    alerts, _ = read(file, HEAD + "5," + "x" * 1_000_000 + ",,a\n6,y,,a\n")
    assert [len(a.name) for a in alerts] == [200, 1]


def test_only_the_first_refused_lines_are_kept(file: Path) -> None:
    _, refused = read(file, HEAD + "never,x,,a\n" * 500)
    assert refused.count == 500
    assert len(refused.first) == 20


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b'[{"time": 5}]', "one JSON array"),
        (b"when,what\n5,x\n", "no column time and no column name"),
        (b"\x1f\x8b\x08\x00broken", "cannot be read"),
        (gzip.compress(HEAD.encode() * 5000)[:-20], "cannot be read"),
    ],
)
def test_what_is_no_file_of_alerts_is_said(file: Path, content: bytes, said: str) -> None:
    with pytest.raises(Permanent, match=said):
        read(file, content)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Permanent, match="cannot be read"):
            list(read_alerts(missing, Refused()))
