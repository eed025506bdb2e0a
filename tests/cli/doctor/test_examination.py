"""Every cause with real sockets: what listens, what is asked, what the doctor says."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from wyoming.event import async_read_event, async_write_event
from wyoming.info import AsrProgram, Attribution, Describe, Info, TtsProgram

from vitts_server.cli.doctor.diagnosis import Diagnosis
from vitts_server.cli.doctor.examination import examine
from vitts_server.cli.doctor.target import parse_target
from vitts_server.cli.exits import ExitCode
from vitts_server.testing import TonePlugin, address, open_server

CERTIFICATE = Path(__file__).parent / "localhost.pem"
WHO = Attribution(name="", url="")
PATIENCE_S = 10.0
"""For answers that do come."""

Client = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def ask(url: str, timeout_s: float = PATIENCE_S) -> Diagnosis:
    (target,) = parse_target(url)
    return await examine(target, timeout_s)


@asynccontextmanager
async def listening(serve: Client, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """`host:port` of a server that treats each connection with `serve`, then closes it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def says(data: bytes) -> Client:
    """Reads whatever it is asked and answers with `data`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(data)
        await writer.drain()

    return serve


def forwards_to(port: int) -> Client:
    """A proxy in front of `port`."""

    async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(4096):
            sink.write(data)
            await sink.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, to_behind = await asyncio.open_connection("127.0.0.1", port)
        copying = asyncio.gather(copy(reader, to_behind), copy(behind, writer), return_exceptions=True)
        await copying
        to_behind.transport.abort()

    return serve


def web_server(body: bytes, status: bytes = b"200 OK", headers: bytes = b"") -> Client:
    length = str(len(body)).encode()
    head = b"HTTP/1.1 " + status + b"\r\nServer: shop/2\r\nContent-Length: " + length + b"\r\n" + headers
    return says(head + b"\r\n" + body)


async def wait_for_ever(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(1000):
        pass


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)


@pytest.fixture
async def server_urls(tmp_path: Path) -> AsyncIterator[tuple[str, str]]:
    """HTTP and Wyoming addresses of a server of ours that is well."""
    async with open_server(tmp_path, {"tones": TonePlugin()}) as server:
        yield address(server, "http"), address(server, "tcp")


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate for localhost that is trusted here."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


async def test_a_server_that_is_well(server_urls: tuple[str, str]) -> None:
    http, tcp = server_urls
    for url in (http, tcp, http.removeprefix("http://"), tcp.removeprefix("tcp://")):
        found = await ask(url)
        assert found.code is ExitCode.OK, url
        assert found.advice == ""
    assert "can speak" in (await ask(http)).finding
    assert "with 1 voice (Wyoming)" in (await ask(tcp)).finding


async def test_http_to_the_wyoming_port(server_urls: tuple[str, str]) -> None:
    _, tcp = server_urls
    found = await ask(tcp.replace("tcp:", "http:"))
    assert found.code is ExitCode.WRONG_ADDRESS
    assert found.advice == f"Use {tcp}."


async def test_wyoming_to_the_http_port(server_urls: tuple[str, str]) -> None:
    http, _ = server_urls
    found = await ask(http.replace("http:", "tcp:"))
    assert found.code is ExitCode.WRONG_ADDRESS
    assert found.advice == f"Use {http}."


async def test_https_to_a_server_without_tls(server_urls: tuple[str, str]) -> None:
    for url in server_urls:
        found = await ask(f"https://{url.partition('://')[2]}")
        assert found.code is ExitCode.WRONG_ADDRESS
        assert found.advice == f"Use {url}."


async def test_a_path_that_is_not_there(server_urls: tuple[str, str]) -> None:
    http, _ = server_urls
    found = await ask(f"{http}/no/such/path")
    assert found.code is ExitCode.WRONG_ADDRESS
    assert "/no/such/path" in found.finding
    assert http in found.advice


async def test_a_path_that_is_there(server_urls: tuple[str, str]) -> None:
    http, _ = server_urls
    assert (await ask(f"{http}/tts/stream")).code is ExitCode.OK


async def test_a_server_behind_tls(server_urls: tuple[str, str], tls: ssl.SSLContext) -> None:
    port = int(server_urls[0].rpartition(":")[2])
    async with listening(forwards_to(port), tls) as place:
        assert (await ask(f"https://{place}")).code is ExitCode.OK
        assert (await ask(place)).code is ExitCode.OK
        plain = await ask(f"http://{place}")
    assert plain.code is ExitCode.WRONG_ADDRESS
    assert plain.advice == f"Use https://{place}."


async def test_a_certificate_that_is_not_trusted(tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    async with listening(web_server(b"hello"), tls) as place:
        found = await ask(f"https://{place}")
    assert found.code is ExitCode.CERTIFICATE
    assert "self-signed" in found.finding


async def test_the_base_address_of_an_interface_is_a_path_that_is_there(server_urls: tuple[str, str]) -> None:
    http, _ = server_urls
    for path in ("/api/tts", "/api/tts/", "/api/tts/health", "/api/tts/synthesize"):
        found = await ask(f"{http}{path}")
        assert (found.code, found.advice) == (ExitCode.OK, ""), path


async def test_another_backend_of_the_same_interface_is_told_by_its_name() -> None:
    body = b'{"status": "healthy", "service": "Coqui TTS (XTTS-v2)\\u001b[2J", "version": "1.0.0"}'
    async with listening(web_server(body)) as place:
        found = await ask(f"http://{place}/api/tts")
    assert found.code is ExitCode.OTHER_PROGRAM
    assert "calls itself 'Coqui TTS (XTTS-v2)\\x1b[2J' and says that it is 'healthy'" in found.finding


async def test_a_server_without_a_voice(tmp_path: Path) -> None:
    async with open_server(tmp_path, {"tones": TonePlugin(voices=[])}) as server:
        for url in server.addresses:
            found = await ask(url)
            assert found.code is ExitCode.NO_VOICE, url
            assert "--voices-dir" in found.advice


async def test_a_server_that_shuts_down(tmp_path: Path) -> None:
    async with open_server(tmp_path, {"tones": TonePlugin()}) as server:
        await server.drain()
        found = await ask(address(server, "http"))
    assert found.code is ExitCode.NOT_READY
    assert "shutting down" in found.finding


async def test_nothing_listens() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{bound.getsockname()[1]}"
        for url in (place, f"http://{place}", f"https://{place}", f"tcp://{place}"):
            found = await ask(url)
            assert found.code is ExitCode.NOTHING_LISTENS, url
            assert place.rpartition(":")[2] in found.finding


async def test_a_name_that_does_not_resolve() -> None:
    found = await ask("http://no-such-host.invalid:8888")
    assert found.code is ExitCode.NAME_UNKNOWN
    assert "no-such-host.invalid" in found.finding


async def test_a_connection_that_is_never_taken() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for client in (first, second):
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        found = await ask(f"http://127.0.0.1:{full.getsockname()[1]}", timeout_s=0.5)
    assert found.code is ExitCode.NO_ANSWER
    assert "timed out" in found.finding


async def test_a_server_that_never_answers() -> None:
    async with listening(wait_for_ever) as place:
        found = await ask(f"http://{place}", timeout_s=0.3)
    assert found.code is ExitCode.NO_ANSWER
    assert "does not answer" in found.finding


async def test_a_server_that_hangs_up() -> None:
    async with listening(hang_up) as place:
        found = await ask(f"tcp://{place}")
    assert found.code is ExitCode.OTHER_PROGRAM
    assert "without a word" in found.finding


@pytest.mark.parametrize("scheme", ["http", "https", "tcp"])
async def test_a_web_server_of_another_kind(scheme: str) -> None:
    async with listening(web_server(b"<h1>Shop</h1>", b"404 Not Found")) as place:
        found = await ask(f"{scheme}://{place}")
    assert found.code is ExitCode.OTHER_PROGRAM
    assert "HTTP 404 Not Found from shop/2" in found.finding


async def test_a_speech_service_of_another_kind_is_not_taken_for_ours() -> None:
    health = b'{"status": "healthy", "message": "TTS service is running"}'
    async with listening(web_server(health)) as place:
        found = await ask(f"http://{place}")
    assert found.code is ExitCode.OTHER_PROGRAM


async def test_a_web_server_that_sends_to_https() -> None:
    moved = web_server(b"", b"301 Moved Permanently", b"Location: https://example.org/\r\n")
    async with listening(moved) as place:
        found = await ask(f"http://{place}")
    assert found.code is ExitCode.WRONG_ADDRESS
    assert found.advice == f"Use https://{place}."


async def test_a_program_that_speaks_no_known_protocol() -> None:
    async with listening(says(b"SSH-2.0-OpenSSH_9.9\r\n")) as place:
        found = await ask(place)
    assert found.code is ExitCode.OTHER_PROGRAM
    assert "SSH-2.0-OpenSSH_9.9" in found.finding


def wyoming_server(info: Info) -> Client:
    """Speaks through the protocol's own library."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (event := await async_read_event(reader)) is not None:
            if Describe.is_type(event.type):
                await async_write_event(info.event(), writer)

    return serve


async def test_a_wyoming_server_for_something_else() -> None:
    program = AsrProgram(name="whisper", attribution=WHO, installed=True, description=None, version="1", models=[])
    async with listening(wyoming_server(Info(asr=[program]))) as place:
        found = await ask(f"tcp://{place}")
    assert found.code is ExitCode.OTHER_PROGRAM
    assert "a Wyoming server for asr (whisper)" in found.finding


async def test_another_wyoming_server_that_speaks() -> None:
    program = TtsProgram(name="other", attribution=WHO, installed=True, description=None, version="1", voices=[])
    async with listening(wyoming_server(Info(tts=[program]))) as place:
        found = await ask(f"tcp://{place}")
    assert found.code is ExitCode.OTHER_PROGRAM
    assert "a Wyoming server for tts (other)" in found.finding


async def test_a_wyoming_server_asked_as_a_web_page() -> None:
    async with listening(wyoming_server(Info())) as place:
        found = await ask(f"http://{place}")
    assert found.code is ExitCode.OTHER_PROGRAM
    assert "Wyoming" in found.finding
