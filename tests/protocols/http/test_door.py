"""What all paths share: errors in JSON, CORS, HEAD and OPTIONS, request ids, and what the door puts up with."""

import asyncio
import json
import logging

import httpx
import pytest

from tests.protocols.http.conftest import LIMIT_S, OpenHttp, raw
from vitts_server import ERROR_CODES, Busy, ConfigError, VittsError
from vitts_server.protocols.http.errors import STATUS, message_of, status_of

PATHS = ["/", "/health", "/voices", "/tts?text=a", "/tts/stream?text=a", "/audio/unknown.wav", "/nowhere"]


def test_every_error_code_has_a_status() -> None:
    assert sorted(STATUS) == sorted(ERROR_CODES)


def test_what_only_the_operator_should_know_is_not_told() -> None:
    error = ConfigError("/etc/secret is wrong")
    assert "secret" not in message_of(error, status_of(error))
    assert message_of(VittsError("the disk is full"), 500) == "the disk is full"
    assert status_of(Busy("later")) == 503


@pytest.mark.parametrize(
    "path", ["/nowhere", "/tts/", "/tts/other", "/audio", "/health/", "/voices.json", "/x//", "/%ff"]
)
async def test_an_unknown_path_is_404_in_json(http: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "POST", "DELETE", "PUT"):
        answer = await http.request(method, path)
        assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})
    assert (await http.head(path)).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/health", "GET, HEAD, OPTIONS"),
        ("DELETE", "/voices", "GET, HEAD, OPTIONS"),
        ("PUT", "/", "GET, HEAD, OPTIONS"),
        ("PATCH", "/audio/x.wav", "GET, HEAD, OPTIONS"),
        ("PUT", "/tts", "GET, HEAD, POST, OPTIONS"),
        ("DELETE", "/tts/stream", "GET, HEAD, POST, OPTIONS"),
        ("BREW", "/tts", "GET, HEAD, POST, OPTIONS"),
    ],
)
async def test_another_method_is_405_in_json(http: httpx.AsyncClient, method: str, path: str, allowed: str) -> None:
    answer = await http.request(method, path)
    assert (answer.status_code, answer.json()) == (405, {"error": "Method Not Allowed"})
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize("path", PATHS)
async def test_options_is_204_everywhere_and_lets_other_origins_in(http: httpx.AsyncClient, path: str) -> None:
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    answer = await http.options(path, headers=asked)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"GET", "POST", "OPTIONS", "HEAD"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert {"x-requested-with", "content-type"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))


async def test_pages_may_send_the_headers_that_their_client_library_adds(http: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    wanted = {"Access-Control-Request-Headers": "authorization,x-client-os, x-client-version"}
    allowed = (await http.options("/tts", headers=asked | wanted)).headers["Access-Control-Allow-Headers"]
    assert {"authorization", "x-client-os", "x-client-version"} <= set(allowed.replace(" ", "").split(","))
    strange = {"Access-Control-Request-Headers": "x-<script>"}
    assert "script" not in (await http.options("/tts", headers=asked | strange)).headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", [*PATHS, "/tts", "/tts/stream?text="])
async def test_every_answer_may_be_read_by_other_origins_and_has_an_id(http: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        answer = await http.request(method, path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert len(answer.headers["X-Request-ID"]) == 32
        assert answer.headers["Server"].startswith("vitts-server/")


async def test_origins_can_be_limited(open_http: OpenHttp) -> None:
    async with open_http(cors_origin=["https://a.example", "https://b.example"]) as http:
        friend = await http.get("/health", headers={"Origin": "https://b.example"})
        stranger = await http.get("/health", headers={"Origin": "https://c.example"})
        nobody = await http.get("/health")
    assert friend.headers["Access-Control-Allow-Origin"] == "https://b.example"
    assert friend.headers["Vary"] == stranger.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Origin" not in stranger.headers
    assert "Access-Control-Allow-Origin" not in nobody.headers


async def test_no_other_origin_at_all(open_http: OpenHttp) -> None:
    async with open_http(cors_origin=[]) as http:
        answer = await http.get("/health", headers={"Origin": "https://a.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/health", "/voices", "/tts?text=a"])
async def test_head_has_the_headers_of_get_and_no_body(http: httpx.AsyncClient, path: str) -> None:
    by_get, by_head = await http.get(path), await http.head(path)
    assert (by_head.status_code, by_head.content) == (200, b"")
    for name in ("Content-Type", "Content-Length"):
        assert by_head.headers[name] == by_get.headers[name]


@pytest.mark.parametrize("given", ["abc", "A-1_b.c:d", "x" * 128])
async def test_a_sane_request_id_comes_back(http: httpx.AsyncClient, given: str) -> None:
    for path in PATHS:
        assert (await http.get(path, headers={"X-Request-ID": given})).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, "<script>", "a;b", "é"])
async def test_an_odd_request_id_is_replaced(http: httpx.AsyncClient, given: str) -> None:
    answer = await http.get("/health", headers={b"X-Request-ID": given.encode()})
    assert len(answer.headers["X-Request-ID"]) == 32


async def test_the_request_id_reaches_the_log_of_what_was_spoken(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for path in ("/tts", "/tts/stream"):
        await http.get(path, params={"text": "secret words"}, headers={"X-Request-ID": f"id-of-{path[-3:]}"})
    ids = [getattr(record, "request_id", "") for record in caplog.records if record.getMessage() == "spoken"]
    assert ids[-2:] == ["id-of-tts", "id-of-eam"]
    assert not [record for record in caplog.records if "secret" in str(vars(record)) and record.name != "httpx"]


async def test_tornado_says_nothing_of_its_own(http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for path in [*PATHS, "/tts?text=secret%ff", "/tts?text=secret&speed=secret"]:
        await http.get(path)
    assert [record for record in caplog.records if record.name.startswith("tornado")] == []
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


async def test_a_body_that_is_too_long_is_413_and_the_connection_lives_on(open_http: OpenHttp) -> None:
    async with open_http(max_body_bytes=1024) as http:
        for size in (1025, 16 * 1024):
            answer = await http.post("/tts", content=b"x" * size, headers={"Content-Type": "application/json"})
            assert (answer.status_code, answer.json()["error"]) == (413, "The body of the request is too long.")
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        fits = json.dumps({"text": "a"}).encode().ljust(1024)
        assert (await http.post("/tts", content=fits, headers={"Content-Type": "application/json"})).status_code == 200


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST /tts HTTP/1.1\r\nHost: x\r\nContent-Length: 16385\r\n\r\n",
        b"POST /tts HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"POST /tts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /tts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" + b"x" * 4096 + b"\r\n0\r\n\r\n",
        b"POST /tts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /tts?text=a HTTP/1.1\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    ],
)
async def test_what_is_not_http_or_far_too_long_is_400(open_http: OpenHttp, request_bytes: bytes) -> None:
    async with open_http(max_body_bytes=1024) as http:
        assert (await raw(http, request_bytes)).startswith(b"HTTP/1.1 400 ")
        assert (await http.get("/health")).status_code == 200


async def test_headers_without_end_are_cut_off(open_http: OpenHttp) -> None:
    async with open_http(max_header_bytes=2048) as http:
        assert await raw(http, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 4096) == b""
        assert (await http.get("/health")).status_code == 200


async def test_a_client_that_sends_no_request_is_hung_up_on(open_http: OpenHttp) -> None:
    async with open_http(idle_timeout_s=0.05) as http:
        assert await raw(http, b"") == b""
        assert await raw(http, b"GET / HT") == b""


async def test_a_client_that_sends_no_body_is_hung_up_on(open_http: OpenHttp) -> None:
    async with open_http(body_timeout_s=0.05) as http:
        assert await raw(http, b"POST /tts HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{") == b""


async def test_one_connection_too_many_is_503(open_http: OpenHttp) -> None:
    async with open_http(max_connections=2) as http:
        host, port = http.base_url.host, http.base_url.port
        first, second = [await asyncio.open_connection(host, port) for _ in range(2)]
        await answered(first)
        await answered(second)

        refused = await raw(http, b"")
        head, _, body = refused.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 1" in head
        assert len(body) == int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
        assert json.loads(body)["error"].startswith("Too many connections")

        first[1].close()
        await first[1].wait_closed()
        while not (await raw(http, b"GET /health HTTP/1.0\r\n\r\n")).startswith(b"HTTP/1.1 200 "):
            await asyncio.sleep(0.01)
        second[1].close()


async def answered(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
    reader, writer = connection
    writer.write(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(LIMIT_S):
        await reader.readuntil(b'"}')


async def test_a_client_that_waits_for_leave_to_send_its_body_gets_it(http: httpx.AsyncClient) -> None:
    body = b'{"text": "a"}'
    request = b"POST /tts HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n"
    request += b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    answer = await raw(http, request + body)
    assert answer.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200 OK" in answer
