"""Downloads from a host that keeps its word, and from hosts that do not."""

import asyncio
import hashlib
import os
import subprocess
import sys
from email.utils import formatdate
from pathlib import Path

import pytest

from tests.voices.catalogue.conftest import KEY, MakeCatalogue, nothing, voices_in
from tests.voices.catalogue.hosting import Fault, Host
from vitts_server import BadRequest, UnknownVoice
from vitts_server.voices.catalogue import Catalogue, DownloadFailed, Progress


async def test_a_voice_is_installed_with_its_card_and_nothing_else_stays(host: Host, catalogue: Catalogue) -> None:
    told: list[Progress] = []
    assert await catalogue.download(KEY, told.append) == KEY
    assert sorted(path.name for path in catalogue.folder.iterdir()) == [
        f"{KEY}.MODEL_CARD",
        f"{KEY}.onnx",
        f"{KEY}.onnx.json",
    ]
    assert voices_in(catalogue.folder) == [f"{KEY}.onnx"]
    assert told[-1].state == "done"
    received = [progress.received_bytes for progress in told]
    assert received == sorted(received)
    assert told[-1].received_bytes >= (catalogue.folder / f"{KEY}.onnx").stat().st_size
    assert len(host.asked_for(Host.path("voices.json"))) == 1


async def test_a_voice_that_is_there_is_not_fetched_again(host: Host, catalogue: Catalogue, model_path: str) -> None:
    await catalogue.download(KEY, nothing)
    await catalogue.download(KEY, nothing)
    assert len(host.asked_for(model_path)) == 1
    await catalogue.download(KEY, nothing, is_forced=True)
    assert len(host.asked_for(model_path)) == 2


async def test_a_voice_that_was_damaged_on_the_disk_is_mended(
    host: Host, catalogue: Catalogue, model_path: str
) -> None:
    await catalogue.download(KEY, nothing)
    model = catalogue.folder / f"{KEY}.onnx"
    model.write_bytes(b"x" * model.stat().st_size)
    await catalogue.download(KEY, nothing)
    assert model.read_bytes() == host.files[model_path]


@pytest.mark.parametrize("has_length", [True, False])
async def test_a_connection_that_breaks_is_resumed_where_it_broke(
    host: Host, catalogue: Catalogue, model_path: str, has_length: bool
) -> None:
    host.faults[model_path] = [
        Fault(after_bytes=100_000, has_length=has_length),
        Fault(after_bytes=50_000, has_length=has_length),
    ]
    await catalogue.download(KEY, nothing)
    asked = [headers.get("Range") for headers in host.asked_for(model_path)]
    assert asked == [None, "bytes=100000-", "bytes=150000-"]
    assert (catalogue.folder / f"{KEY}.onnx").read_bytes() == host.files[model_path]


async def test_a_host_that_falls_silent_is_asked_again(
    host: Host, make_catalogue: MakeCatalogue, model_path: str
) -> None:
    host.faults[model_path] = [Fault(after_bytes=100_000, is_silent=True)]
    catalogue = make_catalogue(**{"timeout-s": 0.5})
    await catalogue.download(KEY, nothing)
    assert host.asked_for(model_path)[1]["Range"] == "bytes=100000-"


async def test_what_an_interrupted_download_left_is_used_by_the_next(
    host: Host, make_catalogue: MakeCatalogue, model_path: str
) -> None:
    host.faults[model_path] = [Fault(after_bytes=100_000)]
    with pytest.raises(DownloadFailed, match="gave up after 1"):
        await make_catalogue(retries=0).download(KEY, nothing)
    catalogue = make_catalogue()
    assert voices_in(catalogue.folder) == []
    assert not (catalogue.folder / f"{KEY}.onnx.json").exists()
    await catalogue.download(KEY, nothing)
    assert host.asked_for(model_path)[-1]["Range"] == "bytes=100000-"


async def test_a_download_that_is_cancelled_is_no_voice_and_goes_on_later(
    host: Host, catalogue: Catalogue, model_path: str
) -> None:
    host.faults[model_path] = [Fault(after_bytes=300_000, is_silent=True)]
    is_coming = asyncio.Event()

    def report(progress: Progress) -> None:
        if progress.received_bytes > 200_000:
            is_coming.set()

    task = asyncio.create_task(catalogue.download(KEY, report))  # noqa: TID251 - to be cancelled
    await is_coming.wait()
    task.cancel()
    await asyncio.wait([task])
    assert voices_in(catalogue.folder) == []
    await catalogue.download(KEY, nothing)
    assert host.asked_for(model_path)[-1]["Range"].startswith("bytes=2")
    assert voices_in(catalogue.folder) == [f"{KEY}.onnx"]


async def test_the_beginning_of_other_content_is_dropped(host: Host, catalogue: Catalogue, model_path: str) -> None:
    """Without tags only the digest tells, at the end."""
    host.has_tags = False
    part = catalogue.folder / f"{KEY}.onnx.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"y" * 1000)
    await catalogue.download(KEY, nothing)
    assert [headers.get("Range") for headers in host.asked_for(model_path)] == ["bytes=1000-", None]
    assert (catalogue.folder / f"{KEY}.onnx").read_bytes() == host.files[model_path]


async def test_a_host_without_ranges_begins_anew(host: Host, catalogue: Catalogue, model_path: str) -> None:
    host.has_ranges = False
    host.faults[model_path] = [Fault(after_bytes=100_000)]
    await catalogue.download(KEY, nothing)
    assert (catalogue.folder / f"{KEY}.onnx").read_bytes() == host.files[model_path]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_host_that_is_busy_is_asked_again(
    host: Host, catalogue: Catalogue, model_path: str, status: int
) -> None:
    host.faults[model_path] = [Fault(status=status), Fault(status=status)]
    await catalogue.download(KEY, nothing)
    assert len(host.asked_for(model_path)) == 3


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_says_when_to_ask_again(
    host: Host, catalogue: Catalogue, model_path: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("vitts_server.voices.catalogue.fetch.asyncio.sleep", sleep)
    host.faults[model_path] = [
        Fault(status=status, headers={"Retry-After": "7"}),
        Fault(status=status, headers={"Retry-After": formatdate(usegmt=True)}),
        Fault(status=status, headers={"Retry-After": "soon"}),
    ]
    await catalogue.download(KEY, nothing)
    assert waits[0] == 7.0
    assert waits[1] <= 1.0
    assert 0 < waits[2] < 1


async def test_a_host_that_wants_hours_is_not_waited_for(host: Host, catalogue: Catalogue, model_path: str) -> None:
    host.faults[model_path] = [Fault(status=503, headers={"Retry-After": "7200"})]
    with pytest.raises(DownloadFailed, match="asked again in 7200 s"):
        await catalogue.download(KEY, nothing)


@pytest.mark.parametrize(("status", "words"), [(404, "404"), (403, "HF_TOKEN"), (401, "HF_TOKEN"), (410, "410")])
async def test_a_file_that_is_refused_is_not_asked_for_again(
    host: Host, catalogue: Catalogue, model_path: str, status: int, words: str
) -> None:
    host.faults[model_path] = [Fault(status=status)]
    with pytest.raises(DownloadFailed, match=words):
        await catalogue.download(KEY, nothing)
    assert len(host.asked_for(model_path)) == 1
    assert voices_in(catalogue.folder) == []


async def test_a_host_that_keeps_failing_is_given_up(
    host: Host, make_catalogue: MakeCatalogue, model_path: str
) -> None:
    host.faults[model_path] = [Fault(status=503)] * 10
    with pytest.raises(DownloadFailed, match=r"503.*gave up after 3 attempts"):
        await make_catalogue(retries=2).download(KEY, nothing)
    assert len(host.asked_for(model_path)) == 3


async def test_content_of_the_right_size_and_the_wrong_digest_is_refused(
    host: Host, catalogue: Catalogue, model_path: str
) -> None:
    host.files[model_path] = b"z" * len(host.files[model_path])
    with pytest.raises(DownloadFailed, match="damaged: its md5 is"):
        await catalogue.download(KEY, nothing)
    assert voices_in(catalogue.folder) == []
    assert not (catalogue.folder / f"{KEY}.onnx.part").exists()


@pytest.mark.parametrize("has_length", [True, False])
async def test_more_than_the_catalogue_says_is_refused(
    host: Host, catalogue: Catalogue, model_path: str, has_length: bool
) -> None:
    host.faults[model_path] = [Fault(extra=b"!" * 1000, has_length=has_length)]
    with pytest.raises(DownloadFailed, match=r"the catalogue says|more than"):
        await catalogue.download(KEY, nothing)
    assert voices_in(catalogue.folder) == []


async def test_a_sha256_in_the_list_is_checked_too(host: Host, catalogue: Catalogue, model_path: str) -> None:
    host.change_entry(KEY, model_path, sha256_digest="0" * 64)
    with pytest.raises(DownloadFailed, match="sha256"):
        await catalogue.download(KEY, nothing)
    host.change_entry(KEY, model_path, sha256_digest=hashlib.sha256(host.files[model_path]).hexdigest())
    await catalogue.update()
    await catalogue.download(KEY, nothing)


async def test_a_sha256_in_the_answer_is_checked_where_nothing_else_is_known(
    host: Host, catalogue: Catalogue, model_path: str
) -> None:
    host.faults[model_path] = [Fault(headers={"X-Linked-ETag": f'"{"0" * 64}"'})]
    with pytest.raises(DownloadFailed, match="sha256"):
        await catalogue.download_url(f"{host.url}{model_path}", nothing)
    await catalogue.download_url(f"{host.url}{model_path}", nothing)


async def test_a_disk_without_room_is_said_before_anything_is_fetched(
    host: Host, catalogue: Catalogue, model_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "vitts_server.voices.catalogue.files.shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})()
    )
    with pytest.raises(DownloadFailed, match="has room for 0 MB"):
        await catalogue.download(KEY, nothing)
    assert host.asked_for(model_path) == []


async def test_a_voice_that_is_too_large_is_not_fetched(
    host: Host, make_catalogue: MakeCatalogue, model_path: str
) -> None:
    host.change_entry(KEY, model_path, size_bytes=5_000_000)
    with pytest.raises(DownloadFailed, match="max-voice-mb"):
        await make_catalogue(**{"max-voice-mb": 4}).download(KEY, nothing)
    assert host.asked_for(model_path) == []


async def test_a_watcher_never_sees_half_a_voice(
    host: Host, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at before and after each rename."""
    seen: list[list[str]] = []
    rename = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append(voices_in(catalogue.folder))
        done = rename(self, target)
        seen.append([voice.name for voice in catalogue.folder.glob("*.onnx*") if voice.suffix != ".part"])
        return done

    await catalogue.update()
    monkeypatch.setattr(Path, "replace", watched)
    await catalogue.download(KEY, nothing)
    assert all(voices == [] for voices in seen[::2])
    assert all(f"{KEY}.onnx" not in names or f"{KEY}.onnx.json" in names for names in seen[1::2])


@pytest.mark.parametrize("name", ["../outside", ".hidden", "a/b", ""])
async def test_a_name_can_not_lead_out_of_the_folder(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(BadRequest, match="can't be a voice's name"):
        catalogue.files(name)


async def test_two_downloads_of_one_voice_are_one(host: Host, catalogue: Catalogue, model_path: str) -> None:
    await catalogue.update()
    await asyncio.gather(*(catalogue.download(KEY, nothing) for _ in range(3)))
    assert len(host.asked_for(model_path)) == 1


def test_two_processes_fetch_a_voice_once(host: Host, catalogue: Catalogue, model_path: str) -> None:
    host.faults[model_path] = [Fault(status=503, headers={"Retry-After": "1"})]
    command = [sys.executable, "-m", "vitts_server", "voices", "download", KEY]
    settings = {"catalogue.url": host.url, "catalogue.revision": "v1"}
    options = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
    command += [*options, "--data-dir", str(catalogue.folder.parent)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) for _ in range(2)]
    ended = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    # The 503 was the first one's; nobody else asked for the model.
    assert [headers.get("Range") for headers in host.asked_for(model_path)] == [None, None]
    assert any("waits for another process" in errors for _, errors in ended)
    assert voices_in(catalogue.folder) == [f"{KEY}.onnx"]


async def test_a_voice_without_a_card_is_installed(host: Host, catalogue: Catalogue) -> None:
    host.files.pop(Host.path("vi/vi_VN/tiny/low/MODEL_CARD"))
    await catalogue.download(KEY, nothing)
    assert voices_in(catalogue.folder) == [f"{KEY}.onnx"]
    assert not (catalogue.folder / f"{KEY}.MODEL_CARD").exists()


async def test_an_unknown_name_is_looked_for_in_a_fresh_list_and_answered_with_the_nearest(
    host: Host, catalogue: Catalogue, voices_dir: Path
) -> None:
    await catalogue.update()
    host.add_voice("vi_VN-new-low", voices_dir / "tiny-vi.onnx")
    assert await catalogue.download("vi_VN-new-low", nothing) == "vi_VN-new-low"
    with pytest.raises(UnknownVoice, match=KEY):
        await catalogue.download("vi_VN-tini-low", nothing)
