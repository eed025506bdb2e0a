"""Looks at this machine's installation: settings, plugins, voices, a spoken word, and who has the ports."""

from collections.abc import AsyncIterator, Iterator

from vitts_server.app import running
from vitts_server.cli.doctor.diagnosis import Diagnosis
from vitts_server.cli.doctor.examination import examine
from vitts_server.cli.doctor.target import Target, parse_target
from vitts_server.cli.exits import EXIT_OF_ERROR, ExitCode
from vitts_server.config import Config
from vitts_server.errors import VittsError
from vitts_server.formats import COMPRESSED, INSTALL_COMPRESSED
from vitts_server.ports import SpeechService
from vitts_server.registry import Registry
from vitts_server.values import SynthesisRequest, VoiceInfo

_WORDS = {"vi": "xin chào"}
_ANY_WORD = "hello"
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, not where to listen


async def examine_installation(config: Config, registry: Registry, timeout_s: float) -> AsyncIterator[Diagnosis]:
    """One finding after the other, good ones too."""
    yield Diagnosis(ExitCode.OK, f"settings are valid, {len(registry.names())} plugins are loaded")
    async with running(config, registry, adapters=False) as server:
        for finding in _voices(server.speech):
            yield finding
        if server.speech.voices():
            yield await _speaks(server.speech)
        yield _formats(server.speech)
    for target in listening_targets(config):
        yield await _port(target, timeout_s)


def listening_targets(config: Config) -> list[Target]:
    """Where the adapters would listen; ports chosen by the system and Unix sockets can't be asked beforehand."""
    addresses = [
        address
        for section in config.sections.values()
        for address in getattr(section, "addresses", getattr(section, "listen", ()))
    ]
    networked = [address for address in addresses if not address.startswith(("unix:", "stdio:"))]
    targets = [target for address in networked for target in parse_target(address)]
    return [
        Target(host=_EVERYWHERE.get(target.host, target.host), port=target.port, scheme=target.scheme)
        for target in targets
        if target.port
    ]


def _voices(speech: SpeechService) -> Iterator[Diagnosis]:
    for bad in speech.bad_voices():
        yield Diagnosis(ExitCode.OK, f"{bad.path} can't be used: {bad.reason}", "Mend it or move it away.")
    voices = speech.voices()
    if not voices:
        yield Diagnosis(
            ExitCode.NO_VOICE,
            "no voice is installed",
            "Put NAME.onnx and NAME.onnx.json into a folder and name it: --voices-dir DIR.",
        )
        return
    more = f" and {len(voices) - 1} more" if len(voices) > 1 else ""
    yield Diagnosis(ExitCode.OK, f"voices: {voices[0].name} (the default){more}")


def _formats(speech: SpeechService) -> Diagnosis:
    there = [encoder.name for encoder in speech.encoders()]
    missing = [name for name in COMPRESSED if name not in there]
    advice = f"To have {', '.join(missing)}: {INSTALL_COMPRESSED}." if missing else ""
    return Diagnosis(ExitCode.OK, f"audio formats: {', '.join(there)}", advice)


async def _speaks(speech: SpeechService) -> Diagnosis:
    voice = speech.voices()[0]
    try:
        length_s = await _speak_a_word(speech, voice)
    except VittsError as error:
        return Diagnosis(
            EXIT_OF_ERROR.get(error.code, ExitCode.VOICE_FAILED),
            f"the default voice {voice.name} does not speak: {error.message}",
            f"Look at {voice.path or 'its plugin'}, or choose another one with --default-voice.",
        )
    return Diagnosis(ExitCode.OK, f"{voice.name} speaks: a word of {length_s:.2f} s")


async def _speak_a_word(speech: SpeechService, voice: VoiceInfo) -> float:
    word = _WORDS.get(voice.languages[0].partition("-")[0], _ANY_WORD)
    length_s = 0.0
    async for chunk in speech.synthesize(SynthesisRequest(text=word, voice=voice.name)):
        length_s += len(chunk.samples) / chunk.sample_rate_hz
    return length_s


async def _port(target: Target, timeout_s: float) -> Diagnosis:
    found = await examine(target, timeout_s)
    if found.code is ExitCode.NOTHING_LISTENS:
        return Diagnosis(ExitCode.OK, f"port {target.port} is free")
    return found
