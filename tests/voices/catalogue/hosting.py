"""A host with the catalogue's layout on a free port, which can be told to behave badly."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

REVISION = "v1"


@dataclass
class Fault:
    """What a host does instead of answering as it should."""

    status: int | None = None
    """Answers with this and nothing else."""
    headers: Mapping[str, str] = field(default_factory=dict)
    after_bytes: int | None = None
    """Ends the connection, or goes silent, once so much of the body was sent."""
    is_silent: bool = False
    has_length: bool = True
    extra: bytes = b""
    """Sent behind the body; the length says so."""
    content: bytes | None = None
    """Sent instead of the file."""


@dataclass
class Host:
    """Files by path, faults for the next requests of a path, and what was asked."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    has_ranges: bool = True
    has_tags: bool = True
    has_ended: threading.Event = field(default_factory=threading.Event)

    def add_voice(self, key: str, model: Path, *, is_known: bool = True, **changes: Any) -> str:
        """A voice made of a test voice, also in the list; the path of its model. `changes` are of its list entry."""
        code, name, quality = key.split("-")
        family, _, region = code.partition("_")
        base = f"{family}/{code}/{name}/{quality}/{key}.onnx"
        card = f"# Model card\n\n* Licence text follows\n* License: CC BY 4.0\n* Voice: {key}\n".encode()
        added = {
            base: model.read_bytes(),
            f"{base}.json": model.with_name(f"{model.name}.json").read_bytes(),
            f"{family}/{code}/{name}/{quality}/MODEL_CARD": card,
        }
        entry = {
            "key": key,
            "name": name,
            "language": {"code": code, "family": family, "region": region, "name_english": family.upper()},
            "quality": quality,
            "num_speakers": 1,
            "speaker_id_map": {},
            "files": {path: _facts(content) if is_known else {} for path, content in added.items()},
            "aliases": [],
            **changes,
        }
        for path, content in added.items():
            self.files[self.path(path)] = content
        listed = json.loads(self.files.get(self.path("voices.json"), b"{}"))
        self.files[self.path("voices.json")] = json.dumps({**listed, key: entry}).encode()
        return self.path(base)

    def change_entry(self, key: str, path: str, **changes: Any) -> None:
        """Let the list say something else of a file."""
        listed = json.loads(self.files[self.path("voices.json")])
        listed[key]["files"][path.removeprefix(self.path(""))].update(changes)
        self.files[self.path("voices.json")] = json.dumps(listed).encode()

    @staticmethod
    def path(path: str) -> str:
        """Where the layout has a file."""
        return f"/resolve/{REVISION}/{path}"

    def asked_for(self, path: str) -> list[Mapping[str, str]]:
        """The headers of all requests for a path."""
        return [headers for asked, headers in self.asked if asked == path]


def _facts(content: bytes) -> dict[str, Any]:
    return {"size_bytes": len(content), "md5_digest": hashlib.md5(content, usedforsecurity=False).hexdigest()}


@contextmanager
def hosted() -> Iterator[Host]:
    """Listens while the context is open."""
    host = Host()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, host))
    server.daemon_threads = True
    server.block_on_close = False
    host.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield host
    finally:
        host.has_ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, host: Host, *args: Any) -> None:
        self.host = host
        super().__init__(*args)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.host.asked.append((path, dict(self.headers)))
        faults = self.host.faults.get(path)
        fault = faults.pop(0) if faults else Fault()
        content = fault.content if fault.content is not None else self.host.files.get(path)
        if fault.status is not None or content is None:
            self.send_response(fault.status or 404)
            for name, value in fault.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._send(content, fault)

    def _send(self, content: bytes, fault: Fault) -> None:
        tag = f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'
        start = self._start(tag) if self.host.has_ranges else 0
        body = content[start:] + fault.extra
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if self.host.has_tags:
            self.send_header("ETag", tag)
        if fault.has_length:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        for name, value in fault.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if fault.after_bytes is None else body[: fault.after_bytes])
        self.wfile.flush()
        if fault.after_bytes is not None:
            if fault.is_silent:
                self.host.has_ended.wait()
            self.close_connection = True

    def _start(self, tag: str) -> int:
        asked = self.headers.get("Range", "")
        if not asked.startswith("bytes=") or self.headers.get("If-Range", tag) != tag:
            return 0
        return int(asked.removeprefix("bytes=").partition("-")[0])

    def log_message(self, *args: Any) -> None:
        """Nothing on the screen."""
