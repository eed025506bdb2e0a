"""The processes behind the voices: who waits for whom, what a crash takes along, what is left afterwards."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import espeakng_loader
import numpy as np
import psutil
import pytest

from vitts_espeak.voice import EspeakEngine
from vitts_server import Piece, Samples, Voice, VoiceFailed, VoiceInfo

from .conftest import PATIENCE_S, eventually, is_gone, listen, utterance, workers

SENTENCE = "Xin chào, hôm nay trời đẹp quá, chúng ta đi chơi nhé."
LONG = SENTENCE * 8
"""Longer than a pipe holds: its child waits until somebody listens."""


def worker_pid(engine: EspeakEngine) -> int:
    assert engine.worker.pid is not None
    return engine.worker.pid


def children(engine: EspeakEngine) -> list[psutil.Process]:
    found = psutil.Process(worker_pid(engine)).children()
    return [child for child in found if not is_gone(child.pid)]


def sound(pieces: list[Piece]) -> Samples:
    return np.concatenate([piece.samples for piece in pieces])


def test_all_voices_share_one_worker_that_ends_with_the_last(engine: EspeakEngine, infos: dict[str, VoiceInfo]) -> None:
    before = psutil.Process().num_fds()
    with engine.load(infos["espeak-vi"]):
        pid = worker_pid(engine)
        with engine.load(infos["espeak-en-us"]) as english:
            assert worker_pid(engine) == pid
            assert listen(english, "hello").pieces
        assert worker_pid(engine) == pid
    assert engine.worker.pid is None
    assert not psutil.pid_exists(pid)
    assert psutil.Process().num_fds() == before


def test_a_voice_can_be_loaded_again(engine: EspeakEngine, infos: dict[str, VoiceInfo]) -> None:
    for _ in range(2):
        with engine.load(infos["espeak-vi"]) as voice:
            assert listen(voice, SENTENCE).pieces


def test_an_unloaded_voice_does_not_start_the_worker_again(engine: EspeakEngine, infos: dict[str, VoiceInfo]) -> None:
    with engine.load(infos["espeak-vi"]) as voice:
        pass
    with pytest.raises(VoiceFailed, match="unloaded"):
        listen(voice, SENTENCE)
    assert engine.worker.pid is None


def test_unloading_ends_a_sentence_that_nobody_closed(engine: EspeakEngine, infos: dict[str, VoiceInfo]) -> None:
    with engine.load(infos["espeak-vi"]) as voice:
        speaking = voice.speak(utterance(LONG))
        next(speaking)
        (child,) = children(engine)
    assert eventually(lambda: is_gone(child.pid))
    with pytest.raises(VoiceFailed, match="broke off"):
        list(speaking)


def test_closing_stops_at_once_and_the_next_sentence_is_right(engine: EspeakEngine, vietnamese: Voice) -> None:
    right = listen(vietnamese, SENTENCE).samples
    descriptors = psutil.Process().num_fds()
    speaking = vietnamese.speak(utterance(LONG))
    next(speaking)
    assert len(children(engine)) == 1
    speaking.close()  # type: ignore[attr-defined]
    assert psutil.Process().num_fds() == descriptors
    assert np.array_equal(right, listen(vietnamese, SENTENCE).samples)
    assert eventually(lambda: not children(engine))


def test_listeners_who_pause_hold_up_nobody(vietnamese: Voice) -> None:
    right = listen(vietnamese, LONG).samples
    paused = [vietnamese.speak(utterance(LONG)) for _ in range(20)]
    begun = [next(speaking) for speaking in paused]
    assert np.array_equal(right, listen(vietnamese, LONG).samples)
    assert np.array_equal(right, sound([begun[-1], *paused[-1]]))
    for speaking in paused:
        speaking.close()  # type: ignore[attr-defined]


def test_threads_speak_at_a_time_without_mixing(vietnamese: Voice, english: Voice) -> None:
    texts = {vietnamese: SENTENCE, english: "Hello there, how do you do?"}
    right = {voice: listen(voice, text).samples for voice, text in texts.items()}
    heard: list[bool] = []

    def speak(voice: Voice) -> None:
        heard.extend(np.array_equal(right[voice], listen(voice, texts[voice]).samples) for _ in range(10))

    threads = [threading.Thread(target=speak, args=(voice,)) for voice in (vietnamese, english) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert heard == [True] * 40


def test_a_crash_fails_its_own_sentence_alone(engine: EspeakEngine, vietnamese: Voice) -> None:
    right = listen(vietnamese, LONG).samples
    healthy = vietnamese.speak(utterance(LONG))
    begun = next(healthy)
    (healthy_child,) = children(engine)
    doomed = vietnamese.speak(utterance(LONG))
    next(doomed)
    (doomed_child,) = (child for child in children(engine) if child.pid != healthy_child.pid)
    doomed_child.send_signal(signal.SIGKILL)
    with pytest.raises(VoiceFailed, match="broke off"):
        list(doomed)
    assert np.array_equal(right, sound([begun, *healthy]))
    assert np.array_equal(right, listen(vietnamese, LONG).samples)


def test_a_dead_worker_is_replaced_and_no_running_sentence_is_lost(
    engine: EspeakEngine, vietnamese: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    right = listen(vietnamese, LONG).samples
    speaking = vietnamese.speak(utterance(LONG))
    begun = next(speaking)
    pid = worker_pid(engine)
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: is_gone(pid))
    assert np.array_equal(right, listen(vietnamese, LONG).samples)
    assert worker_pid(engine) != pid
    assert np.array_equal(right, sound([begun, *speaking]))
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_a_worker_that_hangs_is_given_up(infos: dict[str, VoiceInfo]) -> None:
    engine = EspeakEngine(2.0)
    with engine.load(infos["espeak-vi"]) as voice:
        pid = worker_pid(engine)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(VoiceFailed, match="said nothing for 2 s"):
            listen(voice, SENTENCE)
        assert not psutil.pid_exists(pid)
        assert listen(voice, SENTENCE).pieces


def test_signals_to_everybody_do_not_stop_what_is_spoken(engine: EspeakEngine, vietnamese: Voice) -> None:
    right = listen(vietnamese, LONG).samples
    speaking = vietnamese.speak(utterance(LONG))
    begun = next(speaking)
    pid = worker_pid(engine)
    assert os.getpgid(pid) == pid != os.getpgid(0)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.killpg(pid, number)
    assert np.array_equal(right, sound([begun, *speaking]))
    assert worker_pid(engine) == pid
    assert listen(vietnamese, SENTENCE).pieces


def test_a_child_that_goes_round_in_circles_meets_a_limit(engine: EspeakEngine, vietnamese: Voice) -> None:
    speaking = vietnamese.speak(utterance(LONG))
    next(speaking)
    (child,) = children(engine)
    assert child.rlimit(psutil.RLIMIT_CPU) == (int(PATIENCE_S), int(PATIENCE_S))
    assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)


def test_the_worker_dies_with_its_server() -> None:
    script = f"""
import os, signal
from vitts_espeak import catalogue
from vitts_espeak.voice import EspeakEngine
from vitts_server import Turn, Utterance
engine = EspeakEngine(20)
with engine.load(catalogue.voices(every=False)[0]) as voice:
    speaking = voice.speak(Utterance(text={LONG!r}, language="vi", turn=lambda: Turn(piece_s=0.1)))
    next(speaking)
    print(engine.worker.pid, flush=True)
    input()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        family = [pid, *(child.pid for child in psutil.Process(pid).children())]
        server.kill()
    assert len(family) == 2
    assert eventually(lambda: all(is_gone(member) for member in family))


def test_a_missing_library_fails_the_load_with_the_reason(
    engine: EspeakEngine, infos: dict[str, VoiceInfo], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: "/nowhere/libespeak-ng.so")
    with pytest.raises(VoiceFailed, match="/nowhere/libespeak"), engine.load(infos["espeak-vi"]):
        pass
    assert workers() == []


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_missing_data_fail_the_load_with_the_reason(
    engine: EspeakEngine,
    infos: dict[str, VoiceInfo],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    folder: str,
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(tmp_path / folder))
    with pytest.raises(VoiceFailed, match=f"{tmp_path}/{folder}"), engine.load(infos["espeak-vi"]):
        pass
    assert workers() == []


def test_data_in_a_deep_folder_are_found(
    engine: EspeakEngine, infos: dict[str, VoiceInfo], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 10)
    deep.parent.mkdir(parents=True)
    deep.symlink_to(espeakng_loader.get_data_path())
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(deep))
    with engine.load(infos["espeak-vi"]) as voice:
        assert listen(voice, SENTENCE).pieces


def test_the_text_is_in_no_log(load: Callable[[str], Voice], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    listen(load("espeak-vi"), SENTENCE)
    assert caplog.records
    assert "chào" not in caplog.text
