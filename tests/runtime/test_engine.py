"""What the engine keeps of a run is plain JSON: whoever can write to its database runs no code."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.runtime.engine import JsonSerializer, RecordedError

KEPT = JsonSerializer()
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(BODIES.filter(lambda body: not (isinstance(body, dict) and set(body) == {"$error"})))
def test_a_result_comes_back_as_it_was(body: object) -> None:
    assert KEPT.deserialize(KEPT.serialize(body)) == body


def test_an_error_comes_back_as_its_type_and_message_and_no_object() -> None:
    back = KEPT.deserialize(KEPT.serialize(Permanent("no such account")))
    assert isinstance(back, RecordedError)
    assert str(back) == "Permanent: no such account"


def test_pickled_code_is_not_run() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        KEPT.deserialize(pickle.dumps(print, protocol=0).decode())


def test_what_json_cannot_say_is_refused_when_it_is_written() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        KEPT.serialize({"at": object()})
