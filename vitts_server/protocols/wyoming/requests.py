"""The data of an event to a `SynthesisRequest`: every field checked, nothing chosen. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from vitts_server import BadRequest, SynthesisRequest


def read_request(data: Mapping[str, Any], *, has_text: bool) -> SynthesisRequest:
    """The request in a `synthesize` or, without text, in a `synthesize-start`. Raises `BadRequest`."""
    voice = _voice(data)
    return SynthesisRequest(
        text=read_text(data) if has_text else "",
        text_format=_text_format(data),
        voice=_name(voice, "name"),
        language=_name(voice, "language"),
        speaker=_speaker(voice),
    )


def read_text(data: Mapping[str, Any]) -> str:
    """The field `text`; halves of surrogate pairs, which no text can hold, are replaced. Raises `BadRequest`."""
    text = data.get("text")
    if not isinstance(text, str):
        raise BadRequest("text must be a string", field="text")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _text_format(data: Mapping[str, Any]) -> Literal["text", "ssml"]:
    match data.get("text_format"):
        case None | "text":
            return "text"
        case "ssml":
            return "ssml"
        case _:
            raise BadRequest("text_format must be 'text' or 'ssml'", field="text_format")


def _voice(data: Mapping[str, Any]) -> Mapping[str, Any]:
    voice = data.get("voice")
    if voice is not None and not isinstance(voice, dict):
        raise BadRequest("voice must be an object with name, speaker or language", field="voice")
    return voice or {}


def _name(voice: Mapping[str, Any], key: str) -> str | None:
    value = voice.get(key)
    if value is not None and not isinstance(value, str):
        raise BadRequest(f"voice.{key} must be a string", field=f"voice.{key}")
    return value or None


def _speaker(voice: Mapping[str, Any]) -> str | None:
    """Assistants send a string, a name or a number; scripts also send the number itself."""
    speaker = voice.get("speaker")
    if type(speaker) is int and 0 <= speaker < 1_000_000:
        return str(speaker)
    if speaker is not None and not isinstance(speaker, str):
        raise BadRequest("voice.speaker must be a speaker's name or its number, 0 or more", field="voice.speaker")
    return speaker or None
