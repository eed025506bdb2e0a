"""The one use case: a request in, audio out. Limits, choice of voice, admission, the report at the end.

What adapters get as `SpeechService`. The steps run on the scheduler's threads, voices load in the pool's; nothing
here blocks the event loop.
"""

import asyncio
import hashlib
import json
import logging
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from vitts_server.config import SpeechSettings
from vitts_server.errors import BadRequest, Busy, VittsError
from vitts_server.languages import match
from vitts_server.ports import AudioStore, CountsConnections, Encoder
from vitts_server.preset import Preset
from vitts_server.speech.choice import choose, knows, order_voices
from vitts_server.speech.company import Company, gather, in_its_manner
from vitts_server.speech.explain import readings
from vitts_server.speech.markup import MarkupChoice, format_of
from vitts_server.speech.part import Part
from vitts_server.speech.pauses import Pauses
from vitts_server.speech.pitch import LEAST_PITCH, MOST_PITCH
from vitts_server.speech.pool import VoicePool
from vitts_server.speech.render import LEAST_SPEED, MOST_SPEED, MOST_VOLUME, Chain, Renderer
from vitts_server.speech.reports import refused, reused
from vitts_server.speech.scheduler import Scheduler
from vitts_server.speech.stream import Stream, check_length
from vitts_server.status import SpeechStatus
from vitts_server.values import (
    AudioChunk,
    BadVoice,
    Choice,
    Reading,
    SpeechReport,
    StoredAudio,
    Style,
    SynthesisRequest,
    VoiceInfo,
)

logger = logging.getLogger(__name__)

_FEED_CHARS = 4000
"""Long texts are read in parts: others are served in between."""

_LIMITS: dict[str, tuple[float, float]] = {
    "speed": (LEAST_SPEED, MOST_SPEED),
    "volume": (0.0, MOST_VOLUME),
    "pitch": (LEAST_PITCH, MOST_PITCH),
    "noise_scale": (0.0, 2.0),
    "noise_w": (0.0, 2.0),
    "sentence_pause_s": (0.0, 10.0),
}


@dataclass(eq=False, slots=True)
class Running:
    """What is known of a request that was admitted."""

    request: SynthesisRequest
    choice: Choice
    arrived_s: float
    audio_s: float = 0.0
    first_audio_s: float | None = None
    stream: Stream | None = None
    """Set once the voice is there."""

    @property
    def is_waiting(self) -> bool:
        """Whether it has text and no audio yet: whoever has said nothing waits for nobody."""
        return self.first_audio_s is None and (self.stream is None or self.stream.characters > 0)

    def on_audio(self, length_s: float) -> None:
        """Another chunk goes to the adapter."""
        if self.first_audio_s is None:
            text_wait_s = self.stream.text_wait_s if self.stream is not None else 0.0
            self.first_audio_s = time.monotonic() - self.arrived_s - text_wait_s
        self.audio_s += length_s


class Service:
    """Implements `SpeechService`."""

    store: AudioStore
    """Set by the composition root: the store needs the service to make what it lacks."""
    doors: Sequence[CountsConnections] = ()
    """Set by the composition root: adapters are opened when the service is ready."""
    addresses: Sequence[str] = ()
    """Set by the composition root: where the doors listen."""
    look: Callable[[], Awaitable[None]]
    """Set by the composition root: asks the plugins what there is, and calls `set_voices`."""

    def __init__(
        self,
        settings: SpeechSettings,
        scheduler: Scheduler,
        pool: VoicePool,
        chain: Chain,
        encoders: Sequence[Encoder],
        prefer: Callable[[SynthesisRequest, Sequence[VoiceInfo]], VoiceInfo | None],
        report: Callable[[SpeechReport], None],
    ) -> None:
        """`prefer` is the plugins' say in who speaks; `report` tells them what was spoken."""
        self._settings = settings
        self._scheduler = scheduler
        self._pool = pool
        self._chain = chain
        self._encoders = encoders
        self._prefer = prefer
        self._report = report
        self._installed: list[VoiceInfo] = []
        self._presets: list[Preset] = []
        self._default: str | None = settings.default_voice
        self._bad_files: list[BadVoice] = []
        self._bad: list[BadVoice] = []
        self._company = Company()
        self._looking = asyncio.Lock()
        self._running: set[Running] = set()
        self._state: Literal["starting", "ready", "draining"] = "starting"
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    def set_voices(
        self,
        voices: Sequence[VoiceInfo],
        bad: Sequence[BadVoice],
        presets: Sequence[Preset] = (),
        *,
        default: str | None = None,
    ) -> None:
        """What is installed now, and what the operator made of it; running speech is not disturbed.

        `default` is the plugins' choice of who speaks when nobody is named; that of the settings wins.
        """
        default, language = self._settings.default_voice or default, self._settings.language
        self._default = default
        self._installed = order_voices(voices, default, language)
        self._presets, self._bad_files = list(presets), list(bad)
        company, bad_presets = gather(self._installed, presets)
        self._company = replace(company, voices=order_voices(company.voices, default, language))
        self._bad = [*bad, *bad_presets]
        for faulty in bad_presets:
            logger.warning("a preset can't be used", extra={"preset": faulty.path.name, "reason": faulty.reason})
        if default is not None and default not in [voice.name for voice in company.voices]:
            logger.warning("the default voice is not installed", extra={"voice": default})
        self._pool.keep(self._installed, [voice.installed for voice in self.pinned()])

    async def reload(self) -> None:
        """Ask the plugins again which voices and presets there are."""
        async with self._looking:
            await self.look()

    def voices(self) -> Sequence[VoiceInfo]:
        """Installed voices and the presets that clients are shown, the default one first."""
        return tuple(self._company.voices)

    def bad_voices(self) -> Sequence[BadVoice]:
        """Files that should be voices and are not, and presets without their voice."""
        return tuple(self._bad)

    def knows(self, name: str) -> bool:
        """Whether requests may name this voice."""
        return knows(name, self._company)

    def encoders(self) -> Sequence[Encoder]:
        """File formats."""
        return tuple(self._encoders)

    def status(self) -> SpeechStatus:
        """How the core is doing."""
        return SpeechStatus(
            state=self._state,
            running=len(self._running),
            waiting=self._waiting(),
            default_voice=self._company.voices[0].name if self._company.voices else None,
            loaded=self._pool.status(),
            connections={name: count for door in self.doors for name, count in door.connections().items()},
            addresses=tuple(self.addresses),
        )

    def choose(self, request: SynthesisRequest) -> Choice:
        """Who would speak. Raises `UnknownVoice`, `NoVoice` or `BadRequest`."""
        with self._refusals_told(request):
            return self._choose(request)

    def fingerprint(self, request: SynthesisRequest) -> str:
        """A digest of everything that changes the sound of a request."""
        choice = self.choose(request)
        manner = in_its_manner(request, choice)
        voice = choice.voice.installed
        identity = asdict(replace(manner, voice=voice.name, speaker=None, is_live=True, request_id=""))
        identity |= {
            "speaker": choice.speaker,
            "version": choice.voice.version,
            "gain": choice.voice.gain,
            "chain": self._chain.versions(),
            "pauses": asdict(self._pauses(manner)),
            "cut": self._settings.max_sentence_chars,
        }
        if choice.voice.languages[0] != voice.languages[0]:
            identity["reads"] = choice.voice.languages[0]
        if format_of(request.text, request.text_format) != "text":  # a document may give its text to any voice
            identity["voices"] = [(voice.name, voice.version, voice.gain) for voice in self._installed]
            identity["presets"] = [asdict(preset) for preset in self._presets]
        return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()

    async def synthesize(self, request: SynthesisRequest) -> AsyncGenerator[AudioChunk, None]:
        """Speech for whole text. Close the generator to cancel."""
        with self._refusals_told(request):
            if not request.text.strip():
                raise BadRequest("the text is empty", field="text")
            check_length(len(request.text), self._settings.max_text_chars)
        async with self.open_stream(replace(request, text="")) as stream:
            for start in range(0, len(request.text), _FEED_CHARS):
                stream.feed(request.text[start : start + _FEED_CHARS])
                await asyncio.sleep(0)
            stream.finish()
            async for chunk in stream:
                yield chunk

    @asynccontextmanager
    async def open_stream(self, request: SynthesisRequest) -> AsyncIterator[Stream]:
        """Speech for text that is still arriving; leaving the context cancels what is left."""
        if not request.request_id:
            request = replace(request, request_id=uuid.uuid4().hex[:12])
        with self._refusals_told(request):
            running = self._admit(request, self._choose(request))
        error: BaseException | None = None
        try:
            async with AsyncExitStack() as stack:
                pauses = self._pauses(in_its_manner(request, running.choice))

                async def begin(part: Part) -> None:
                    loaded = await stack.enter_async_context(self._pool.lease(part.choice.voice.installed))
                    rate_hz = part.choice.voice.sample_rate_hz
                    job = self._scheduler.open(loaded.lane, rate_hz, is_live=request.is_live)
                    stack.push_async_callback(job.aclose)
                    manner = in_its_manner(request, part.choice)
                    part.begin(job, Renderer(self._chain, loaded.voice, part.choice, manner, pauses))

                first = Part(running.choice)
                await begin(first)
                markup = MarkupChoice(self._chain.markups, request, running.choice.voice.languages[0])
                who = partial(self._who, request, running.choice)
                running.stream = stream = Stream(first, markup, self._settings, who, begin, running.on_audio)
                stack.callback(stream.cancel_timer)
                yield stream
        except BaseException as raised:
            error = raised
            raise
        finally:
            self._leave(running, error)
            running.stream = error = None  # each of them holds what holds it, and with it the voice

    def reused(self, request: SynthesisRequest, stored: StoredAudio, total_s: float) -> None:
        """The store answered the request without new speech."""
        self._report(reused(request, self._choose(request), stored, total_s))

    async def read(self, request: SynthesisRequest) -> Sequence[Reading]:
        """How the text would be read, and which rule did what."""
        choice = self.choose(request)
        check_length(len(request.text), self._settings.max_text_chars)
        who = partial(self._who, request, choice)
        return await asyncio.to_thread(readings, self._chain, self._settings, request, choice, who)

    def pinned(self) -> Sequence[VoiceInfo]:
        """The voices that the settings keep in memory, as far as they are there."""
        everybody = [*self._company.voices, *self._company.hidden]
        return [voice for voice in everybody if voice.name in self._pool.pinned_names]

    async def warm(self, *, has_default: bool) -> None:
        """Load the pinned voices, and the default one too, and speak a word: requests find everything ready.

        A default voice that can't do that is listed among the bad ones, and the next best takes its place.
        """
        while has_default and self._company.voices and not await self._is_ready(self._company.voices[0]):
            pass
        for voice in self.pinned():
            await self._is_ready(voice)

    async def _is_ready(self, voice: VoiceInfo) -> bool:
        if self._pool.has(voice.installed):
            return True
        try:
            async for _ in self.synthesize(SynthesisRequest(text="a b c", voice=voice.name, request_id="warm-up")):
                pass
        except Busy:  # the server has better things to do, and the voice may be all right
            return True
        except VittsError as error:
            logger.exception("a voice does not work", extra={"voice": voice.name})
            rest = [other for other in self._installed if other is not voice.installed]
            faulty = BadVoice(path=voice.path or Path(voice.name), reason=error.message)
            self.set_voices(rest, [*self._bad_files, faulty], self._presets, default=self._default)
            return False
        return True

    def ready(self) -> None:
        """From now on requests are welcome."""
        self._state = "ready"

    async def drain(self, most_s: float) -> None:
        """Refuse new work and wait for what runs, at most `most_s` seconds."""
        self._state = "draining"
        try:
            async with asyncio.timeout(most_s):
                await self._is_idle.wait()
        except TimeoutError:
            logger.warning("speech was still running at the end", extra={"requests": len(self._running)})

    @contextmanager
    def _refusals_told(self, request: SynthesisRequest) -> Iterator[None]:
        """Plugins hear of requests that were never admitted, too."""
        try:
            yield
        except VittsError as error:
            self._report(refused(request, error))
            raise

    def _choose(self, request: SynthesisRequest) -> Choice:
        _check(request)
        voices = self._company.voices
        asks_plugins = request.voice is None and voices
        return choose(request, self._company, self._prefer(request, voices) if asks_plugins else None)

    def _pauses(self, request: SynthesisRequest) -> Pauses:
        if request.sentence_pause_s is None:
            return Pauses(self._settings.sentence_pause_s, self._settings.paragraph_pause_s)
        return Pauses(request.sentence_pause_s, max(request.sentence_pause_s, self._settings.paragraph_pause_s))

    def _who(self, request: SynthesisRequest, usual: Choice, style: Style) -> Choice:
        """Who speaks what markup gives to a voice, a speaker or a language. Raises `UnknownVoice`, `BadRequest`."""
        if style.voice is not None or style.speaker is not None:
            voice = style.voice or usual.voice.name
            return self._choose(replace(request, voice=voice, speaker=style.speaker, language=None))
        if style.language is not None and not match(style.language, usual.voice.languages):
            other = self._choose(replace(request, voice=None, speaker=None, language=style.language))
            return other if match(style.language, other.voice.languages) else usual
        return usual

    def _waiting(self) -> int:
        return sum(running.is_waiting for running in self._running)

    def _admit(self, request: SynthesisRequest, choice: Choice) -> Running:
        if self._state == "draining":
            raise Busy("the server is shutting down", retry_after_s=5)
        if len(self._running) >= self._settings.max_requests or self._waiting() >= self._settings.max_waiting_requests:
            raise Busy(f"{len(self._running)} requests are running already; try again in a moment")
        running = Running(request, choice, time.monotonic())
        self._running.add(running)
        self._is_idle.clear()
        return running

    def _leave(self, running: Running, error: BaseException | None) -> None:
        stream = running.stream
        self._running.discard(running)
        if not self._running:
            self._is_idle.set()
        outcome: Literal["done", "cancelled", "failed"] = "cancelled"
        if stream is not None and stream.is_complete:
            outcome = "done"
        elif isinstance(error, VittsError):
            outcome = "failed"
        report = SpeechReport(
            request_id=running.request.request_id,
            voice=running.choice.voice.name,
            language=running.choice.voice.languages[0],
            characters=stream.characters if stream is not None else 0,
            audio_s=round(running.audio_s, 3),
            first_audio_s=running.first_audio_s,
            total_s=time.monotonic() - running.arrived_s,
            outcome=outcome,
            error_code=error.code if isinstance(error, VittsError) else None,
            queue_s=stream.queue_s if stream is not None else None,
            work_s=stream.work_s if stream is not None else 0.0,
            is_live=running.request.is_live,
        )
        self._report(report)


def _check(request: SynthesisRequest) -> None:
    """Raises `BadRequest` for a number outside its limits."""
    for field, (least, most) in _LIMITS.items():
        value = getattr(request, field)
        if value is not None and not least <= value <= most:
            raise BadRequest(f"{field} must be between {least:g} and {most:g}, not {value!r}", field=field)
    if request.text_format not in ("text", "ssml"):
        raise BadRequest(f"text_format must be 'text' or 'ssml', not {request.text_format!r}", field="text_format")
