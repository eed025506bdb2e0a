"""The shapes that plugins implement, and what an adapter is given. All structural: nothing has to be inherited.

Voices, phonemizers, normalizers and effects are plain synchronous code: the core runs them on its worker threads and
owns the event loop. A published Protocol never gains a method.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol, runtime_checkable

from vitts_server.status import SpeechStatus
from vitts_server.values import (
    AudioChunk,
    BadVoice,
    Choice,
    Edit,
    GraphPart,
    Passage,
    Phonemes,
    Piece,
    Reading,
    Samples,
    StoredAudio,
    StoreStatus,
    Sweep,
    SynthesisRequest,
    Tensor,
    TextContext,
    Transcript,
    Utterance,
    VoiceInfo,
)


class Voice(Protocol):
    """A loaded voice.

    A voice may also have `device`: what it runs on, such as `cuda`, if that is not the processor.
    """

    concurrency: int
    """How many `speak` generators may be stepped at the same time; 1 for what is not thread-safe."""
    size_bytes: int
    """Memory it holds, as well as it can tell."""

    def speak(self, utterance: Utterance, /) -> Iterator[Piece]:
        """Yield the sentence piece by piece, in blocking steps of 10 to 60 ms. Closing the generator frees all.

        Ask `utterance.turn()` before each piece how much to do. Raise `VoiceFailed` with the reason if it fails.
        """
        ...


@runtime_checkable
class Engine(Protocol):
    """Loads the voices that name it."""

    name: str

    def load(self, info: VoiceInfo, /) -> AbstractContextManager[Voice]:
        """Blocking; called on a thread. Leaving the context unloads the voice. Raises `VoiceFailed`."""
        ...


class Net(Protocol):
    """A part of a voice, ready to run. Thread-safe.

    A net may also have `device`: what it runs on, such as `cuda`, if that is not the processor. And it may have
    `window_columns`, rising numbers of columns that it runs without getting ready anew; pieces then have these sizes
    where the sentence is long enough.
    """

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> Sequence[Tensor]:
        """All outputs in the graph's order, on at most `threads` cores. Feeds the part does not have are ignored."""
        ...


@runtime_checkable
class Backend(Protocol):
    """Runs parts of VITS voices that are given as ONNX graphs."""

    name: str
    rank: int
    """Of the backends that suit this machine the highest rank is used; the built-in one has 0."""

    def suits(self) -> bool:
        """Whether it can run here and is worth it. Quick; blocking is fine."""
        ...

    def open(self, part: GraphPart, /) -> Net:
        """Blocking; called on a thread. Raises `VoiceFailed`."""
        ...


@runtime_checkable
class Phonemizer(Protocol):
    """Turns text into phonemes for voices whose `PhonemeSpec.type` is its name."""

    name: str

    def phonemize(self, text: str, language: str, /) -> Sequence[Phonemes]:
        """One entry for each sentence found in `text`. Thread-safe. Raises `BadRequest` for an unknown language."""
        ...


@runtime_checkable
class Markup(Protocol):
    """Reads one text format while it arrives, before sentences are cut: what to say, how, and with which pauses."""

    format: str
    """The `text_format` of requests that it reads: `text` for what has no format of its own."""
    version: str
    """Part of a stored file's identity: change it whenever the output changes."""

    def open(self, request: SynthesisRequest, language: str, /) -> "MarkupStream":
        """`language` is that of the voice which was chosen."""
        ...


class MarkupStream(Protocol):
    """State of a markup within one text. However the text is cut into pieces, the passages together say the same.

    A stream that holds text back while it is undecided may also have `flush()`: passages for all that has arrived, as
    if nothing followed.
    """

    def feed(self, text: str, /) -> Sequence[Passage]:
        """What is certain now; quick, for it runs on the event loop. Raises `BadRequest`."""
        ...

    def finish(self) -> Sequence[Passage]:
        """The rest. Raises `BadRequest` for a document that is not complete."""
        ...


@runtime_checkable
class Normalizer(Protocol):
    """Rewrites text into what is to be read. Runs on whole sentences, in the order of `priority`, low first."""

    name: str
    languages: Sequence[str]
    """Language tags, `("*",)` for any."""
    priority: int

    @property
    def version(self) -> str:
        """Part of a stored file's identity: change it whenever the output changes. Asked for at each request."""
        ...

    def edits(self, text: str, context: TextContext, /) -> Sequence[Edit]:
        """What to change, from left to right, without overlaps. Thread-safe and pure.

        Raw phonemes, `[[...]]`, are never changed: the core drops edits that touch them.
        """
        ...


@runtime_checkable
class Effect(Protocol):
    """Changes the samples of one answer."""

    name: str
    version: str

    def open(self, request: SynthesisRequest, sample_rate_hz: int, /) -> "EffectStream | None":
        """A stream for one answer; None when the effect has nothing to do for this request."""
        ...


class EffectStream(Protocol):
    """State of an effect within one answer."""

    def feed(self, samples: Samples, /) -> Samples: ...

    def finish(self) -> Samples: ...


@runtime_checkable
class Encoder(Protocol):
    """Turns samples into the bytes of a file format.

    An encoder may also have `is_quick = True`: its streams only move bytes about, and may run on the event loop. A
    stream may also have `final_header()`, called after `finish`: bytes that belong over the beginning of a file, such
    as its true length; those who send while it is made do without. And it may have `sample_rate_hz`, the rate of the
    file, where that is not the rate of the samples.
    """

    name: str
    """What requests call it, such as `wav`."""
    media_type: str
    suffix: str
    """Of file names: lower-case letters and digits, without the dot."""

    def open(self, sample_rate_hz: int, /) -> "EncoderStream": ...


class EncoderStream(Protocol):
    """One file being written: header with the first bytes, everything flushed by `finish`."""

    def feed(self, samples: Samples, /) -> bytes: ...

    def finish(self) -> bytes: ...


class TextStream(Protocol):
    """Speech for text that is still arriving. Iterate while feeding; leave the context to cancel."""

    choice: Choice

    def feed(self, text: str, /) -> None:
        """Raises `BadRequest` when the text grows beyond the limit."""
        ...

    def flush(self) -> None:
        """Speak all that has arrived as if its sentence ended there; more may follow."""
        ...

    def finish(self) -> None:
        """No more text: speak what is left, then end."""
        ...

    def __aiter__(self) -> AsyncIterator[AudioChunk]: ...


class SpeechService(Protocol):
    """All that an adapter may ask of the core."""

    def voices(self) -> Sequence[VoiceInfo]:
        """Installed voices, the default one first. Never loads anything."""
        ...

    def bad_voices(self) -> Sequence[BadVoice]: ...

    def status(self) -> SpeechStatus: ...

    def choose(self, request: SynthesisRequest, /) -> Choice:
        """Who would speak. Raises `UnknownVoice`, `NoVoice` or `BadRequest`."""
        ...

    def synthesize(self, request: SynthesisRequest, /) -> AsyncGenerator[AudioChunk, None]:
        """Speech for whole text. Close the generator to cancel. Raises before the first chunk wherever it can."""
        ...

    def open_stream(self, request: SynthesisRequest, /) -> AbstractAsyncContextManager[TextStream]:
        """Speech for text that is still arriving; `request.text` stays empty."""
        ...

    async def read(self, request: SynthesisRequest, /) -> Sequence[Reading]:
        """How the text would be read, and which rule did what; nothing is spoken. Raises as `synthesize` does."""
        ...

    @property
    def store(self) -> "AudioStore": ...

    def encoders(self) -> Sequence[Encoder]: ...


@runtime_checkable
class Reloads(Protocol):
    """What a `SpeechService` may be as well: one that looks again while it runs."""

    async def reload(self) -> None:
        """Ask the plugins again which voices and presets there are; running speech is not disturbed."""
        ...


@runtime_checkable
class KnowsNames(Protocol):
    """What a `SpeechService` may be as well: one that says whether a name means somebody."""

    def knows(self, name: str, /) -> bool:
        """Whether requests may name this voice: installed, a preset, or one of the well-known names."""
        ...


class AudioStore(Protocol):
    """Finished audio by content: one synthesis for each distinct request, files whole or absent."""

    async def make(
        self,
        request: SynthesisRequest,
        /,
        *,
        plain_id: str | None = None,
        encoder: str = "wav",
        sample_rate_hz: int | None = None,
        lifetime_s: float | None = None,
        names: Sequence[str] = (),
        notes: Mapping[str, str] | None = None,
    ) -> StoredAudio:
        """The file of this request, made now unless it is there; with the voice's rate unless one is given.

        `plain_id` is the name the door would like the file to have (letters, digits, `-`, `_`); the answer's `id` is
        another one if that name belongs to different audio. The file is kept for `lifetime_s` (None: as the settings
        say), or longer where that was promised before. It is found under `names` too, as long as they mean nothing
        else. Raises what `synthesize` raises.
        """
        ...

    async def find(self, name: str, /) -> StoredAudio | None:
        """A file that is there and has not expired."""
        ...

    async def transcript(self, name: str, /) -> Transcript | None:
        """Which word is heard when in a file that is there and has not expired."""
        ...

    async def delete(self, name: str, /) -> bool:
        """Remove the file, whoever else may have been given it; False if there is none."""
        ...

    def status(self) -> StoreStatus:
        """How much there is; cheap to ask for at any time."""
        ...

    async def sweep(self) -> Sweep:
        """Remove now what may go: what has expired, and what is too much."""
        ...


@runtime_checkable
class Adapter(Protocol):
    """A protocol at the door."""

    name: str

    def listen(self, speech: SpeechService, /) -> AbstractAsyncContextManager[Sequence[str]]:
        """Listens while it is open; yields the addresses it is bound to, as URIs with the real port."""
        ...


@runtime_checkable
class CountsConnections(Protocol):
    """What an adapter may be as well: one that knows how many clients are there."""

    def connections(self) -> Mapping[str, int]:
        """Protocol -> clients that are connected to it now, also when there are none. Cheap."""
        ...


class Extensions(Protocol):
    """Lets a plugin call the hooks that it declared itself."""

    def gather(self, hook: str, /, **arguments: object) -> Sequence[tuple[str, object]]:
        """Call `hook` on every plugin: the plugin's name and what it returned, Nones left out."""
        ...
