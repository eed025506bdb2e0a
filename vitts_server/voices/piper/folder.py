"""Voices that lie on disk: which files are voices, and why the others are not."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from vitts_server import Attribution, BadVoice, PhonemeSpec, VoiceInfo, languages
from vitts_server.voices.piper.config import BadConfig, PiperConfig, config_path, read_config
from vitts_server.voices.piper.onnxfile import NotOnnx, input_names
from vitts_server.watching import signature

ENGINE = "piper"
_SHIPPED = ("en_US-kathleen-small", "vi_VN-kathleen-small")
_RANKS = {"high": 104, "medium": 103, "low": 102, "x_low": 101}
_NEEDED_INPUTS = {"input", "input_lengths", "scales"}
_POSSIBLE_INPUTS = _NEEDED_INPUTS | {"sid"}
_SAMPLED_BLOCKS, _BLOCK_BYTES = 64, 16384
_LANGUAGE_IN_NAME = re.compile(r"^([a-z]{2,3})[_-]([A-Z]{2})\b")


def find_voices(folders: Iterable[Path], skip: Iterable[Path] = ()) -> Iterator[VoiceInfo | BadVoice]:
    """All `.onnx` files below the folders but those in `skip`, each once, in a stable order."""
    seen = set(map(_resolved, skip))
    for folder in folders:
        for path in sorted(folder.rglob("*.onnx")) if folder.is_dir() else ():
            resolved = _resolved(path)
            if resolved not in seen and not path.is_dir():
                seen.add(resolved)
                yield describe(path)


def is_voice_file(name: str) -> bool:
    """Whether a file of this name has to do with voices."""
    return name.endswith((".onnx", ".json"))


def voice_files(folders: Iterable[Path]) -> frozenset[tuple[str, int, int, int] | None]:
    """A picture of all files below the folders that have to do with voices: another one when any of them changes."""
    below = (path for folder in folders if folder.is_dir() for path in folder.rglob("*.*"))
    return frozenset(signature(path) for path in below if is_voice_file(path.name))


def shipped_files() -> Sequence[Path]:
    """The voices that come along: in the package, or beside it where the server runs from its sources."""
    package = Path(__file__).parents[2]
    inside = package / "models"
    folder = inside if inside.is_dir() else package.parent / "models"
    return [folder / f"{name}.onnx" for name in _SHIPPED]


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links that lead in a circle
        return path.absolute()


def describe(path: Path, config_file: Path | None = None) -> VoiceInfo | BadVoice:
    """The voice in a file, or why there is none; `config_file` unless its configuration is beside it."""
    try:
        return _describe(path, config_file)
    except (BadConfig, NotOnnx) as error:
        return BadVoice(path=path, reason=str(error))
    except OSError as error:
        return BadVoice(path=path, reason=f"it can't be read: {error.strerror}")


def _describe(path: Path, config_file: Path | None) -> VoiceInfo | BadVoice:
    config = read_config(path, config_file)
    names = set(input_names(path))
    if not _NEEDED_INPUTS <= names <= _POSSIBLE_INPUTS:
        return BadVoice(path=path, reason=f"its inputs are not those of a Piper voice: {', '.join(sorted(names))}")
    return VoiceInfo(
        name=voice_name(path),
        engine=ENGINE,
        languages=(_language(path, config),),
        sample_rate_hz=config.audio.sample_rate,
        description=path.stem,
        speakers=config.speakers,
        default_speaker=min(config.default_speaker_id, max(0, config.num_speakers - 1)),
        phonemes=PhonemeSpec(type=config.phoneme_type, language=config.espeak.voice),
        rank=_RANKS.get(config.audio.quality, 100),
        quality=config.audio.quality,
        version=content_digest(path, config_file),
        attribution=Attribution(name=config.dataset or "Piper", url="https://github.com/OHF-Voice/piper1-gpl"),
        path=path,
        size_bytes=path.stat().st_size,
    )


def voice_name(path: Path) -> str:
    """A safe and stable name from a file's: whatever is no letter, digit, dot, dash or underscore becomes a dash."""
    return re.sub(r"[^\w.-]+", "-", path.name.removesuffix(".onnx")).strip("-.") or "voice"


def content_digest(path: Path, config_file: Path | None = None) -> str:
    """Tells voices apart by their configuration and by samples of their weights, without reading all of them."""
    digest = hashlib.sha256()
    beside = config_file or config_path(path)
    if beside is not None:
        digest.update(beside.read_bytes())
    size_bytes = path.stat().st_size
    digest.update(str(size_bytes).encode())
    with path.open("rb") as file:
        for block in range(_SAMPLED_BLOCKS):
            file.seek(max(0, size_bytes - _BLOCK_BYTES) * block // (_SAMPLED_BLOCKS - 1))
            digest.update(file.read(_BLOCK_BYTES))
    return digest.hexdigest()[:32]


def _language(path: Path, config: PiperConfig) -> str:
    in_name = _LANGUAGE_IN_NAME.match(path.name)
    code = config.language.code or ("-".join(in_name.groups()) if in_name else config.espeak.voice)
    return languages.normalize_tag(code) or "und"
