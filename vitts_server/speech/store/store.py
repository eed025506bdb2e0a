"""Finished audio by content: one synthesis for each distinct request, links that never change or dangle.

The inventory says what is there, flights are what is being made, the shelf is the folder on disk. This module brings
them together on the event loop; every step on disk runs on a thread.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, Self

from vitts_server.config import StoreSettings
from vitts_server.errors import BadRequest, Busy, ConfigError, NothingToSay, PluginError, VittsError
from vitts_server.formats import at_rate, encoder_named
from vitts_server.ports import Encoder
from vitts_server.speech.store.flight import Flight
from vitts_server.speech.store.inventory import Inventory
from vitts_server.speech.store.part import Part
from vitts_server.speech.store.record import Claim, Record, is_safe_id, is_safe_name, is_safe_suffix
from vitts_server.speech.store.shelf import SUFFIXES_BESIDE, Shelf
from vitts_server.speech.store.threads import in_thread
from vitts_server.values import AudioChunk, Mark, StoredAudio, StoreStatus, Sweep, SynthesisRequest, Transcript

logger = logging.getLogger(__name__)

P = ParamSpec("P")


class Store:
    """Implements `AudioStore`; an async context manager, open while the server runs."""

    def __init__(
        self,
        settings: StoreSettings,
        folder: Path,
        synthesize: Callable[[SynthesisRequest], AsyncGenerator[AudioChunk, None]],
        fingerprint: Callable[[SynthesisRequest], str],
        encoders: Sequence[Encoder],
        now: Callable[[], float] = time.time,
        reused: Callable[[SynthesisRequest, StoredAudio, float], None] = lambda _request, _stored, _total_s: None,
    ) -> None:
        """`fingerprint` gives a digest of everything that changes a request's sound; `now` the seconds since 1970.

        `reused` is told of requests that needed no synthesis of their own, and how many seconds they took.
        """
        self._settings = settings
        self._shelf = Shelf(folder)
        self._synthesize = synthesize
        self._fingerprint = fingerprint
        self._encoders = [_checked(encoder) for encoder in encoders]
        self._now = now
        self._reused = reused
        self._inventory = Inventory(settings, now)
        self._flights: dict[str, Flight] = {}
        self._group = asyncio.TaskGroup()
        self._sweeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Find what earlier runs left. Raises `ConfigError` if the folder can't be used."""
        try:
            self._inventory.add(await in_thread(self._shelf.open))
        except OSError as error:
            problem = f"the folder of finished audio, {self._shelf.path}, can't be used: {error.strerror}"
            raise ConfigError(problem, field="store.dir") from error
        await self._group.__aenter__()
        self._sweeper = self._group.create_task(self._sweep_for_ever())
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Call off what is being made; a file that is all but finished is still put in its place."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        self._sweeper = None
        for flight in self._flights.values():
            flight.call_off()
        await self._group.__aexit__(None, None, None)

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
        """The file of this request, made now unless it is there; see `AudioStore.make`.

        Raises what `synthesize` raises, and `VittsError` when the file can't be written.
        """
        started_s = time.monotonic()
        kind = encoder_named(self._encoders, encoder)
        kind = kind if sample_rate_hz is None else at_rate(kind, sample_rate_hz)
        _check_names(plain_id, names)
        rate = "" if sample_rate_hz is None else f"@{sample_rate_hz}"
        fingerprint = f"{kind.name}{rate}:{self._fingerprint(request)}"

        def claim() -> Claim:
            return Claim(
                link=self._place(plain_id, fingerprint) if plain_id is not None else None,
                lifetime_s=self._settings.expiry_h * 3600 if lifetime_s is None else lifetime_s,
                names=tuple(name for name in names if self._is_free(name, fingerprint)),
                notes=notes or {},
            )

        stored = await self._stored(fingerprint, claim)
        if stored is None and (flight := self._flight(lambda flight: flight.fingerprint == fingerprint)):
            handed_out = self._inventory.hand_out(await flight.landing(), wanted := claim())
            await in_thread(self._shelf.note, handed_out)
            stored = self._under_link(handed_out, wanted)
        if stored is None:
            flight = self._take_off(fingerprint, claim(), request, kind)
            return self._shelf.stored(await flight.landing())
        self._reused(request, stored, time.monotonic() - started_s)
        return stored

    async def _stored(self, fingerprint: str, claim: Callable[[], Claim]) -> StoredAudio | None:
        """The file, handed out once more, if it is there."""
        while record := self._inventory.with_content(fingerprint):
            handed_out = self._inventory.hand_out(record, wanted := claim())
            if await in_thread(self._shelf.note, handed_out):
                return self._under_link(handed_out, wanted)
            self._inventory.forget(handed_out)
        return None

    def _under_link(self, record: Record, claim: Claim) -> StoredAudio:
        """Under the id that was asked for, if the file answers to it."""
        stored = self._shelf.stored(record)
        return replace(stored, id=claim.link) if claim.link and record.answers_to(claim.link) else stored

    async def find(self, name: str, /) -> StoredAudio | None:
        """A file that is there, whole and not expired. Asking does not lengthen its life."""
        record = self._inventory.live(name)
        if record is None or not await in_thread(self._shelf.is_whole, record):
            return None
        return self._shelf.stored(record)

    async def transcript(self, name: str, /) -> Transcript | None:
        """Which word is heard when, for a file that `find` finds."""
        record = self._inventory.live(name)
        return None if record is None else await in_thread(self._shelf.transcript, record)

    async def delete(self, name: str, /) -> bool:
        """Remove the file, whoever else may have been given it; False if there is none."""
        record = self._inventory.live(name)
        if record is None:
            return False
        self._inventory.forget(record)
        return await in_thread(self._shelf.remove, record)

    def status(self) -> StoreStatus:
        """How much there is."""
        files, expired_files, size_bytes = self._inventory.count()
        return StoreStatus(folder=self._shelf.path, files=files, expired_files=expired_files, size_bytes=size_bytes)

    async def sweep(self) -> Sweep:
        """Remove now what may go. It is done to its end, even if whoever asked for it leaves."""
        if self._sweeper is None:
            raise Busy("the server is shutting down")
        return await asyncio.shield(self._group.create_task(self._make_room()))

    def _place(self, plain_id: str, fingerprint: str) -> str:
        """The id under which this audio lies or may be put: the plain one, unless other audio lives there."""
        file_id = plain_id
        while not self._is_free(file_id, fingerprint):
            file_id = _digest(f"{file_id}{fingerprint}")
        return file_id

    def _is_free(self, name: str, fingerprint: str) -> bool:
        """Whether the name means nothing, or this audio."""
        owner = self._flight(lambda flight: name in flight.names) or self._inventory.live(name)
        return owner is None or owner.fingerprint == fingerprint

    def _flight(self, is_meant: Callable[[Flight], bool]) -> Flight | None:
        return next((flight for flight in self._flights.values() if is_meant(flight) and not flight.is_over), None)

    def _take_off(self, fingerprint: str, claim: Claim, request: SynthesisRequest, encoder: Encoder) -> Flight:
        if self._sweeper is None:
            raise Busy("the server is shutting down")
        file_id = claim.link or self._place(_digest(fingerprint), fingerprint)
        flight = Flight(file_id, fingerprint, claim.names)
        self._flights[flight.file_id] = flight
        flight.take_off(self._group, self._fly(flight, claim, request, encoder), self._ended)
        return flight

    def _ended(self, flight: Flight) -> None:
        if self._flights.get(flight.file_id) is flight:
            del self._flights[flight.file_id]

    async def _fly(self, flight: Flight, claim: Claim, request: SynthesisRequest, encoder: Encoder) -> None:
        """Make the file and tell all who wait. Raises nothing, for that would bring down the other flights."""
        try:
            record = await self._write(flight, claim, replace(request, is_live=False), encoder)
            self._inventory.add([record])
            flight.land(record)
        except asyncio.CancelledError:
            flight.fail(Busy("the server is shutting down"))
            raise
        except Exception as error:  # noqa: BLE001 - raised again where the file is waited for
            flight.fail(error)
        await self._make_room()

    async def _write(self, flight: Flight, claim: Claim, request: SynthesisRequest, encoder: Encoder) -> Record:
        part = self._shelf.part(flight.file_id, encoder)
        words: list[Mark] = []
        try:
            async with aclosing(self._synthesize(request)) as chunks:
                async for chunk in chunks:
                    await _on_disk(part.add, chunk)
                    words.extend(mark for mark in chunk.marks if mark.kind == "word")
            if not part.samples:
                raise NothingToSay
            flight.is_landing = True
            await _on_disk(part.finish)
            record = self._record(flight, claim, request, part, encoder)
            transcript = Transcript(text=request.text, words=tuple(words))
            await _on_disk(self._shelf.publish, part, record, transcript)
            return record
        finally:
            await in_thread(part.discard)

    def _record(self, flight: Flight, claim: Claim, request: SynthesisRequest, part: Part, encoder: Encoder) -> Record:
        now_s = self._now()
        return Record(
            id=flight.file_id,
            suffix=encoder.suffix,
            fingerprint=flight.fingerprint,
            media_type=encoder.media_type,
            size_bytes=part.size_bytes,
            duration_s=part.duration_s,
            sample_rate_hz=part.sample_rate_hz,
            created_at_s=now_s,
            lifetime_s=claim.lifetime_s,
            handed_out_at_s=now_s,
            voice=request.voice,
            speaker=request.speaker,
            names=claim.names,
            notes=claim.notes,
        )

    async def _sweep_for_ever(self) -> None:
        while True:
            await self._make_room()
            await asyncio.sleep(self._settings.sweep_s)

    async def _make_room(self) -> Sweep:
        files = size_bytes = 0
        for record in self._inventory.take_superfluous():
            if await in_thread(self._shelf.remove, record):
                files += 1
                size_bytes += record.size_bytes
        return Sweep(files=files, size_bytes=size_bytes)


def _check_names(plain_id: str | None, names: Sequence[str]) -> None:
    """Raises `BadRequest`."""
    if plain_id is not None and not is_safe_id(plain_id):
        raise BadRequest(f"{plain_id!r} can't name a file; letters, digits, '-' and '_' can", field="id")
    for name in names:
        if not is_safe_name(name):
            raise BadRequest(f"{name!r} can't name a file; letters, digits, '.', '_', ':' and '-' can", field="name")


def _digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _checked(encoder: Encoder) -> Encoder:
    if not is_safe_suffix(encoder.suffix):
        problem = f"encoder {encoder.name}: the suffix must be lower-case letters and digits, not {encoder.suffix!r}"
        raise PluginError(problem)
    if encoder.suffix in SUFFIXES_BESIDE:
        raise PluginError(f"encoder {encoder.name}: the suffix {encoder.suffix!r} is that of the store's own files")
    return encoder


async def _on_disk(work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Blocking work on a thread; an `OSError` becomes a `VittsError` that clients may read."""
    try:
        await in_thread(work, *args, **kwargs)
    except OSError as error:
        logger.exception("finished audio can't be written")
        raise VittsError(f"the audio can't be stored: {error.strerror or type(error).__name__}") from error
