"""The voices that are spoken with: the benchmark voices, or a file of the user's. Each in a folder of its own."""

import json
from dataclasses import dataclass
from pathlib import Path

import onnx

from benchmarks.texts import WORDS


@dataclass(frozen=True, slots=True)
class Voice:
    """A Piper voice, `NAME.onnx` with `NAME.onnx.json` beside it."""

    path: Path
    language: str
    """One of those there are words for."""

    @property
    def name(self) -> str:
        """Its file's name without the suffix."""
        return self.path.name.removesuffix(".onnx")


def prepare_voice(wanted: str, folder: Path) -> Voice:
    """`wanted` names a benchmark voice or a file. Raises `ValueError`, or `OSError` for a file that can't be read."""
    return _given(Path(wanted), folder) if wanted.endswith(".onnx") else _made(wanted, folder / wanted)


def _made(name: str, folder: Path) -> Voice:
    from tests.voices.make_voices import make_voices

    path = folder / f"{name}.onnx"
    if not path.is_file():
        made = make_voices([name.removesuffix("-vi")], folder)
        for other in made:
            if other != path:
                other.unlink()
                _config(other).unlink()
    return _voice(path)


def _given(path: Path, folder: Path) -> Voice:
    link = folder / path.stem / path.name
    link.parent.mkdir(parents=True, exist_ok=True)
    for source, target in ((path, link), (_config(path), _config(link))):
        target.unlink(missing_ok=True)
        target.symlink_to(source.resolve(strict=True))
    return _voice(link)


def _voice(path: Path) -> Voice:
    spoken = json.loads(_config(path).read_text(encoding="utf-8")).get("espeak", {}).get("voice", "")
    return Voice(path, "vi" if spoken.startswith("vi") and "vi" in WORDS else "en")


def _config(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def for_sherpa(voice: Voice, folder: Path) -> Path:
    """A copy with what sherpa-onnx wants to find in and beside a model."""
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads(_config(voice.path).read_text(encoding="utf-8"))
    model = onnx.load(voice.path)
    facts = {
        "model_type": "vits",
        "comment": "piper",
        "language": voice.language,
        "voice": config["espeak"]["voice"],
        "has_espeak": 1,
        "n_speakers": config.get("num_speakers", 1),
        "sample_rate": config["audio"]["sample_rate"],
    }
    for key, value in facts.items():
        model.metadata_props.add(key=key, value=str(value))
    onnx.save(model, folder / "model.onnx")
    tokens = [f"{symbol} {ids[0]}\n" for symbol, ids in config["phoneme_id_map"].items() if len(symbol) == 1]
    (folder / "tokens.txt").write_text("".join(tokens), encoding="utf-8")
    return folder / "model.onnx"
