"""What is written is read back the same."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from vitts_server.cli.toml import toml_line, toml_value

_LEAVES = st.one_of(st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False), st.text())
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)


@given(_VALUES)
def test_every_value_is_read_back_the_same(value: object) -> None:
    assert tomllib.loads(f"value = {toml_value(value)}") == {"value": value}


@given(st.text(min_size=1), st.integers(0, 9))
def test_every_name_is_read_back_the_same(name: str, value: int) -> None:
    assert tomllib.loads(toml_line(name, value)) == {name: value}


def test_what_is_not_set_is_a_comment() -> None:
    assert tomllib.loads(toml_line("default-voice", None)) == {}
