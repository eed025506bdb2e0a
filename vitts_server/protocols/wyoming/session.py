"""Frames to actions: what a connection's next event means, given the ones before. Pure: no sockets, no asyncio.

It knows whether a stream of text is open, and nothing of how speech is made or when an answer is due.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from wyoming.event import Event
from wyoming.info import Describe
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop

from vitts_server import BadRequest, SynthesisRequest, VittsError
from vitts_server.protocols.wyoming.answer import error_event
from vitts_server.protocols.wyoming.requests import read_request, read_text
from vitts_server.protocols.wyoming.wire import Frame, Malformed


@dataclass(frozen=True, slots=True)
class Send:
    """Answer at once, whatever is being spoken."""

    event: Event


@dataclass(frozen=True, slots=True)
class SendInfo:
    """Tell at once which voices there are."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak a whole text when its turn comes."""

    request: SynthesisRequest


@dataclass(frozen=True, slots=True)
class OpenStream:
    """Speak, when its turn comes, the text that will follow."""

    request: SynthesisRequest


@dataclass(frozen=True, slots=True)
class FeedText:
    """More text for the open stream."""

    text: str


@dataclass(frozen=True, slots=True)
class FinishText:
    """The open stream has all its text."""


@dataclass(frozen=True, slots=True)
class DropStream:
    """End the open stream now: with an error, or without one because the client began another."""

    error: VittsError | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer with an error when its turn comes."""

    error: VittsError
    is_stream: bool


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing more can be understood: hang up."""


Action = Send | SendInfo | Speak | OpenStream | FeedText | FinishText | DropStream | Refuse | Close


class Session:
    """One connection's side of the conversation."""

    def __init__(self) -> None:
        self._stream: Literal["none", "open", "failed"] = "none"
        self._handlers: dict[str, Callable[[Event], list[Action]]] = {
            Describe().event().type: lambda _: [SendInfo()],
            Ping().event().type: self._ping,
            Synthesize("").event().type: self._synthesize,
            SynthesizeStart().event().type: self._start,
            SynthesizeChunk("").event().type: self._chunk,
            SynthesizeStop().event().type: self._stop,
        }

    @property
    def known_events(self) -> Sequence[str]:
        """Types of the events that mean something to a speech server."""
        return tuple(self._handlers)

    def feed(self, frame: Frame) -> list[Action]:
        """What to do about a frame; events of other kinds are ignored, as the protocol wants."""
        if isinstance(frame, Malformed):
            return [Send(error_event(BadRequest(frame.reason))), Close()]
        handler = self._handlers.get(frame.type)
        return handler(frame) if handler is not None else []

    def finish(self) -> list[Action]:
        """The input has ended: an open stream has all the text it will get."""
        is_open, self._stream = self._stream == "open", "none"
        return [FinishText()] if is_open else []

    def _ping(self, event: Event) -> list[Action]:
        text = event.data.get("text")
        if text is not None and not isinstance(text, str):
            return [Send(error_event(BadRequest("text must be a string", field="text")))]
        return [Send(Pong(text).event())]

    def _synthesize(self, event: Event) -> list[Action]:
        if self._stream != "none":
            return []  # the whole text once more, for servers that can't stream
        try:
            return [Speak(read_request(event.data, has_text=True))]
        except BadRequest as error:
            return [Refuse(error, is_stream=False)]

    def _start(self, event: Event) -> list[Action]:
        actions: list[Action] = [DropStream()] if self._stream == "open" else []
        try:
            actions.append(OpenStream(read_request(event.data, has_text=False)))
            self._stream = "open"
        except BadRequest as error:
            actions.append(Refuse(error, is_stream=True))
            self._stream = "failed"
        return actions

    def _chunk(self, event: Event) -> list[Action]:
        if self._stream == "failed":
            return []
        if self._stream == "none":
            return [Send(error_event(BadRequest("synthesize-chunk must come after synthesize-start")))]
        try:
            text = read_text(event.data)
        except BadRequest as error:
            self._stream = "failed"
            return [DropStream(error)]
        return [FeedText(text)] if text else []

    def _stop(self, event: Event) -> list[Action]:
        before, self._stream = self._stream, "none"
        if before == "open":
            return [FinishText()]
        if before == "failed":
            return []
        return [Refuse(BadRequest("synthesize-stop must come after synthesize-start"), is_stream=True)]
