"""The catalogue's list, `voices.json` in the format of rhasspy/piper-voices: read and checked. Pure."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from vitts_server import UnknownVoice, languages

logger = logging.getLogger(__name__)

_SAFE_NAME = r"^\w[\w.-]*$"
_CARD = "MODEL_CARD"


class BadIndex(Exception):
    """What came is no list of voices; the message says why."""


def _inside(path: str) -> str:
    if path.startswith("/") or any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path:
        raise ValueError("a file's path must stay inside the catalogue")
    return path


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class FileEntry(_Part):
    """What is known of a file; a list that was shipped may know less than the catalogue's own."""

    size_bytes: int | None = Field(None, ge=0)
    md5_digest: str | None = Field(None, pattern="^[0-9a-fA-F]{32}$")
    sha256_digest: str | None = Field(None, pattern="^[0-9a-fA-F]{64}$")

    @property
    def is_known(self) -> bool:
        """Whether a download can be checked against it."""
        return self.size_bytes is not None and (self.md5_digest or self.sha256_digest) is not None


class LanguageEntry(_Part):
    """A language as the catalogue writes it, such as `vi_VN`."""

    code: str
    family: str = ""
    region: str = ""
    name_native: str = ""
    name_english: str = ""
    country_english: str = ""

    @property
    def tag(self) -> str:
        """As this server writes it, such as `vi-VN`."""
        return languages.normalize_tag(self.code) or self.code


class CatalogueVoice(_Part):
    """A voice that can be downloaded."""

    key: str = Field(pattern=_SAFE_NAME)
    name: str = ""
    language: LanguageEntry
    quality: str = ""
    num_speakers: int | None = Field(None, ge=0)
    speaker_id_map: Mapping[str, int] = {}
    files: Mapping[Annotated[str, AfterValidator(_inside)], FileEntry]
    aliases: Sequence[str] = ()

    @property
    def model(self) -> str | None:
        """Path of the net in the catalogue."""
        return next((path for path in self.files if path.endswith(".onnx")), None)

    @property
    def config(self) -> str | None:
        """Path of its configuration."""
        return next((path for path in self.files if path.endswith(".onnx.json")), None)

    @property
    def card(self) -> str | None:
        """Path of what its makers say of it, the licence among it."""
        return next((path for path in self.files if path.rpartition("/")[2] == _CARD), None)

    @property
    def size_bytes(self) -> int | None:
        """Of all files together; None if that is not known."""
        sizes = [file.size_bytes for file in self.files.values()]
        return None if None in sizes else sum(size or 0 for size in sizes)

    @property
    def is_known(self) -> bool:
        """Whether a download can be checked."""
        return all(path and self.files[path].is_known for path in (self.model, self.config))


@dataclass(frozen=True, slots=True)
class Index:
    """The voices of a catalogue in the order of their names."""

    voices: Sequence[CatalogueVoice]
    origin: str
    """Where the list came from and how old it is, for people."""

    def find(self, name: str) -> CatalogueVoice | None:
        """By its name or another that it had."""
        wanted = name.casefold()
        by_name = (voice for voice in self.voices if voice.key.casefold() == wanted)
        by_alias = (voice for voice in self.voices if wanted in map(str.casefold, voice.aliases))
        return next(by_name, None) or next(by_alias, None)

    def speaking(self, language: str | None) -> Sequence[CatalogueVoice]:
        """Those of a language such as `vi` or `vi-VN`; all for None."""
        if language is None:
            return self.voices
        return [voice for voice in self.voices if is_spoken(language, voice.language.tag)]

    def unknown(self, name: str) -> UnknownVoice:
        """The error for a name that is not there, with the nearest ones."""
        keys = [voice.key for voice in self.voices]
        near = get_close_matches(name, keys, n=3, cutoff=0.5) or [key for key in keys if name.casefold() in key.lower()]
        hint = f"did you mean {', '.join(near[:3])}?" if near else "`vitts-server voices list --available` shows all"
        return UnknownVoice(f"the catalogue has no voice {name!r}; {hint}", field="name")


def is_spoken(wanted: str, tag: str) -> bool:
    """Whether a voice of the language `tag` serves who wants `wanted`, which may leave the region open."""
    asked = (languages.normalize_tag(wanted) or wanted).lower()
    return tag.lower() == asked or tag.lower().startswith(f"{asked}-")


def parse_index(data: bytes, origin: str) -> Index:
    """The voices in a list; entries that can't be used are left out with a line in the log. Raises `BadIndex`."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadIndex(f"it is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise BadIndex("it is no JSON object with a voice for each name")
    voices: list[CatalogueVoice] = []
    for key, entry in document.items():
        try:
            voices.append(CatalogueVoice.model_validate(entry))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            logger.warning(
                "a voice of the catalogue can't be used: %s", first["msg"], extra={"voice": key, "at": where}
            )
    if document and not voices:
        raise BadIndex("none of its entries is a voice")
    return Index(sorted(voices, key=lambda voice: voice.key), origin)
