"""The page as it is sent: whole, strict, from this server alone; what it does is tested in a browser (`tests/web`)."""

import gzip
import re
from collections.abc import Sequence

import httpx
import pytest

MOST_COMPRESSED_BYTES = 200_000


async def parts(http: httpx.AsyncClient) -> Sequence[str]:
    """What the page names, and what that names in turn."""
    found = re.findall(r'(?:src|href)="\./(assets/[^"]+)"', (await http.get("/")).text)
    scripts = [(await http.get(f"/{name}")).text for name in found if name.endswith(".js")]
    worklets = [f"assets/{name}" for script in scripts for name in re.findall(r"[\w.]+worklet-[\w-]+\.js", script)]
    return [*found, *worklets]


async def test_the_page_may_load_nothing_from_elsewhere_and_run_no_script_written_into_it(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.get("/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=UTF-8")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert re.findall(r"https?://", answer.text) == []
    assert re.findall(r"<script(?![^>]*src=)|<style|\son\w+=", answer.text) == []


async def test_every_part_is_there_and_is_kept_for_good(http: httpx.AsyncClient) -> None:
    names = await parts(http)
    assert {name.rpartition(".")[2] for name in names} == {"js", "css", "svg"}
    assert any("worklet" in name for name in names)
    for name in names:
        answer = await http.get(f"/{name}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"].startswith(("text/javascript", "text/css", "image/svg+xml"))


async def test_page_and_parts_are_small(http: httpx.AsyncClient) -> None:
    sizes = [int((await http.get(f"/{name}")).headers["Content-Length"]) for name in ["", *await parts(http)]]
    assert sum(sizes) < MOST_COMPRESSED_BYTES


async def test_who_can_not_read_gzip_gets_it_plain(http: httpx.AsyncClient) -> None:
    for name in ["", *await parts(http)]:
        plain = await http.get(f"/{name}", headers={"Accept-Encoding": "identity"})
        packed = await http.send(
            http.build_request("GET", f"/{name}", headers={"Accept-Encoding": "gzip"}), stream=True
        )
        raw = b"".join([chunk async for chunk in packed.aiter_raw()])
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(raw) == plain.content


@pytest.mark.parametrize("name", ["nothing.js", "..%2Findex.html", "..%2F..%2Fhandlers.py", "%2Fetc%2Fpasswd", "built"])
async def test_nothing_else_is_handed_out(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"/assets/{name}")).status_code == 404
