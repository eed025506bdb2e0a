"""Frozen values that travel between plugins and the core. Units are in the names.

Nothing here does any work. Value classes only ever gain fields with defaults.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from vitts_server.preset import Preset

Samples = npt.NDArray[np.float32]
"""The only audio inside: mono, float32, one dimension, within -1 and 1."""

Tensor = npt.NDArray[Any]
"""What goes into a neural net and comes out of it."""

Span = tuple[int, int]
"""First character, and the one after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who made a voice, and where that is said."""

    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonemeSpec:
    """The phonemes a voice was trained on: the phonemizer's name and its language (for eSpeak NG a voice name)."""

    type: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceInfo:
    """What is known of a voice without loading it."""

    name: str
    """Unique and stable: what requests, assistants and links name."""
    engine: str
    """Name of the `Engine` that loads it."""
    languages: tuple[str, ...]
    """BCP 47 tags, the main one first, such as `vi-VN`; at least one."""
    sample_rate_hz: int
    description: str = ""
    speakers: tuple[str, ...] = ()
    """Names in the order of their numbers; empty for a voice of one speaker."""
    default_speaker: int = 0
    """Number of the speaker for requests that name none."""
    phonemes: PhonemeSpec | None = None
    """Set when the voice wants phonemes rather than text."""
    rank: int = 0
    """Among voices of one language the highest rank is the default (Piper voices: 100 and up)."""
    quality: str = ""
    version: str = ""
    """Changes whenever the same text would sound different: for files a digest of their content."""
    attribution: Attribution = Attribution()
    license: str = ""
    path: Path | None = None
    size_bytes: int = 0
    gain: float = 1.0
    """Factor that brings the voice to the common loudness; constant, so that sentences do not jump."""
    preset: Preset | None = None
    """Set by the core: what makes this voice of `base`."""
    base: "VoiceInfo | None" = None
    """Set by the core for a preset: the installed voice that speaks."""

    @property
    def installed(self) -> "VoiceInfo":
        """The voice that is loaded when this one speaks."""
        return self.base or self


@dataclass(frozen=True, slots=True, kw_only=True)
class BadVoice:
    """A file that looks like a voice and can't be used, with the reason in words."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesisRequest:
    """What a client asks for. Only `text` is needed."""

    text: str = ""
    """Unicode text; left empty for a stream whose text is still to come."""
    voice: str | None = None
    speaker: str | None = None
    """A speaker's name, or its number in decimal digits."""
    language: str | None = None
    """BCP 47 or `vi_VN`; chooses a voice when none is named."""
    speed: float = 1.0
    """Factor on the voice's own pace: 2 is twice as fast. The length scale is the voice's own divided by it."""
    noise_scale: float | None = None
    noise_w: float | None = None
    volume: float = 1.0
    """Factor on the samples."""
    pitch: float = 1.0
    """Factor on the voice's own pitch, 0.5 to 2; the whole sound moves with it, the pace does not."""
    sentence_pause_s: float | None = None
    text_format: Literal["text", "ssml"] = "text"
    """Text that begins with `<speak` is SSML whatever this says."""
    normalize: bool = True
    """Whether markup and text rules apply; without them the text goes to the phonemizer as it is."""
    is_live: bool = True
    """Whether somebody listens while it is made; work for files yields to those who do."""
    request_id: str = ""
    """For log lines; made up when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a stretch of text is to be read, as markup says; the defaults change nothing."""

    language: str | None = None
    voice: str | None = None
    speaker: str | None = None
    speed: float = 1.0
    """Factor on the request's speed."""
    volume: float = 1.0
    """Factor on the samples."""
    pitch: float = 1.0
    """Factor on the request's pitch."""
    say_as: str = ""
    """What the text is, in the terms of SSML: `cardinal`, `ordinal`, `digits`, `characters`, `date`, `time`, ...;
    a colon and a format may follow, such as `date:dmy`. Normalizers read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of text as markup gives it: what to read, and which characters of the client's text it stands for.

    Text as long as its span stands there character by character; else all of it stands for the whole span.
    """

    text: str = ""
    span: Span = (0, 0)
    style: Style = Style()
    pause_s: float | None = None
    """Silence before the text, in place of the usual one if a sentence ended before."""
    mark: str = ""
    """Name of a mark that stands before the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextContext:
    """What a normalizer may know of the text besides its characters."""

    language: str
    """BCP 47 tag of the language it is read in."""
    voice: str = ""
    """Name of the voice that reads it."""
    say_as: str = ""
    """See `Style.say_as`; the whole text is of that kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change that a normalizer makes: the characters of `span` are read as `text`."""

    span: Span
    text: str
    rule: str
    """Which rule did it, in a word or two for people, such as `date`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one rule did, for people who want to know why a text is read as it is."""

    stage: str
    """Name of the normalizer."""
    rule: str
    span: Span
    """Of the client's text."""
    before: str
    """What stood there, after the stages before."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A sentence, or the part of one that is spoken in one manner, as it will be read."""

    span: Span
    """Of the client's text."""
    text: str
    """What goes to the phonemizer."""
    language: str
    voice: str
    words: tuple[tuple[str, Span], ...] = ()
    """Each word that will be read, and the characters of the client's text that it stands for."""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the scheduler grants the next step of a voice."""

    piece_s: float = 1.0
    """How many seconds of audio the next piece should hold, at most."""
    threads: int = 1
    """How many cores the step may use."""


def _default_turn() -> Turn:
    return Turn()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phonemes:
    """One sentence in phonemes."""

    symbols: tuple[str, ...]
    spans: tuple[Span | None, ...] = ()
    """For each symbol the characters that it says, in the text that was phonemised; empty if that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One sentence as a voice gets it: normalised, phonemised if the voice wants that, every choice made."""

    text: str
    language: str
    phonemes: tuple[Phonemes, ...] = ()
    """One or more sentences; empty unless the voice asks for phonemes."""
    speaker: int | None = None
    speed: float = 1.0
    noise_scale: float | None = None
    noise_w: float | None = None
    seed: int = 0
    """The same utterance with the same seed has the same samples."""
    turn: Callable[[], Turn] = field(default=_default_turn, compare=False)
    """Asked by the voice before each piece: how much may the next step do?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPart:
    """A part of a VITS voice as an ONNX graph, for a `Backend`. Every tensor is [1, channels, frames] float32.

    flow: `prior`, `mask` [1, 1, frames], maybe `speaker_vector` [1, channels] -> `latent`
    coarse: the decoder's first stage: `latent`, maybe `speaker_vector` -> `hidden`, some columns for each frame
    fine: the rest of the decoder: `hidden`, maybe `speaker_vector` -> `audio`, some samples for each column
    encoder: only given to the built-in backend, its integers must stay exact
    """

    kind: Literal["encoder", "flow", "coarse", "fine"]
    model: Callable[[], bytes]
    """The serialised graph; takes a while, so ask only when it is not found in `folder`."""
    folder: Path | None
    """Where the backend may keep what it prepares, shared by processes; None if nothing can be written."""
    threads: int
    """Most cores that a run will ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of the audio that belongs to a word or a phoneme, or a place that markup named."""

    kind: Literal["word", "phoneme", "mark"]
    text: str
    start_s: float
    end_s: float
    span: Span | None = None
    """Which characters: of the utterance's text as a voice gives it, of the client's text as an adapter gets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One step of a voice: some audio and the marks that begin in it (times relative to the utterance)."""

    samples: Samples
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioChunk:
    """What adapters get: the next samples of an answer; the rate never changes within one answer."""

    samples: Samples
    sample_rate_hz: int
    start_s: float = 0.0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who will speak, and what the client should be told about it."""

    voice: VoiceInfo
    speaker: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAudio:
    """A finished file in the store: whole, and kept for a while after it was last handed out."""

    id: str
    path: Path
    size_bytes: int
    duration_s: float
    sample_rate_hz: int
    media_type: str
    created_at_s: float
    """Seconds since the epoch."""
    expires_at_s: float
    lifetime_s: float = 0.0
    """How long it is kept after it was last handed out."""
    voice: str | None = None
    speaker: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What doors noted down with it; of several notes under one key the last counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreStatus:
    """What the store holds now."""

    folder: Path
    files: int
    expired_files: int
    """Of all files those that are not handed out any more and wait for their removal."""
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What was removed from the store."""

    files: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a stored file says, word by word; for subtitles."""

    text: str
    """As the client sent it."""
    words: tuple[Mark, ...] = ()
    """In the order in which they are heard; empty for a voice that does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechReport:
    """Told to plugins after each request, whatever became of it. Never holds the text."""

    request_id: str
    voice: str
    language: str
    characters: int
    audio_s: float
    first_audio_s: float | None
    """Seconds from the request's arrival to its first samples, less the wait for the client's first text; None if
    there were none."""
    total_s: float
    outcome: Literal["done", "cancelled", "failed"]
    error_code: str | None = None
    queue_s: float | None = None
    """Seconds its first sentence waited for a worker thread; None if it never got one."""
    work_s: float = 0.0
    """Seconds that worker threads spent on it."""
    is_live: bool = True
    """Whether somebody listened while it was made."""
    is_cached: bool = False
    """Whether the audio was there or on its way already: nothing was made for this request."""
