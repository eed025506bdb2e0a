"""Preparing a voice: kept on disk where that is possible, never needed, never half there; backends and their choice."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from vitts_server import BadVoice, GraphPart, Net, Tensor, Turn, Utterance, VoiceFailed
from vitts_server.voices.piper import PiperEngine, PiperSettings, choose_backend
from vitts_server.voices.piper.folder import describe
from vitts_server.voices.piper.phonemes import EspeakPhonemizer
from vitts_server.voices.piper.prepare import Parts, prepare
from vitts_server.voices.piper.runtime import CUDA, Cuda, OnnxRuntime, runtime


def speak(path: Path, cache_dir: Path) -> np.ndarray:
    info = describe(path)
    assert not isinstance(info, BadVoice)
    phonemes = tuple(EspeakPhonemizer().phonemize("Hello world.", "en-us"))
    with PiperEngine(cache_dir, 2, OnnxRuntime, PiperSettings(even_loudness=False)).load(info) as voice:
        utterance = Utterance(text="Hello world.", language="en", phonemes=phonemes, turn=lambda: Turn(threads=2))
        return np.concatenate([piece.samples for piece in voice.speak(utterance)])


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_prepared_voice_is_loaded_without_its_graph_being_read(
    voices_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = speak(voices_dir / "tiny.onnx", tmp_path)
    made = files(tmp_path)
    assert not [name for name in made if ".new-" in name]
    monkeypatch.setattr("onnx.load", lambda *_: pytest.fail("the graph was read again"))
    assert np.array_equal(speak(voices_dir / "tiny.onnx", tmp_path), first)
    assert files(tmp_path) == made


@pytest.mark.parametrize("name", ["facts.json", "graph.onnx", "graph.weights", "weights.json"])
def test_a_damaged_cache_is_made_again(name: str, voices_dir: Path, tmp_path: Path) -> None:
    first = speak(voices_dir / "tiny.onnx", tmp_path)
    for path in tmp_path.rglob(name):
        path.write_bytes(path.read_bytes()[:20])
    for _ in range(2):
        assert np.allclose(speak(voices_dir / "tiny.onnx", tmp_path), first, atol=1e-4)


def test_where_nothing_can_be_written_the_voice_speaks_all_the_same(voices_dir: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    kept = speak(voices_dir / "tiny.onnx", tmp_path / "cache")
    assert np.allclose(speak(voices_dir / "tiny.onnx", blocked), kept, atol=1e-4)


def test_processes_that_prepare_one_voice_at_once_all_get_it(voices_dir: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from vitts_server.voices.piper.prepare import prepare;"
        "from vitts_server.voices.piper.runtime import OnnxRuntime;"
        "parts = prepare(Path(sys.argv[1]), 'digest', Path(sys.argv[2]), OnnxRuntime(), 1); print(parts.folder)"
    )
    command = [sys.executable, "-c", program, str(voices_dir / "tiny.onnx"), str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = {process.communicate(timeout=120)[0].strip() for process in running}
    assert [process.returncode for process in running] == [0] * 4
    assert answers == {str(tmp_path / "piper" / "digest-3")}
    assert not [name for name in files(tmp_path) if ".new-" in name]


def test_a_file_that_is_no_model_after_all_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bad.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(VoiceFailed, match=r"bad\.onnx"):
        prepare(path, "digest", tmp_path, OnnxRuntime(), 1)


class Counting:
    """A backend that runs everything through onnxruntime and notes what it was asked."""

    name, rank = "counting", 5

    def __init__(self, *, fails: bool = False) -> None:
        self.opened: list[GraphPart] = []
        self.fails = fails

    def suits(self) -> bool:
        return not self.fails

    def open(self, part: GraphPart, /) -> Net:
        self.opened.append(part)
        if self.fails:
            raise VoiceFailed("this backend never works")
        return Noting(OnnxRuntime().open(part))


class Noting:
    def __init__(self, net: Net) -> None:
        self.net, self.threads = net, set[int]()

    def run(self, feeds: Mapping[str, Tensor], threads: int, /) -> Sequence[Tensor]:
        self.threads.add(threads)
        return self.net.run(feeds, threads)


def test_flow_and_decoder_run_where_the_backend_says_and_the_encoder_never_does(
    voices_dir: Path, tmp_path: Path
) -> None:
    backend = Counting()
    parts = prepare(voices_dir / "tiny.onnx", "digest", tmp_path, backend, 2)
    assert isinstance(parts, Parts)
    assert [part.kind for part in backend.opened] == ["flow", "coarse", "fine"]
    assert isinstance(parts.coarse, Noting)
    assert isinstance(parts.fine, Noting)
    assert not isinstance(parts.encoder, Noting)


def test_a_backend_that_fails_is_replaced_and_the_voice_speaks(voices_dir: Path, tmp_path: Path) -> None:
    parts = prepare(voices_dir / "tiny.onnx", "digest", tmp_path, Counting(fails=True), 1)
    assert isinstance(parts, Parts)
    feeds = {"prior": np.zeros((1, 32, 8), np.float32), "mask": np.ones((1, 1, 8), np.float32)}
    assert parts.flow.run(feeds, 1)


def test_the_best_backend_that_suits_is_chosen_and_a_named_one_is_forced() -> None:
    good, bad, plain = Counting(), Counting(fails=True), OnnxRuntime()
    bad.name, bad.rank = "bad", 9
    assert choose_backend("auto", [plain, good, bad]) is good
    assert choose_backend("onnxruntime", [plain, good, bad]) is plain
    with pytest.raises(VoiceFailed, match="bad can't run on this machine"):
        choose_backend("bad", [plain, good, bad])
    with pytest.raises(VoiceFailed, match="there are: auto, bad, counting, onnxruntime"):
        choose_backend("best", [plain, good, bad])


@pytest.mark.skipif(CUDA in runtime().get_available_providers(), reason="here is a CUDA build of onnxruntime")
def test_cuda_without_its_provider_is_a_clear_error() -> None:
    assert choose_backend("auto", [OnnxRuntime(), Cuda()]).name == "onnxruntime"
    with pytest.raises(VoiceFailed, match="cuda can't run on this machine or is not installed whole"):
        choose_backend("cuda", [OnnxRuntime(), Cuda()])
