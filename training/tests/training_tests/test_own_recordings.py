"""Anyone can train a voice from their own recordings: the documented command, then the server speaks with it.

The recordings are eSpeak NG's. So little is learned in so short a time that the voice can't be understood; what is
shown is that every step works on recordings that it has never seen, and that a run that was ended goes on.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest

from vitts_server import SynthesisRequest
from vitts_server.testing import open_server
from vitts_training.envelope import BINS
from vitts_training.head import Head
from vitts_training.lessons import Scales, scales
from vitts_training.pipeline import FEATURES
from vitts_training.prepare import read_features
from vitts_training.speaking import Speaker

_PEOPLE = ("My sister", "The old captain", "A young doctor", "Your teacher")
_DEEDS = ("found a small boat", "opened the green door", "wrote seven long letters")
_NGUOI = ("Chị tôi", "Ông lão", "Cô giáo", "Bạn Nam")
_VIEC = ("tìm thấy chiếc thuyền", "mở cánh cửa xanh")
_RECORD = """
import sys
from pathlib import Path
from vitts_training.teacher import record

record({f"{number:03}": text for number, text in enumerate(sys.argv[2:])}, "en-us", Path(sys.argv[1]), print)
"""


def test_the_command_makes_a_voice_and_goes_on_where_it_was_ended(trained: Path) -> None:
    assert trained.is_file()
    assert trained.with_name(f"{trained.name}.json").is_file()


@pytest.fixture(scope="module")
def quickly(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A few steps are over before their programs are made well; and the same programs are needed several times."""
    return {
        **os.environ,
        "XLA_FLAGS": "--xla_backend_optimization_level=0",
        "JAX_COMPILATION_CACHE_DIR": str(tmp_path_factory.mktemp("programs")),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    }


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, quickly: dict[str, str]) -> Path:
    """The voice in a voices folder of its own."""
    tmp_path = tmp_path_factory.mktemp("training")
    texts = [f"{who} {what}." for who in _PEOPLE for what in _DEEDS]
    subprocess.run([sys.executable, "-c", _RECORD, str(tmp_path / "mine"), *texts], check=True)
    voice = tmp_path / "voices" / "en_US-mine-small.onnx"
    command = [sys.executable, "-m", "vitts_training", str(tmp_path / "mine"), str(voice), "--language", "en-us"]
    command += ["--work", str(tmp_path / "work"), "--choose", "2", "--judge", "2", "--prosody-steps", "4"]
    command += ["--sound-steps", "3", "--page", str(tmp_path / "page")]

    ended = _run_until([*command, "--head-steps", "0"], quickly, "prosody: step 4 of 4")
    assert "sound: step" not in ended
    assert not voice.exists()
    whole = subprocess.run([*command, "--head-steps", "2"], capture_output=True, text=True, check=False, env=quickly)
    assert whole.returncode == 0, whole.stderr
    assert "alignment, round" not in whole.stdout
    assert "prosody: step" not in whole.stdout
    assert "sound: step 3 of 3" in whole.stdout
    assert "head: step 2 of 2" in whole.stdout
    assert "real-time factor" in whole.stdout
    made = {path.name for path in (tmp_path / "work").iterdir()}
    assert {"losses.png", "head.png", "spectrograms.png", "verdict.json"} <= made
    assert len(list((tmp_path / "page").glob("*.opus"))) == 8
    return voice


def test_its_timbre_can_be_lent_to_a_language_that_the_speaker_never_spoke(
    tmp_path: Path, trained: Path, quickly: dict[str, str]
) -> None:
    texts, voice = tmp_path / "texts.txt", tmp_path / "vi_VN-mine-small.onnx"
    texts.write_text("\n".join(f"{who} {what}." for who in _NGUOI for what in _VIEC), encoding="utf-8")
    command = [sys.executable, "-m", "vitts_training", str(texts), str(voice), "--language", "vi"]
    command += ["--timbre-of", str(trained.parent.parent / "work"), "--choose", "2", "--judge", "2", "--listen"]
    command += ["--timbre-steps", "2", "--prosody-steps", "2", "--sound-steps", "2", "--page", str(tmp_path / "page")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=quickly)
    assert done.returncode == 0, done.stderr
    assert "gave 8 sentences the timbre of" in done.stdout
    verdict = json.loads((tmp_path / "vi_VN-mine-small.work" / "verdict.json").read_text())
    assert set(verdict["likeness"]) == {"speaker", "espeak", "voice"}
    assert set(verdict["distance"]) == {"speaker", "espeak", "without_head", "voice"}
    listened = {"syllables", "syllables_in_timbre", "tones", "lender_words", "lender_words_in_timbre"}
    assert set(verdict["told"]) == listened
    assert all(0 <= share <= 1 for share in verdict["told"].values())
    assert verdict["first_audio_ms"]["5 words"] > 0
    assert {path.name for path in (tmp_path / "page").glob("01-*")} == {
        f"01-{name}.opus" for name in ("espeak", "without_head", "voice")
    }
    own, lent = (spectrum(work) for work in (trained.parent.parent / "work", tmp_path / "vi_VN-mine-small.work"))
    assert np.abs(own.cepstrum_mean - lent.cepstrum_mean).max() < 0.2 * np.abs(own.cepstrum_mean).max()
    np.testing.assert_allclose(lent.cepstrum_deviation, own.cepstrum_deviation, rtol=0.2)
    assert has_head(voice)
    assert has_head(trained)
    about = json.loads(voice.with_name(f"{voice.name}.json").read_text())
    assert about["language"]["code"] == "vi_VN"
    assert np.abs(Speaker(voice).say("Xin chào.")).max() > 0.05


def spectrum(work: Path) -> Scales:
    """Of what a voice learned from, and how much it varies."""
    names = [path.stem for path in (work / FEATURES).iterdir()]
    return scales([read_features(work / FEATURES, name) for name in names])


def has_head(voice: Path) -> bool:
    sizes = {tuple(weights.dims) for weights in onnx.load(voice).graph.initializer}
    return (2 * BINS, Head().channels, 1) in sizes


def test_a_folder_that_is_no_work_folder_lends_nothing(tmp_path: Path) -> None:
    texts = tmp_path / "texts.txt"
    texts.write_text("Xin chào.")
    command = [sys.executable, "-m", "vitts_training", str(texts), str(tmp_path / "vi_VN-a-small.onnx")]
    command += ["--language", "vi", "--timbre-of", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"vitts-train: {tmp_path} is not the work folder of a voice that was trained with vitts-train\n"
    )


async def test_the_server_speaks_with_it(tmp_path: Path, trained: Path) -> None:
    settings = {"voices": {"dir": [str(trained.parent)]}}
    async with open_server(tmp_path, settings=settings, adapters=False) as server:
        request = SynthesisRequest(text="My sister wrote a letter.", language="en")
        assert server.speech.choose(request).voice.name == "en_US-mine-small"
        chunks = [chunk async for chunk in server.speech.synthesize(request)]
    assert np.abs(np.concatenate([chunk.samples for chunk in chunks])).max() > 0.05
    spoken = [mark.text for chunk in chunks for mark in chunk.marks if mark.kind == "word"]
    assert spoken == ["My", "sister", "wrote", "a", "letter."]


def test_recordings_that_can_not_be_used_are_refused_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vitts_training", str(tmp_path), str(tmp_path / "a.onnx"), "--language", "en-us"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"vitts-train: there is no metadata.csv in {tmp_path}\n"


def _run_until(command: list[str], environment: dict[str, str], line: str) -> str:
    """What it said up to this line, at which it is ended."""
    said = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for found in process.stdout:
            said += found
            if line in found:
                process.send_signal(signal.SIGTERM)
                break
        process.stdout.close()
    assert line in said
    return said
