"""The text format as exporters write it, and lines that are none of it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.exporter.text_format import LONGEST_LINE, Sample, page_of

PAGE = r"""
# HELP node_load1 1m load average.
# TYPE node_load1 gauge
node_load1 0.21
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total { method = "post" , code="400", }  3
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find\n\"FILE\""} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero"} +Inf -3982045
rpc_bucket{le="0.5"} 8 # {trace_id="x"} 0.43
empty{} NaN
# EOF
"""


def test_the_example_of_the_specification_is_read() -> None:
    page = page_of(PAGE)
    told = {(each.name, tuple(each.labels.items())): each.value for each in page.samples}
    assert page.bad == 0
    assert told["node_load1", ()] == 0.21
    assert told["http_requests_total", (("method", "post"), ("code", "400"))] == 3
    assert told["something_weird", (("problem", "division by zero"),)] == math.inf
    assert told["rpc_bucket", (("le", "0.5"),)] == 8
    assert math.isnan(told["empty", ()])
    windows = next(each for each in page.samples if each.name.startswith("msdos"))
    assert windows.labels == {"path": "C:\\DIR\\FILE.TXT", "error": 'Cannot find\n"FILE"'}


@pytest.mark.parametrize(
    "line",
    [
        *("x", "x y", "1x 1", 'x{a="b" 1', "x{a=b} 1", 'x{a="b"} 1 2 3', "{} 1", "<html>"),
        *('x{="b"} 1', 'x{a="' + "b" * LONGEST_LINE + '"} 1', "x" * 20_000),
    ],
)
def test_a_line_that_is_none_is_counted_and_the_others_are_read(line: str) -> None:
    page = page_of(f"a 1\n{line}\nb 2\n")
    assert (page.samples, page.bad) == ([Sample("a", {}, 1.0), Sample("b", {}, 2.0)], 1)


@given(st.text(max_size=300))
def test_no_page_breaks_it(text: str) -> None:
    page_of(text)


@given(st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), st.text(max_size=20), max_size=5))
def test_labels_come_back_as_they_were_written(labels: dict[str, str]) -> None:
    def escaped(value: str) -> str:
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')

    told = {k: " ".join(v.split()) for k, v in labels.items()}  # no line ends of other kinds
    inner = ",".join(f'{name}="{escaped(value)}"' for name, value in told.items())
    assert page_of(f"x{{{inner}}} 1").samples == [Sample("x", told, 1.0)]
