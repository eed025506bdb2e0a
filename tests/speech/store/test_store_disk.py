"""Crashes, full disks and folders that belong to somebody else."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.speech.store.conftest import Eventually, OpenStore, Speaker, names
from vitts_server import AudioChunk, Busy, ConfigError, SynthesisRequest, Transcript, VittsError
from vitts_server.config import StoreSettings
from vitts_server.speech.encoders import WavEncoder
from vitts_server.speech.store import Store
from vitts_server.speech.store.part import Part
from vitts_server.speech.store.shelf import Shelf

SERVER_THAT_DIES = """
import asyncio, sys
from pathlib import Path
import numpy as np
from vitts_server import AudioChunk, SynthesisRequest
from vitts_server.config import StoreSettings
from vitts_server.speech.encoders import WavEncoder
from vitts_server.speech.store import Store

async def synthesize(request):
    for number in range(10):
        yield AudioChunk(samples=np.zeros(20_000, dtype=np.float32), sample_rate_hz=8000)
        if request.text == "endless" and number == 5:
            print("writing", flush=True)
            await asyncio.Event().wait()

async def main():
    folder = Path(sys.argv[1])
    async with Store(StoreSettings(), folder, synthesize, lambda request: request.text, [WavEncoder()]) as store:
        await store.make(SynthesisRequest(text="short"), plain_id="whole")
        await store.make(SynthesisRequest(text="endless"), plain_id="half")

asyncio.run(main())
"""


def request(text: str = "hello") -> SynthesisRequest:
    return SynthesisRequest(text=text)


def killed_while_writing(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER_THAT_DIES, folder], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"writing\n"
        server.send_signal(signal.SIGKILL)


async def test_after_kill_9_files_are_whole_or_absent(folder: Path, speaker: Speaker) -> None:
    await asyncio.to_thread(killed_while_writing, folder)
    assert names(folder, "half.wav.part-*")

    async with Store(StoreSettings(), folder, speaker.synthesize, lambda wanted: wanted.text, [WavEncoder()]) as store:
        assert names(folder) == ["whole.json", "whole.marks", "whole.wav"]
        assert await store.find("half") is None
        found = await store.find("whole")
        assert found is not None
        assert found.size_bytes == found.path.stat().st_size == 44 + 10 * 20_000 * 2
        await store.make(request("short"), plain_id="whole")
    assert speaker.spoken == []


async def test_a_record_without_its_audio_is_cleared_away(open_store: OpenStore, folder: Path) -> None:
    async with open_store() as store:
        (await store.make(request(), plain_id="a")).path.unlink()
    async with open_store():
        assert names(folder) == []


async def test_what_others_keep_in_the_folder_stays(open_store: OpenStore, folder: Path) -> None:
    strangers = ["notes.json", "old.wav", "part-of-it", "x.part-1"]
    async with open_store():
        for name in strangers:
            (folder / name).write_text('{"id": "notes"}')
    async with open_store() as store:
        assert await store.find("old") is None
    assert names(folder) == strangers


async def test_a_record_under_another_name_is_not_believed(open_store: OpenStore, folder: Path) -> None:
    async with open_store() as store:
        await store.make(request(), plain_id="a")
    (folder / "a.json").rename(folder / "b.json")
    (folder / "a.wav").rename(folder / "b.wav")
    async with open_store() as store:
        assert await store.find("b") is None


async def test_a_folder_that_is_a_file_stops_the_start_and_says_which_setting(
    open_store: OpenStore, folder: Path
) -> None:
    await asyncio.to_thread(folder.write_text, "not a folder")
    with pytest.raises(ConfigError, match=str(folder)) as raised:
        async with open_store():
            pass
    assert raised.value.field == "store.dir"


async def test_a_full_disk_is_a_clear_error_and_leaves_nothing(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, speaker: Speaker
) -> None:
    def full(self: Part, chunk: AudioChunk) -> None:
        add(self, chunk)
        raise OSError(28, os.strerror(28))

    add = Part.add
    monkeypatch.setattr(Part, "add", full)
    with pytest.raises(VittsError, match="can't be stored: No space left on device") as raised:
        await store.make(request(), plain_id="a")
    assert raised.value.code == "internal"
    assert names(folder) == []
    assert speaker.closed == 1

    monkeypatch.undo()
    assert (await store.make(request(), plain_id="a")).path.exists()


def output_with_small_files_only(folder: Path) -> str:
    limited = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "try:\n    asyncio.run(main())\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    script = SERVER_THAT_DIES.replace("asyncio.run(main())", limited)
    return subprocess.run(
        [sys.executable, "-c", script, folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    ).stdout


async def test_a_write_that_the_kernel_refuses_is_a_clear_error_too(folder: Path) -> None:
    output = await asyncio.to_thread(output_with_small_files_only, folder)

    assert output == "VittsError the audio can't be stored: File too large\n"
    assert names(folder) == []


async def test_a_folder_that_vanished_is_a_clear_error(store: Store, folder: Path) -> None:
    await asyncio.to_thread(folder.rmdir)
    with pytest.raises(VittsError, match="can't be stored: No such file"):
        await store.make(request(), plain_id="a")


async def test_a_failure_to_keep_the_expiry_does_not_fail_the_request(
    store: Store, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await store.make(request(), plain_id="a")
    (folder / "a.json").unlink()

    assert (await store.make(request(), plain_id="a")).id == "a"
    assert "expiry" in caplog.text


async def test_a_file_that_took_the_place_of_an_old_one_survives_the_old_ones_removal(
    store: Store, folder: Path
) -> None:
    await store.make(request(), plain_id="a")
    shelf = Shelf(folder)
    (old,) = shelf.open()
    new = old.model_copy(update={"created_at_s": old.created_at_s + 1})
    part = shelf.part("a", WavEncoder())
    part.path.write_bytes(b"new")
    shelf.publish(part, new, Transcript(text="new"))

    shelf.remove(old)
    assert (folder / "a.wav").read_bytes() == b"new"
    shelf.remove(new)
    assert names(folder) == []


async def refusal(store: Store) -> str:
    with pytest.raises(Busy) as raised:
        await store.make(request(), plain_id="a")
    return raised.value.message


async def test_closing_the_store_calls_off_what_is_being_made(
    open_store: OpenStore, speaker: Speaker, folder: Path, eventually: Eventually
) -> None:
    speaker.gate = asyncio.Event()
    async with asyncio.TaskGroup() as group, open_store() as store:
        making = group.create_task(refusal(store))
        await eventually(lambda: names(folder, "*.part-*"))
    assert making.result() == "the server is shutting down"
    assert speaker.closed == 1
    assert names(folder) == []
    assert await refusal(store) == "the server is shutting down"


@pytest.mark.parametrize("fatal", ["x.json", "x.marks", "x.wav"])
async def test_a_crash_between_two_renames_leaves_nothing_for_the_next_start(
    open_store: OpenStore, folder: Path, monkeypatch: pytest.MonkeyPatch, fatal: str
) -> None:
    rename = Path.replace

    def dying(self: Path, target: Path) -> Path:
        if target.name == fatal:
            raise OSError("the power is gone")
        return rename(self, target)

    async with open_store() as store:
        monkeypatch.setattr(Path, "replace", dying)
        with pytest.raises(VittsError):
            await store.make(request(), plain_id="x")
        monkeypatch.undo()
    async with open_store():
        assert names(folder) == []
