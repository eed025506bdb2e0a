"""`/audio/<hash>.wav`: the file, parts of it, and nothing but it."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from tests.protocols.http.conftest import raw

GONE = {"error": "There is no such audio, or it has expired"}


@pytest.fixture
async def url(http: httpx.AsyncClient) -> str:
    """A link to three quarters of a second of speech and a little."""
    answer = await http.get("/tts", params={"text": "Xin chào các bạn"})
    return str(answer.json()["audio_url"])


@pytest.fixture
async def content(http: httpx.AsyncClient, url: str) -> bytes:
    return (await http.get(url)).content


async def test_the_file_comes_with_its_length_tag_and_date(http: httpx.AsyncClient, url: str) -> None:
    answer = await http.get(url)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert int.from_bytes(answer.content[4:8], "little") == len(answer.content) - 8
    assert answer.headers["Etag"].startswith('"')
    assert parsedate_to_datetime(answer.headers["Last-Modified"]).tzinfo is not None
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_head_is_the_same_without_the_body(http: httpx.AsyncClient, url: str) -> None:
    by_get, by_head = await http.get(url), await http.head(url)
    volatile = {"date", "x-request-id"}
    assert by_head.content == b""
    assert by_head.status_code == 200
    assert {name: value for name, value in by_head.headers.items() if name not in volatile} == {
        name: value for name, value in by_get.headers.items() if name not in volatile
    }


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=44-", 44, None),
        ("bytes=-100", -100, None),
        ("bytes=10-999999999999999999999999", 10, None),
        ("bytes=-999999999999", 0, None),
        ("BYTES = 3 - 7", 3, 8),
    ],
)
async def test_a_range_is_that_part(
    http: httpx.AsyncClient, url: str, content: bytes, header: str, start: int, stop: int | None
) -> None:
    answer = await http.get(url, headers={"Range": header})
    part = range(len(content))[start:stop]
    assert answer.status_code == 206
    assert answer.content == content[start:stop]
    assert answer.headers["Content-Range"] == f"bytes {part[0]}-{part[-1]}/{len(content)}"


@pytest.mark.parametrize("header", ["bytes=999999999-", "bytes=-0", "bytes=99999999999999999999-99999999999999999999"])
async def test_a_range_beyond_the_end_is_416(http: httpx.AsyncClient, url: str, content: bytes, header: str) -> None:
    answer = await http.get(url, headers={"Range": header})
    assert (answer.status_code, answer.json()) == (416, {"error": f"The file has {len(content)} bytes."})
    assert answer.headers["Content-Range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize(
    "header", ["bytes=5-3", "bytes=-", "bytes=a-b", "items=0-5", "bytes=0-1,5-6", "bytes=", "", "bytes=--5"]
)
async def test_what_is_no_range_of_ours_is_answered_with_all(
    http: httpx.AsyncClient, url: str, content: bytes, header: str
) -> None:
    answer = await http.get(url, headers={"Range": header})
    assert (answer.status_code, answer.content) == (200, content)


async def test_an_unchanged_file_is_not_sent_again(http: httpx.AsyncClient, url: str) -> None:
    headers = (await http.get(url)).headers
    tag, date = headers["Etag"], headers["Last-Modified"]
    later = format_datetime(parsedate_to_datetime(date) + timedelta(hours=1), usegmt=True)
    earlier = format_datetime(parsedate_to_datetime(date) - timedelta(hours=1), usegmt=True)
    expected = [
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": f'"other", W/{tag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": later}, 200),
        ({"If-Modified-Since": date}, 304),
        ({"If-Modified-Since": later}, 304),
        ({"If-Modified-Since": earlier}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
    ]
    for conditions, status in expected:
        answer = await http.get(url, headers=conditions)
        assert (conditions, answer.status_code) == (conditions, status)
        assert bool(answer.content) == (status == 200)
        assert answer.headers["Etag"] == tag


async def test_a_range_of_another_version_is_answered_with_all(http: httpx.AsyncClient, url: str) -> None:
    headers = (await http.get(url)).headers
    asked = [(headers["Etag"], 206), (headers["Last-Modified"], 206), ('"other"', 200), ("yesterday", 200)]
    for version, status in asked:
        answer = await http.get(url, headers={"Range": "bytes=0-9", "If-Range": version})
        assert (version, answer.status_code) == (version, status)


async def test_two_readers_at_once_both_get_all_of_it(http: httpx.AsyncClient, url: str, content: bytes) -> None:
    async with http.stream("GET", url) as slow, http.stream("GET", url) as other:
        slow_parts, other_parts = slow.aiter_bytes(1000), other.aiter_bytes(700)
        first = await anext(slow_parts)
        assert b"".join([part async for part in other_parts]) == content
        assert first + b"".join([part async for part in slow_parts]) == content


async def test_a_long_file_is_sent_whole(http: httpx.AsyncClient) -> None:
    url = (await http.post("/tts", json={"text": "a" * 290, "speed": 0.25})).json()["audio_url"]
    answer = await http.get(url)
    assert len(answer.content) > 1_500_000
    assert len(answer.content) == int(answer.headers["Content-Length"])


@pytest.mark.parametrize(
    "path",
    [
        "/audio/unknown.wav",
        "/audio/.wav",
        "/audio/..wav",
        "/audio/../audio.wav",
        "/audio/%2e%2e%2f%2e%2e%2fsecret.wav",
        "/audio/..%5csecret.wav",
        "/audio/%00.wav",
        "/audio/a%0ab.wav",
        "/audio//etc/passwd.wav",
        "/audio/" + "a" * 5000 + ".wav",
        "/audio/unknown",
        "/audio/",
        "/audio",
        "/audio/unknown.json",
    ],
)
async def test_other_names_are_404_in_json(http: httpx.AsyncClient, tmp_path: Path, path: str) -> None:
    await asyncio.to_thread((tmp_path / "secret.wav").write_bytes, b"secret")
    answer = await raw(http, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert answer.partition(b"\r\n\r\n")[2].startswith(b'{"error": "')


async def test_a_name_that_is_no_text_is_400(http: httpx.AsyncClient) -> None:
    answer = await http.get("/audio/%ff.wav")
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


async def test_the_record_beside_a_file_is_not_served(http: httpx.AsyncClient, url: str) -> None:
    for ending in (".json.wav", ".marks", ".marks.wav", ".json.json"):
        assert (await http.get(url.replace(".wav", ending))).status_code == 404
    assert "fingerprint" not in (await http.get(url.replace(".wav", ".json"))).json()


async def test_a_file_that_was_deleted_is_404_and_made_anew_when_asked_for(
    http: httpx.AsyncClient, url: str, content: bytes, tmp_path: Path
) -> None:
    name = url.rpartition("/")[2]
    await asyncio.to_thread((tmp_path / "data" / "audio" / name).unlink)

    answer = await http.get(url)
    assert (answer.status_code, answer.json()) == (404, GONE)
    again = await http.get("/tts", params={"text": "Xin chào các bạn"})
    assert again.json()["audio_url"] == url
    assert (await http.get(url)).content == content
