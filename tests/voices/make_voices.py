"""Makes the benchmark voices: graphs of real Piper (VITS) exports, filled with seeded random weights.

    python -m tests.voices.make_voices OUT_DIR [NAME ...]

They cost what trained voices of their size cost and last as long as speech would, but what they say is noise. So they
serve for speed, for exactness against the reference (with the noise scales at 0) and for structure: a loader that
cuts graphs has to cut all of them. `tiny` ones are for tests; each comes for eSpeak NG's `en-us` and, as `NAME-vi`,
for `vi`.
"""

import argparse
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

NAMES = ("tiny", "tiny_multi", "x_low", "medium", "medium_multi", "high")
_ARCHIVE = Path(__file__).with_name("graphs.tar.xz")
_SEED = 53


def make_voices(names: Iterable[str], folder: Path) -> list[Path]:
    """Write each voice with its configuration, once for each of the two languages; the paths of the models."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set(names)
    if unknown := wanted - set(NAMES):
        raise ValueError(f"there are no graphs for {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    made: list[Path] = []
    with tarfile.open(_ARCHIVE) as archive:
        for name in sorted(wanted):
            model = onnx.ModelProto.FromString(_read(archive, f"{name}.graph.onnx"))
            _fill(model, json.loads(_read(archive, f"{name}.weights.json")))
            config = json.loads(_read(archive, f"{name}.onnx.json"))
            content = model.SerializeToString()
            made.append(_write(folder, name, content, config))
            config["espeak"]["voice"], config["language"]["code"] = "vi", "vi_VN"
            made.append(_write(folder, f"{name}-vi", content, config))
    return made


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise ValueError(f"{_ARCHIVE.name} holds no {name}")
    return member.read()


def _fill(model: onnx.ModelProto, weights: list[dict[str, Any]]) -> None:
    """Weights with the mean and the spread that a trained voice of this shape has."""
    random = np.random.default_rng(_SEED)
    for weight in weights:
        noise = random.standard_normal(weight["shape"], dtype=np.float32)
        values = noise * np.float32(weight["std"]) + np.float32(weight["mean"])
        model.graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), weight["name"]))


def _write(folder: Path, name: str, content: bytes, config: dict[str, Any]) -> Path:
    path = folder / f"{name}.onnx"
    path.write_bytes(content)
    path.with_name(f"{name}.onnx.json").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the benchmark voices.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", default=NAMES, help=", ".join(NAMES))
    arguments = parser.parse_args()
    make_voices(arguments.names, arguments.folder)
