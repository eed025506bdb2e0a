"""Messages to actions: what a client's next message means, given the ones before. Pure: no sockets, no asyncio.

It knows whether an utterance is open, and nothing of how speech is made or when an answer is due.
"""

from dataclasses import dataclass
from typing import Literal

from vitts_server import BadRequest, VittsError
from vitts_server.protocols.http.live.messages import (
    SANE_ID,
    Cancel,
    End,
    Flush,
    Message,
    Start,
    Text,
    read_message,
    read_values,
)


@dataclass(frozen=True, slots=True)
class Open:
    """Speak, when its turn comes, the text that will follow."""

    id: str
    start: Start


@dataclass(frozen=True, slots=True)
class Feed:
    """More text for the open utterance."""

    text: str


@dataclass(frozen=True, slots=True)
class SpeakNow:
    """Speak what the open utterance has, to its last character."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The open utterance has all its text."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Be silent: about the utterances of this id, or about all."""

    id: str | None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer at once with an error; `id` names the utterance that is over with it."""

    id: str | None
    error: VittsError


Action = Open | Feed | SpeakNow | Finish | Stop | Refuse


class Session:
    """One connection's side of the conversation."""

    def __init__(self) -> None:
        self._utterance: Literal["none", "open", "over"] = "none"
        self._id = ""
        self._count = 0
        self._half = ""
        """The first half of a surrogate pair whose other half is still to come."""

    def feed(self, data: str | bytes) -> list[Action]:
        """What to do about a message. One that can't be read changes nothing else."""
        message_id: str | None = None
        try:
            values = read_values(data)
            if values.get("type") == "start":
                message_id = self._begin(values.get("id"))
            message = read_message(values)
        except BadRequest as error:
            return [*self._ending(message_id), Refuse(message_id, error)]
        return self._act(message, message_id)

    def _begin(self, given: object) -> str:
        """The id of an utterance that begins; also of one that can't, if that much can be understood."""
        self._count += 1
        return given if isinstance(given, str) and SANE_ID.fullmatch(given) else str(self._count)

    def _ending(self, begun: str | None) -> list[Action]:
        """What is open has all its text once another utterance has begun, be it in vain."""
        if begun is None:
            return []
        was_open = self._utterance == "open"
        held = self._rest() if was_open else []
        self._utterance, self._half = "over", ""
        return [*held, Finish()] if was_open else []

    def _act(self, message: Message, begun: str | None) -> list[Action]:
        match message:
            case Start():
                actions = self._ending(begun or "")
                self._utterance, self._id = "open", begun or ""
                return [*actions, Open(self._id, message)]
            case Cancel(id=wanted):
                if self._utterance == "open" and wanted in (None, self._id):
                    self._utterance, self._half = "over", ""
                return [Stop(wanted)]
            case _ if self._utterance == "none":
                return [Refuse(None, BadRequest(f"{message.type} must come after start", field="type"))]
            case _ if self._utterance == "over":
                if isinstance(message, End):
                    self._utterance = "none"
                return []
            case Text(text=text):
                whole = self._joined(text)
                return [Feed(whole)] if whole else []
            case Flush():
                return [*self._rest(), SpeakNow()]
            case End():
                self._utterance = "none"
                return [*self._rest(), Finish()]

    def _joined(self, text: str) -> str:
        text, self._half = self._half + text, ""
        if "\ud800" <= text[-1:] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return _whole(text)

    def _rest(self) -> list[Action]:
        half, self._half = self._half, ""
        return [Feed(_whole(half))] if half else []


def _whole(text: str) -> str:
    """Halves of surrogate pairs joined, and replaced where the other half is missing: no text can hold them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
