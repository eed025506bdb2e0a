"""Where downloads go: the token, redirects, proxies, and addresses outside the catalogue."""

from pathlib import Path

import httpx
import pytest

from tests.voices.catalogue.conftest import KEY, MakeCatalogue, nothing, voices_in
from tests.voices.catalogue.hosting import Fault, Host, hosted
from vitts_server import BadRequest
from vitts_server.voices.catalogue import Catalogue, DownloadFailed
from vitts_server.voices.catalogue.fetch import Fetcher, Remote

CONTENT_OF_OTHERS = b"something else"
TOKEN = "geheim-42"  # noqa: S105 - of the tests


async def test_the_token_goes_to_the_catalogues_host_and_not_where_it_redirects(
    host: Host, make_catalogue: MakeCatalogue, model_path: str
) -> None:
    with hosted() as other:
        other.files["/elsewhere.onnx"] = host.files[model_path]
        host.faults[model_path] = [Fault(status=302, headers={"Location": f"{other.url}/elsewhere.onnx"})]
        await make_catalogue(token=TOKEN).download(KEY, nothing)
        assert host.asked_for(model_path)[0]["Authorization"] == f"Bearer {TOKEN}"
        assert [headers.get("Authorization") for headers in other.asked_for("/elsewhere.onnx")] == [None]


async def test_the_token_does_not_go_to_other_addresses(
    host: Host, make_catalogue: MakeCatalogue, model_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = make_catalogue()
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with_token = make_catalogue()
    assert catalogue.settings.token is None
    assert with_token.settings.token is not None
    with hosted() as other:
        other.files = dict(host.files)
        await with_token.download_url(f"{other.url}{model_path}", nothing)
        assert all("Authorization" not in headers for _, headers in other.asked)


async def test_a_redirect_in_a_circle_ends(host: Host, catalogue: Catalogue, model_path: str) -> None:
    host.faults[model_path] = [Fault(status=302, headers={"Location": model_path})] * 50
    with pytest.raises(DownloadFailed, match="redirects"):
        await catalogue.download(KEY, nothing)


async def test_a_redirect_from_https_to_http_is_not_followed_to_its_content(tmp_path: Path) -> None:
    """The transport is made up: a host of ours has no certificate that anybody trusts."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https":
            return httpx.Response(302, headers={"Location": "http://voices.example/open.onnx"})
        return httpx.Response(200, content=b"changed on the way")

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), follow_redirects=True) as client:
        fetcher = Fetcher(client, retries=0, retry_wait_s=0.01)
        remote = Remote(url="https://voices.example/secret.onnx", most_bytes=1000)
        with pytest.raises(DownloadFailed, match="from https to http"):
            await fetcher.fetch(remote, tmp_path / "a.onnx", lambda *_: None)
    assert voices_in(tmp_path) == []


async def test_the_proxy_of_the_environment_is_used(
    host: Host, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hosted() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        proxy.files = dict(host.files)
        await catalogue.download(KEY, nothing)
        assert proxy.asked
        assert host.asked == []


async def test_any_address_of_a_model_will_do(host: Host, catalogue: Catalogue, model_path: str) -> None:
    assert await catalogue.download_url(f"{host.url}{model_path}?download=true", nothing) == KEY
    with pytest.raises(BadRequest, match="--force"):
        await catalogue.download_url(f"{host.url}{model_path}", nothing)
    config_url = f"{host.url}{model_path}.json"
    await catalogue.download_url(f"{host.url}{model_path}", nothing, config_url=config_url, name="mine")
    assert voices_in(catalogue.folder) == ["mine.onnx", f"{KEY}.onnx"]


async def test_an_address_without_a_tag_is_not_resumed_on_trust(
    host: Host, catalogue: Catalogue, model_path: str
) -> None:
    host.has_tags = False
    host.faults[model_path] = [Fault(after_bytes=100_000)]
    await catalogue.download_url(f"{host.url}{model_path}", nothing)
    assert [headers.get("Range") for headers in host.asked_for(model_path)] == [None, None]


async def test_content_that_changes_in_between_is_not_mixed(host: Host, catalogue: Catalogue, model_path: str) -> None:
    host.faults[model_path] = [Fault(after_bytes=100_000, content=b"q" * 500_000)]
    await catalogue.download_url(f"{host.url}{model_path}", nothing)
    assert "If-Range" in host.asked_for(model_path)[1]
    assert (catalogue.folder / f"{KEY}.onnx").read_bytes() == host.files[model_path]


async def test_what_is_no_voice_is_refused(host: Host, catalogue: Catalogue, model_path: str) -> None:
    host.files[model_path] = CONTENT_OF_OTHERS
    with pytest.raises(DownloadFailed, match="is no voice"):
        await catalogue.download_url(f"{host.url}{model_path}", nothing)
    assert list(catalogue.folder.iterdir()) == []
