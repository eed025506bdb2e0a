"""What client and server say to each other over `/ws`: JSON objects told apart by `type`. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from vitts_server import AudioChunk, BadRequest, Choice, Encoder, SynthesisRequest, VittsError
from vitts_server.protocols.http.errors import message_of, status_of
from vitts_server.protocols.http.parameters import validated


def _string(value: object) -> str:
    """Any string: one that ends in the middle of a surrogate pair goes on in the next message."""
    if not isinstance(value, str):
        raise ValueError("The field text must be a string.")  # noqa: TRY004 - what pydantic expects
    return value


SANE_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
"""Can be put into log lines as it is."""


def _id(value: object) -> str:
    if not isinstance(value, str) or not SANE_ID.fullmatch(value):
        raise ValueError("The field id must be 1 to 64 of letters, digits, '.', '_', ':' and '-'.")
    return value


Id = Annotated[str, PlainValidator(_id)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str


class Start(_Message):
    """Begins an utterance."""

    id: Id | None = Field(None, description="Name of the utterance; else the server counts.")
    voice: str | None = Field(None, description="Name of a voice; else the language chooses, else the default.")
    speaker: str | None = Field(None, coerce_numbers_to_str=True, description="Name or number of a voice's speaker.")
    language: str | None = Field(None, description="Language tag such as vi-VN, if no voice is named.")
    speed: float = Field(1.0, description="Factor on the voice's own pace: 2 is twice as fast.")
    volume: float = Field(1.0, description="Factor on the samples.")
    noise_scale: float | None = Field(None, description="How much the voice varies; else as the voice has it.")
    noise_w: float | None = Field(None, description="How much the length of sounds varies; else as the voice has it.")
    sentence_pause_s: float | None = Field(None, description="Silence between sentences, in seconds.")
    text_format: Literal["text", "ssml"] = Field("text", description="text or ssml.")
    normalize: bool = Field(True, description="Whether markup and text rules apply.")
    format: str = Field("pcm", description="pcm (16 bits, mono), or another format that is installed.")
    sample_rate: int | None = Field(None, ge=8000, le=48000, description="In Hz; else the voice's own.")
    marks: bool = Field(True, description="Whether to tell when each word is spoken.")

    def request(self, request_id: str) -> SynthesisRequest:
        """What the core is asked for."""
        return SynthesisRequest(
            voice=self.voice or None,
            speaker=self.speaker,
            language=self.language or None,
            speed=self.speed,
            volume=self.volume,
            noise_scale=self.noise_scale,
            noise_w=self.noise_w,
            sentence_pause_s=self.sentence_pause_s,
            text_format=self.text_format,
            normalize=self.normalize,
            request_id=request_id,
        )


class Text(_Message):
    """More text of the utterance, cut anywhere."""

    text: Annotated[str, PlainValidator(_string)]


class Flush(_Message):
    """Speak what is there now."""


class End(_Message):
    """The utterance has all its text."""


class Cancel(_Message):
    """Be silent: about one utterance, or about all."""

    id: Id | None = None


Message = Start | Text | Flush | End | Cancel
KINDS: Final[Mapping[str, type[Message]]] = {
    "start": Start,
    "text": Text,
    "flush": Flush,
    "end": End,
    "cancel": Cancel,
}


def read_values(data: str | bytes) -> Mapping[str, Any]:
    """The object in a message. Raises `BadRequest` for what is none."""
    if isinstance(data, bytes):
        raise BadRequest("a message must be JSON in a text frame, not a binary one")
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"a message must be valid JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadRequest("a message must be a JSON object")
    return values


def read_message(values: Mapping[str, Any]) -> Message:
    """Raises `BadRequest`, which names the field."""
    kind = values.get("type")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise BadRequest(f"type must be one of {', '.join(KINDS)}", field="type")
    return validated(values, model)


def started(utterance: str, choice: Choice, encoder: Encoder, sample_rate_hz: int) -> Mapping[str, object]:
    """Who speaks and what the bytes will be."""
    voice, number = choice.voice, choice.speaker
    return {
        "type": "started",
        "id": utterance,
        "voice": voice.name,
        "speaker": voice.speakers[number] if number is not None and number < len(voice.speakers) else None,
        "language": voice.languages[0],
        "format": encoder.name,
        "media_type": encoder.media_type,
        "sample_rate": sample_rate_hz,
        "channels": 1,
        "warnings": list(choice.warnings),
    }


def marks(utterance: str, chunk: AudioChunk) -> Mapping[str, object] | None:
    """When the words that begin in this piece are spoken, and what SSML marks; None if there are none."""
    told = [
        {
            mark.kind: mark.text,
            "start_s": round(mark.start_s, 4),
            "end_s": round(mark.end_s, 4),
            "span": list(mark.span) if mark.span is not None else None,
        }
        for mark in chunk.marks
        if mark.kind in ("word", "mark")
    ]
    return {"type": "marks", "id": utterance, "marks": told} if told else None


def done(utterance: str, characters: int, audio_s: float, first_audio_s: float | None) -> Mapping[str, object]:
    """All of it was spoken."""
    return {"type": "done", "id": utterance, "characters": characters, **_audio(audio_s, first_audio_s)}


def cancelled(utterance: str, audio_s: float, first_audio_s: float | None) -> Mapping[str, object]:
    """The rest will not be spoken."""
    return {"type": "cancelled", "id": utterance, **_audio(audio_s, first_audio_s)}


def failed(utterance: str | None, error: BaseException) -> Mapping[str, object]:
    """An utterance is over, or without one a message meant nothing."""
    known = error if isinstance(error, VittsError) else VittsError("")
    return {
        "type": "error",
        "id": utterance,
        "code": known.code if known.code in CODES else "internal",
        "message": message_of(error, status_of(error)),
        "field": known.field,
    }


CODES: Final[Sequence[str]] = ("bad-request", "unknown-voice", "no-voice", "voice-failed", "busy", "internal")
"""Every `code` of an error; what is wrong inside the server is "internal"."""


def _audio(audio_s: float, first_audio_s: float | None) -> Mapping[str, object]:
    return {"audio_s": round(audio_s, 4), "first_audio_s": None if first_audio_s is None else round(first_audio_s, 4)}


SERVER_MESSAGES: Final[Sequence[str]] = ("started", "marks", "done", "cancelled", "error")
"""Every `type` that a client may meet."""
