"""Depth is bounded before anything recurses."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server import BadRequest
from vitts_server.protocols.wyoming.bounded_json import depth, read_object

values = st.recursive(
    st.none() | st.integers() | st.text(alphabet='[]{}"\\ab\n', max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[]{}"\\x', max_size=4), inner, max_size=3),
    max_leaves=12,
)


def true_depth(value: object) -> int:
    match value:
        case dict():
            return 1 + max(map(true_depth, value.values()), default=0)
        case list():
            return 1 + max(map(true_depth, value), default=0)
        case _:
            return 0


@given(values)
def test_depth_is_what_the_parser_would_find(value: object) -> None:
    assert depth(json.dumps(value).encode()) == true_depth(value)


@given(st.dictionaries(st.text(max_size=5), values, max_size=3))
def test_an_object_is_read_as_the_parser_reads_it(value: dict[str, object]) -> None:
    assert read_object(json.dumps(value).encode(), 100) == value


def test_an_object_as_deep_as_allowed_is_read() -> None:
    assert read_object(b'{"a":[[1],[2]]}', 3) == {"a": [[1], [2]]}
    with pytest.raises(BadRequest, match="nested deeper than 2 levels"):
        read_object(b'{"a":[[1],[2]]}', 2)


def test_brackets_in_a_text_are_no_depth() -> None:
    assert read_object(b'{"text":"' + b"[{" * 1_000 + b'"}', 4) == {"text": "[{" * 1_000}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b'"' * 500_000, 0),
        (b'\\"' * 250_000, 0),
        (b'"\\' * 250_000 + b"[", 0),
        (b"[" * 500_000, 500_000),
        (b"[]" * 250_000, 1),
    ],
)
def test_hostile_text_is_measured_in_one_pass(text: bytes, found: int) -> None:
    assert depth(text) == found  # anything quadratic would not come back
