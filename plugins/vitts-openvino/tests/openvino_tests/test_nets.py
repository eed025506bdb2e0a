"""What OpenVINO makes of a voice's parts sounds like what onnxruntime makes of them."""

import threading
import weakref
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from vitts_openvino.backend import OpenVino
from vitts_openvino.library import has_bf16
from vitts_openvino.nets import FLOW_STEP_FRAMES, WINDOW_COLUMNS, Cores, Decoder
from vitts_server import Tensor

from .conftest import FindPart, snr_db

ODD_SIZES = (1, 2, 23, 33, 100)
VOICES = ["tiny", "tiny_multi"]
PRECISIONS = [
    pytest.param("f32", 100, id="f32"),
    pytest.param("bf16", 35, id="bf16", marks=pytest.mark.skipif(not has_bf16(), reason="no bf16 here")),
]


@pytest.mark.parametrize("kind", ["flow", "coarse", "fine"])
@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize(("precision", "least_db"), PRECISIONS)
def test_any_number_of_frames_sounds_as_with_onnxruntime(
    precision: str, least_db: float, voice: str, kind: str, find_part: FindPart
) -> None:
    reference = find_part(voice, kind)
    net = OpenVino(precision).open(reference.part)  # type: ignore[arg-type]
    for frames in (*WINDOW_COLUMNS["coarse"], *ODD_SIZES, FLOW_STEP_FRAMES, 2 * FLOW_STEP_FRAMES + 1):
        feeds = reference.feeds(frames, seed=frames)
        for threads in (1, 2):
            assert snr_db(reference.run(feeds)[0], net.run(feeds, threads)[0]) > least_db


@pytest.mark.parametrize(("precision", "least_db"), PRECISIONS)
def test_a_voice_of_usual_size_is_as_exact(precision: str, least_db: float, find_part: FindPart) -> None:
    reference = find_part("medium", "fine")
    net = OpenVino(precision).open(reference.part)  # type: ignore[arg-type]
    feeds = reference.feeds(40)
    assert snr_db(reference.run(feeds)[0], net.run(feeds, 2)[0]) > least_db


def test_the_end_of_a_sentence_is_as_exact_as_its_middle(find_part: FindPart) -> None:
    reference = find_part("tiny", "fine")
    net = OpenVino("f32").open(reference.part)
    feeds = reference.feeds(61)
    ours, theirs = net.run(feeds, 1)[0].reshape(-1), reference.run(feeds)[0].reshape(-1)
    hop = theirs.size // 61
    assert snr_db(theirs[-hop:], ours[-hop:]) > 90


def test_a_part_of_a_larger_array_is_taken_as_it_stands(find_part: FindPart) -> None:
    reference = find_part("tiny", "fine")
    hidden = reference.feeds(100)["hidden"][:, :, 30:70]
    assert not hidden.flags.c_contiguous
    net = OpenVino("f32").open(reference.part)
    assert snr_db(reference.run({"hidden": hidden})[0], net.run({"hidden": hidden}, 1)[0]) > 100


def test_feeds_without_an_input_are_ignored(find_part: FindPart) -> None:
    reference = find_part("tiny", "fine")
    feeds = reference.feeds(24)
    more = {**feeds, "speaker_vector": np.zeros((1, 512), dtype=np.float32)}
    net = OpenVino("f32").open(reference.part)
    assert np.array_equal(net.run(feeds, 2)[0], net.run(more, 2)[0])


def test_an_answer_stays_as_it_is_when_the_net_runs_again(find_part: FindPart) -> None:
    reference = find_part("tiny", "fine")
    net = OpenVino("f32").open(reference.part)
    first = net.run(reference.feeds(40, seed=1), 1)[0]
    copy = first.copy()
    net.run(reference.feeds(40, seed=2), 1)
    assert np.array_equal(first, copy)


@pytest.mark.parametrize("cores", [1, 2, 4])
@pytest.mark.parametrize("kind", ["flow", "coarse", "fine"])
def test_several_callers_at_once_all_get_their_own_sound(kind: str, cores: int, find_part: FindPart) -> None:
    reference = find_part("tiny", kind)
    net = OpenVino("f32").open(replace(reference.part, threads=cores))
    sizes = [24, 40, 64, 33]
    wanted = [reference.run(reference.feeds(frames, seed=frames))[0] for frames in sizes]
    found: dict[int, list[Tensor]] = {}
    together = threading.Barrier(len(sizes))

    def speak(frames: int) -> None:
        together.wait()
        found[frames] = [net.run(reference.feeds(frames, seed=frames), 1)[0] for _ in range(5)]

    threads = [threading.Thread(target=speak, args=(frames,)) for frames in sizes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for frames, theirs in zip(sizes, wanted, strict=True):
        assert min(snr_db(theirs, ours) for ours in found[frames]) > 100


class Watched:
    """Stands in for a compiled net and notes what is run."""

    def __init__(self) -> None:
        self.frames: list[int] = []

    def silence(self, frames: int) -> dict[str, Tensor]:
        return {"latent": np.zeros((1, 2, frames), dtype=np.float32)}

    def run(self, feeds: Mapping[str, Tensor]) -> list[Tensor]:
        self.frames.append(feeds["latent"].shape[2])
        return []


def _ready_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "openvino-get-ready"]


def test_a_decoder_gets_ready_for_the_windows_that_listeners_get() -> None:
    watched = Watched()
    decoder = Decoder(Cores(watched, watched), (10, 20, 30))  # type: ignore[arg-type]
    assert watched.frames[0] == 10
    for thread in _ready_threads():
        thread.join()
    assert watched.frames == list(decoder.window_columns)


def test_a_decoder_that_is_dropped_is_gone(find_part: FindPart) -> None:
    net = OpenVino("f32").open(find_part("tiny", "fine").part)
    gone = weakref.ref(net)
    del net
    for thread in _ready_threads():
        thread.join()
    assert gone() is None
