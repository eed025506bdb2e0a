"""What lies in a voices folder: voices with safe names, and bad files with reasons."""

import json
import os
import shutil
from pathlib import Path

import pytest

from vitts_server import BadVoice, VoiceInfo
from vitts_server.voices.piper.folder import content_digest, describe, find_voices


def add(folder: Path, name: str, source: Path, **changes: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    shutil.copy(source, path)
    config = json.loads(source.with_name(source.name + ".json").read_text())
    path.with_name(path.name + ".json").write_text(json.dumps(config | changes))
    return path


@pytest.fixture
def tiny(voices_dir: Path) -> Path:
    return voices_dir / "tiny_multi-vi.onnx"


def test_a_voice_is_described_without_being_loaded(tiny: Path, tmp_path: Path) -> None:
    info = describe(add(tmp_path, "vi_VN-thử nghiệm (1)", tiny))
    assert isinstance(info, VoiceInfo)
    assert info.name == "vi_VN-thử-nghiệm-1"
    assert info.languages == ("vi-VN",)
    assert info.speakers == ("mai", "lan", "nam", "son")
    assert info.sample_rate_hz == 22050
    assert info.phonemes is not None
    assert (info.phonemes.type, info.phonemes.language) == ("espeak", "vi")


def test_configurations_of_old_and_new_programs_are_read(tiny: Path, tmp_path: Path) -> None:
    config = json.loads(tiny.with_name(tiny.name + ".json").read_text())
    old = add(tmp_path, "vi_VN-old", tiny, phoneme_type="PhonemeType.ESPEAK", language=None)
    old.with_name("vi_VN-old.onnx.json").write_text(
        json.dumps({key: config[key] for key in ("audio", "espeak", "phoneme_id_map")})
    )
    info = describe(old)
    assert isinstance(info, VoiceInfo)
    assert info.languages == ("vi-VN",)
    assert info.speakers == ()
    new = describe(add(tmp_path, "new", tiny, piper_version="1.8.0", hop_length=256, num_symbols=256))
    assert isinstance(new, VoiceInfo)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"audio": {"sample_rate": "fast"}}, "audio.sample_rate"),
        ({"audio": None}, "audio"),
        ({"phoneme_type": "runes"}, "phoneme_type"),
        ({"phoneme_id_map": {}}, "phoneme_id_map"),
        ({"num_speakers": 2_000_000}, "num_speakers"),
    ],
)
def test_a_wrong_configuration_is_listed_with_the_place(
    changes: dict[str, object], reason: str, tiny: Path, tmp_path: Path
) -> None:
    bad = describe(add(tmp_path, "bad", tiny, **changes))
    assert isinstance(bad, BadVoice)
    assert reason in bad.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"this is no model at all" * 100, "no ONNX model"),
        (b"\x7fELF" + bytes(1000), "no ONNX model"),
        (os.urandom(5000), "no ONNX model|can't be read|not those"),
    ],
)
def test_a_file_that_is_no_model_is_listed_with_the_reason(
    content: bytes, reason: str, tiny: Path, tmp_path: Path
) -> None:
    path = add(tmp_path, "bad", tiny)
    path.write_bytes(content)
    bad = describe(path)
    assert isinstance(bad, BadVoice)
    assert any(part in bad.reason for part in reason.split("|"))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.999])
def test_a_half_copied_model_is_not_taken_for_a_voice(part: float, tiny: Path, tmp_path: Path) -> None:
    path = add(tmp_path, "half", tiny)
    path.write_bytes(tiny.read_bytes()[: int(tiny.stat().st_size * part)])
    assert isinstance(describe(path), BadVoice)


def test_other_models_and_missing_configurations_are_said(tmp_path: Path, tiny: Path) -> None:
    from onnx import TensorProto, helper, save

    node = helper.make_node("Identity", ["x"], ["y"])
    graph = helper.make_graph(
        [node],
        "other",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
    )
    path = add(tmp_path, "other", tiny)
    save(helper.make_model(graph), path)
    (tmp_path / "lonely.onnx").write_bytes(tiny.read_bytes())
    found = {voice.path.name: voice for voice in find_voices([tmp_path]) if isinstance(voice, BadVoice)}
    assert "inputs are not those of a Piper voice: x" in found["other.onnx"].reason
    assert "lonely.onnx.json" in found["lonely.onnx"].reason


@pytest.mark.parametrize("content", ["[" * 100_000, "9" * 5000, "\ufeff{", '"text"'])
def test_a_hostile_configuration_is_only_a_bad_voice(content: str, tiny: Path, tmp_path: Path) -> None:
    path = add(tmp_path, "bad", tiny)
    path.with_name("bad.onnx.json").write_text(content)
    assert isinstance(describe(path), BadVoice)


def test_links_that_lead_nowhere_or_in_a_circle_are_bad_voices(tiny: Path, tmp_path: Path) -> None:
    add(tmp_path, "good", tiny)
    (tmp_path / "loop.onnx").symlink_to(tmp_path / "loop.onnx")
    (tmp_path / "gone.onnx").symlink_to(tmp_path / "nothing")
    found = {voice.path.name: voice for voice in find_voices([tmp_path]) if voice.path is not None}
    assert isinstance(found["good.onnx"], VoiceInfo)
    assert isinstance(found["loop.onnx"], BadVoice)
    assert isinstance(found["gone.onnx"], BadVoice)


def test_one_file_in_two_folders_is_one_voice(tiny: Path, tmp_path: Path) -> None:
    add(tmp_path / "a", "mai", tiny)
    (tmp_path / "b").symlink_to(tmp_path / "a", target_is_directory=True)
    assert len(list(find_voices([tmp_path / "a", tmp_path / "b"]))) == 1


def test_the_digest_follows_weights_and_configuration_but_not_the_place(tiny: Path, tmp_path: Path) -> None:
    first, second = add(tmp_path / "a", "x", tiny), add(tmp_path / "b", "y", tiny)
    assert content_digest(first) == content_digest(second)
    content = bytearray(second.read_bytes())
    content[-100] ^= 1
    second.write_bytes(content)
    assert content_digest(first) != content_digest(second)
    third = add(tmp_path / "c", "z", tiny, espeak={"voice": "vi-vn-x-south"})
    assert content_digest(first) != content_digest(third)
