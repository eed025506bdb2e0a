"""Messages to actions, without sockets: what follows from what a client says, whatever it says."""

import json
import string
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitts_server.protocols.http.live.messages import KINDS, Start
from vitts_server.protocols.http.live.session import Action, Feed, Finish, Open, Refuse, Session, SpeakNow, Stop


def told(session: Session, kind: str, **fields: object) -> list[Action]:
    return session.feed(json.dumps({"type": kind, **fields}))


def all_told(*messages: tuple[str, Mapping[str, object]]) -> list[Action]:
    session = Session()
    return [action for kind, fields in messages for action in told(session, kind, **fields)]


def test_an_utterance_is_opened_fed_and_finished() -> None:
    actions = all_told(
        ("start", {"id": "a", "voice": "mai", "speaker": 3, "speed": 1.5}),
        ("text", {"text": "xin"}),
        ("flush", {}),
        ("text", {"text": ""}),
        ("end", {}),
    )
    start = Start(type="start", id="a", voice="mai", speaker="3", speed=1.5)
    assert actions == [Open("a", start), Feed("xin"), SpeakNow(), Finish()]


def test_utterances_without_a_name_are_counted() -> None:
    actions = all_told(("start", {}), ("end", {}), ("start", {"id": "b"}), ("end", {}), ("start", {}))
    assert [action.id for action in actions if isinstance(action, Open)] == ["1", "b", "3"]


def test_a_new_utterance_finishes_the_text_of_the_one_before() -> None:
    actions = all_told(("start", {"id": "a"}), ("text", {"text": "x"}), ("start", {"id": "b"}))
    assert [type(action) for action in actions] == [Open, Feed, Finish, Open]


def test_after_a_start_that_is_refused_its_text_is_ignored_up_to_its_end() -> None:
    session = Session()
    (refusal,) = told(session, "start", id="a", speed="quick")
    assert isinstance(refusal, Refuse)
    assert (refusal.id, refusal.error.field) == ("a", "speed")
    assert [*told(session, "text", text="x"), *told(session, "flush"), *told(session, "end")] == []
    (refusal,) = told(session, "end")
    assert isinstance(refusal, Refuse)


@pytest.mark.parametrize("kind", ["text", "flush", "end"])
def test_nothing_comes_before_a_start(kind: str) -> None:
    (refusal,) = told(Session(), kind, **({"text": "x"} if kind == "text" else {}))
    assert isinstance(refusal, Refuse)
    assert (refusal.id, refusal.error.message) == (None, f"{kind} must come after start")


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ('{"type": "start", "speed": []}', "speed"),
        ('{"type": "start", "id": ""}', "id"),
        ('{"type": "start", "id": 7}', "id"),
        ('{"type": "start", "id": "a b"}', "id"),
        ('{"type": "start", "sample_rate": 7999}', "sample_rate"),
        ('{"type": "start", "sampel_rate": 8000}', "sampel_rate"),
        ('{"type": "start", "text_format": "markdown"}', "text_format"),
        ('{"type": "text"}', "text"),
        ('{"type": "text", "text": null}', "text"),
        ('{"type": "end", "now": true}', "now"),
        ('{"type": "cancel", "id": "\\n"}', "id"),
        ('{"type": "sing"}', "type"),
        ('{"type": ["start"]}', "type"),
        ("{}", "type"),
        ("[]", None),
        ("null", None),
        ("", None),
        ("{", None),
        ("[" * 50_000, None),
        (b"{}", None),
    ],
)
def test_what_is_wrong_is_named(message: str | bytes, field: str | None) -> None:
    session = Session()
    told(session, "start", id="before")
    actions = session.feed(message)
    refusal = actions[-1]
    assert isinstance(refusal, Refuse)
    assert refusal.error.field == field
    assert refusal.error.message


def test_a_message_that_cannot_be_read_changes_nothing_else() -> None:
    session = Session()
    told(session, "start", id="a")
    session.feed("{")
    session.feed(b"\0")
    told(session, "text", text=7)
    assert told(session, "text", text="x") == [Feed("x")]


def test_after_cancelling_what_still_comes_of_it_is_ignored() -> None:
    session = Session()
    told(session, "start", id="a")
    assert told(session, "cancel") == [Stop(None)]
    assert told(session, "text", text="x") == []
    assert told(session, "end") == []
    assert isinstance(told(session, "start", id="b")[0], Open)
    assert told(session, "cancel", id="a") == [Stop("a")]
    assert told(session, "text", text="x") == [Feed("x")]


@pytest.mark.parametrize("pieces", [["😀"], ["\ud83d", "\ude00"], ["a\ud83d", "\ude00b"]])
def test_characters_cut_in_two_are_joined(pieces: list[str]) -> None:
    actions = all_told(("start", {}), *(("text", {"text": piece}) for piece in pieces), ("end", {}))
    assert "".join(action.text for action in actions if isinstance(action, Feed)).strip("ab") == "😀"


@pytest.mark.parametrize("last", ["flush", "end", "start"])
def test_half_a_character_is_replaced_when_the_other_half_never_comes(last: str) -> None:
    session = Session()
    told(session, "start")
    assert told(session, "text", text="a\ud83d") == [Feed("a")]
    assert told(session, last)[0] == Feed("\ufffd")
    assert not [action for action in told(session, "cancel") if isinstance(action, Feed)]


@given(st.text(st.characters()), st.lists(st.integers(0, 60)))
def test_however_the_text_is_cut_all_of_it_arrives(text: str, places: list[int]) -> None:
    units = text.encode("utf-16-le", "surrogatepass")
    cuts = sorted({0, len(units), *(2 * place for place in places if 2 * place < len(units))})
    pieces = [units[a:b].decode("utf-16-le", "surrogatepass") for a, b in pairwise(cuts)]
    actions = all_told(("start", {}), *(("text", {"text": piece}) for piece in pieces), ("end", {}))
    fed = "".join(action.text for action in actions if isinstance(action, Feed))
    assert fed == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(string.printable),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
MESSAGES = st.fixed_dictionaries(
    {"type": st.sampled_from([*KINDS, "x"]) | JSON},
    optional={name: JSON for name in (*Start.model_fields, "text") if name != "type"},
)


@given(st.lists(MESSAGES | JSON, max_size=8))
def test_no_message_breaks_the_session(messages: list[Any]) -> None:
    """An utterance is fed and finished only while it is open, and each opening has at most one finish."""
    session = Session()
    open_id: str | None = None
    for message in messages:
        for action in session.feed(json.dumps(message)):
            match action:
                case Open(id=begun):
                    assert open_id is None
                    open_id = begun
                case Feed() | SpeakNow():
                    assert open_id is not None
                case Finish():
                    assert open_id is not None
                    open_id = None
                case Stop(id=wanted):
                    open_id = None if wanted in (None, open_id) else open_id
