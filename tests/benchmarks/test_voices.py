"""The voices to speak with: made, or given as a file."""

import json
from pathlib import Path

import onnx
import pytest

from benchmarks.voices import for_sherpa, prepare_voice


@pytest.mark.parametrize(("name", "language"), [("tiny", "en"), ("tiny-vi", "vi")])
def test_a_benchmark_voice_is_made_alone_in_its_folder(tmp_path: Path, name: str, language: str) -> None:
    voice = prepare_voice(name, tmp_path)
    assert (voice.name, voice.language) == (name, language)
    assert sorted(path.name for path in voice.path.parent.iterdir()) == [f"{name}.onnx", f"{name}.onnx.json"]


def test_a_given_file_is_spoken_with_where_it_lies(voices_dir: Path, tmp_path: Path) -> None:
    given = voices_dir / "tiny-vi.onnx"
    for _ in range(2):
        voice = prepare_voice(str(given), tmp_path)
    assert voice.path.resolve() == given.resolve()
    assert (voice.name, voice.language) == ("tiny-vi", "vi")
    assert [path.name for path in voice.path.parent.glob("*.onnx")] == ["tiny-vi.onnx"]


def test_an_unknown_voice_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no graphs for nobody"):
        prepare_voice("nobody", tmp_path)
    with pytest.raises(FileNotFoundError):
        prepare_voice(str(tmp_path / "missing.onnx"), tmp_path)


def test_a_copy_for_sherpa_says_what_it_wants_to_know(tmp_path: Path) -> None:
    model = for_sherpa(prepare_voice("tiny", tmp_path), tmp_path / "sherpa")
    facts = {entry.key: entry.value for entry in onnx.load(model).metadata_props}
    config = json.loads((tmp_path / "tiny" / "tiny.onnx.json").read_text(encoding="utf-8"))
    assert facts["sample_rate"] == str(config["audio"]["sample_rate"])
    assert (facts["comment"], facts["voice"], facts["n_speakers"]) == ("piper", "en-us", "1")
    tokens = model.with_name("tokens.txt").read_text(encoding="utf-8").splitlines()
    assert "_ 0" in tokens
    assert "^ 1" in tokens
