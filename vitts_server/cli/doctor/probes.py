"""Asks one question on a fresh connection and brings back whatever comes. The only sockets of the doctor."""

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

from vitts_server import __version__
from vitts_server.cli.doctor.answers import (
    Answer,
    NameUnknown,
    NoTls,
    Refused,
    Silent,
    Unreachable,
    Untrusted,
    is_whole,
    read_answer,
)
from vitts_server.cli.doctor.target import Scheme, Target

TIMEOUT_S = 5.0
"""For a connection, and once more for the answer on it."""

_MOST_BYTES = 1 << 20
_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _NoConnection(Exception):
    """Carries the answer out of the steps that lead to a connection."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


async def ask(
    target: Target, scheme: Scheme, *, path: str = "/health", method: str = "GET", timeout_s: float = TIMEOUT_S
) -> Answer:
    """Ask at `target` in the way of `scheme`: an HTTP request for `path`, or Wyoming's `describe`."""
    try:
        async with _connected(target, scheme, timeout_s) as (reader, writer):
            return await _converse(reader, writer, _question(target, scheme, method, path), timeout_s)
    except _NoConnection as failure:
        return failure.answer


def _question(target: Target, scheme: Scheme, method: str, path: str) -> bytes:
    if scheme == "tcp":
        return json.dumps({"type": "describe"}).encode() + b"\n"
    lines = (
        f"{method} {quote(path, safe='/%:@!$&()*+,;=~')} HTTP/1.0",
        f"Host: {target.place}",
        f"User-Agent: vitts-server-doctor/{__version__}",
        "Accept: application/json",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode()


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: bytes, timeout_s: float
) -> Answer:
    data = b""
    is_silent = False
    try:
        async with asyncio.timeout(timeout_s):
            writer.write(question)
            while len(data) < _MOST_BYTES and not is_whole(data) and (more := await reader.read(65_536)):
                data += more
    except TimeoutError:
        is_silent = not data
    except OSError:
        pass  # a reset ends the answer like a close does
    return Silent("answer") if is_silent else read_answer(data)


@asynccontextmanager
async def _connected(target: Target, scheme: Scheme, timeout_s: float) -> AsyncIterator[_Connection]:
    reader, writer = await _connect(target, timeout_s)
    try:
        if scheme == "https":
            await _start_tls(writer, target, timeout_s)
        yield reader, writer
    finally:
        writer.transport.abort()  # not awaited: after a failed handshake nobody says that it is closed


async def _start_tls(writer: asyncio.StreamWriter, target: Target, timeout_s: float) -> None:
    try:
        await writer.start_tls(
            ssl.create_default_context(), server_hostname=target.host, ssl_handshake_timeout=timeout_s
        )
    except ssl.SSLCertVerificationError as error:
        raise _NoConnection(Untrusted(error.verify_message)) from None
    except OSError:
        raise _NoConnection(NoTls()) from None


async def _connect(target: Target, timeout_s: float) -> _Connection:
    """The first of the name's addresses that takes the connection, or else the most telling refusal."""
    refusals: list[Answer] = []
    for address in await _addresses(target, timeout_s):
        try:
            async with asyncio.timeout(timeout_s):
                return await asyncio.open_connection(address, target.port)
        except TimeoutError:
            refusals.append(Silent("connect"))
        except OSError as error:
            refusals.append(Refused() if isinstance(error, ConnectionRefusedError) else Unreachable(_reason(error)))
    raise _NoConnection(min(refusals, key=lambda answer: (Refused, Silent, Unreachable).index(type(answer))))


async def _addresses(target: Target, timeout_s: float) -> list[str]:
    try:
        async with asyncio.timeout(timeout_s):
            found = await asyncio.get_running_loop().getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise _NoConnection(NameUnknown("the name server does not answer")) from None
    except (socket.gaierror, UnicodeError) as error:
        raise _NoConnection(NameUnknown(_reason(error))) from None
    return [str(entry[4][0]) for entry in found]


def _reason(error: OSError | UnicodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
