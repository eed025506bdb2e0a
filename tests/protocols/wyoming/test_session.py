"""Frames in, actions out."""

from typing import Any

import pytest
from wyoming.error import Error
from wyoming.event import Event
from wyoming.ping import Pong
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeVoice

from vitts_server import SynthesisRequest
from vitts_server.protocols.wyoming.session import (
    Action,
    Close,
    DropStream,
    FeedText,
    FinishText,
    OpenStream,
    Refuse,
    Send,
    SendInfo,
    Session,
    Speak,
)
from vitts_server.protocols.wyoming.wire import Frame, Malformed

START = SynthesizeStart().event()
STOP = SynthesizeStop().event()


def chunk(text: str) -> Event:
    return SynthesizeChunk(text).event()


def whole(text: str) -> Event:
    return Synthesize(text).event()


def actions(*frames: Frame) -> list[Action]:
    session = Session()
    return [action for frame in frames for action in session.feed(frame)]


def refusals(found: list[Action]) -> list[tuple[str | None, bool]]:
    """Field and kind of each refusal; nothing else may be there."""
    assert all(isinstance(action, Refuse) for action in found)
    return [(action.error.field, action.is_stream) for action in found if isinstance(action, Refuse)]


def test_describe_and_ping_are_answered_at_once_and_anywhere() -> None:
    assert actions(Event("describe"), START, Event("describe"), Event("ping", {"text": "hi"}), Event("ping")) == [
        SendInfo(),
        OpenStream(SynthesisRequest()),
        SendInfo(),
        Send(Pong("hi").event()),
        Send(Pong().event()),
    ]


def test_whole_texts_are_spoken_in_their_order() -> None:
    assert actions(whole("one"), whole("two")) == [
        Speak(SynthesisRequest(text="one")),
        Speak(SynthesisRequest(text="two")),
    ]


def test_a_stream_is_opened_fed_and_finished() -> None:
    assert actions(START, chunk("Xin ch"), chunk(""), chunk("ào."), STOP) == [
        OpenStream(SynthesisRequest()),
        FeedText("Xin ch"),
        FeedText("ào."),
        FinishText(),
    ]


def test_the_whole_text_inside_a_stream_is_not_spoken_and_outside_it_is() -> None:
    assert actions(START, chunk("a"), whole("a"), STOP, whole("b")) == [
        OpenStream(SynthesisRequest()),
        FeedText("a"),
        FinishText(),
        Speak(SynthesisRequest(text="b")),
    ]


def test_two_streams_follow_each_other() -> None:
    assert actions(START, STOP, START, STOP) == [OpenStream(SynthesisRequest()), FinishText()] * 2


def test_a_second_start_drops_the_open_stream() -> None:
    assert actions(START, chunk("a"), START, chunk("b"), STOP) == [
        OpenStream(SynthesisRequest()),
        FeedText("a"),
        DropStream(),
        OpenStream(SynthesisRequest()),
        FeedText("b"),
        FinishText(),
    ]


def test_unknown_events_are_ignored() -> None:
    assert actions(Event("transcribe"), Event(""), Event("select-program", {"name": 7}), Event("audio-chunk")) == []


def test_a_malformed_event_is_answered_and_the_end() -> None:
    assert actions(Malformed("no good")) == [Send(Error("no good", "bad-request").event()), Close()]


def test_a_start_that_is_wrong_is_refused_and_its_text_ignored_up_to_the_stop() -> None:
    wrong = Event("synthesize-start", {"voice": "vi-huyen"})
    assert refusals(actions(wrong, chunk("a"), whole("a"), STOP)) == [("voice", True)]
    assert actions(wrong, STOP, whole("b"))[1:] == [Speak(SynthesisRequest(text="b"))]


def test_a_second_start_that_is_wrong_drops_the_open_stream_too() -> None:
    found = actions(START, Event("synthesize-start", {"voice": 1}), STOP)
    assert found[:2] == [OpenStream(SynthesisRequest()), DropStream()]
    assert refusals(found[2:]) == [("voice", True)]


def test_a_chunk_that_is_no_text_ends_the_stream_with_an_error() -> None:
    opened, dropped = actions(START, Event("synthesize-chunk", {"text": 5}), chunk("more"), whole("x"), STOP)
    assert opened == OpenStream(SynthesisRequest())
    assert isinstance(dropped, DropStream)
    assert dropped.error is not None
    assert dropped.error.message == "text must be a string"


def test_a_chunk_without_a_start_is_an_error() -> None:
    [sent] = actions(chunk("a"))
    assert isinstance(sent, Send)
    assert Error.from_event(sent.event).code == "bad-request"


def test_a_stop_without_a_start_is_answered_as_a_stream() -> None:
    assert refusals(actions(STOP)) == [(None, True)]


def test_a_ping_that_is_no_text_is_an_error() -> None:
    [sent] = actions(Event("ping", {"text": ["echo"]}))
    assert isinstance(sent, Send)
    assert Error.from_event(sent.event).code == "bad-request"


def test_the_end_of_the_input_finishes_an_open_stream_only() -> None:
    session = Session()
    session.feed(START)
    assert session.finish() == [FinishText()]
    assert session.finish() == []


@pytest.mark.parametrize(
    ("voice", "request_"),
    [
        (None, SynthesisRequest(text="a")),
        (SynthesizeVoice(), SynthesisRequest(text="a")),
        (SynthesizeVoice(name="v"), SynthesisRequest(text="a", voice="v")),
        (SynthesizeVoice(name="v", speaker="0"), SynthesisRequest(text="a", voice="v", speaker="0")),
        (SynthesizeVoice(language="vi_VN"), SynthesisRequest(text="a", language="vi_VN")),
    ],
)
def test_the_library_s_voices_are_understood(voice: SynthesizeVoice | None, request_: SynthesisRequest) -> None:
    assert actions(Synthesize("a", voice).event()) == [Speak(request_)]
    [opened] = actions(SynthesizeStart(voice).event())
    assert isinstance(opened, OpenStream)
    assert opened.request.voice == request_.voice


@pytest.mark.parametrize(
    ("data", "request_"),
    [
        ({"voice": None, "text_format": None, "context": {"x": 1}}, SynthesisRequest(text="a")),
        ({"voice": {"name": "", "speaker": "", "language": None}}, SynthesisRequest(text="a")),
        ({"voice": {"speaker": 0}}, SynthesisRequest(text="a", speaker="0")),
        ({"voice": {"speaker": 12, "language": "en"}}, SynthesisRequest(text="a", speaker="12", language="en")),
        ({"text_format": "text"}, SynthesisRequest(text="a")),
        ({"text_format": "ssml"}, SynthesisRequest(text="a", text_format="ssml")),
    ],
)
def test_other_spellings_are_understood_too(data: dict[str, Any], request_: SynthesisRequest) -> None:
    assert actions(Event("synthesize", {"text": "a", **data})) == [Speak(request_)]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "text"),
        ({"text": None}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "a", "voice": []}, "voice"),
        ({"text": "a", "voice": {"name": 1}}, "voice.name"),
        ({"text": "a", "voice": {"language": {}}}, "voice.language"),
        ({"text": "a", "voice": {"speaker": True}}, "voice.speaker"),
        ({"text": "a", "voice": {"speaker": -1}}, "voice.speaker"),
        ({"text": "a", "voice": {"speaker": 1.0}}, "voice.speaker"),
        ({"text": "a", "voice": {"speaker": 10**9}}, "voice.speaker"),
        ({"text": "a", "text_format": "html"}, "text_format"),
        ({"text": "a", "text_format": []}, "text_format"),
    ],
)
def test_a_field_that_is_wrong_is_named(data: dict[str, Any], field: str) -> None:
    assert refusals(actions(Event("synthesize", data))) == [(field, False)]


def test_half_a_surrogate_pair_is_replaced_and_a_whole_one_joined() -> None:
    assert actions(whole("a\ud800b \ud83d\ude00")) == [Speak(SynthesisRequest(text="a\ufffdb \U0001f600"))]
