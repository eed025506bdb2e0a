"""`/metrics`: what happened is counted, what is there is shown, and the pages about it say the same."""

import asyncio
import json
import re
from pathlib import Path

import httpx
import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect

from tests.protocols.http.conftest import Gate, OpenHttp, eventually
from vitts_server import VoiceFailed, __version__
from vitts_server.app import Server
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin

DOCS = Path(__file__).parents[3] / "docs"
TEXT = "Xin chào các bạn"
SUFFIXES = re.compile(r"_(?:bucket|count|sum|total|info|created)$")


class Numbers:
    """All metrics at one moment."""

    def __init__(self, text: str) -> None:
        self.families: dict[str, Metric] = {family.name: family for family in text_string_to_metric_families(text)}
        self._samples = [sample for family in self.families.values() for sample in family.samples]

    def __call__(self, name: str, **labels: str) -> float:
        """The sum over all samples of this name with these labels."""
        return sum(
            sample.value for sample in self._samples if sample.name == name and labels.items() <= sample.labels.items()
        )

    def labels(self, name: str) -> set[str]:
        return {label for sample in self._samples if sample.name == name for label in sample.labels} - {"le"}


async def numbers(http: httpx.AsyncClient) -> Numbers:
    answer = await http.get("/metrics")
    assert answer.status_code == 200
    return Numbers(answer.text)


async def everything(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    """Each kind of request once, so that every metric has a sample."""

    def hoarse(*_: object) -> None:
        raise VoiceFailed("hoarse")

    for path in ("/tts/stream", "/tts", "/tts"):
        assert (await http.get(path, params={"text": TEXT})).status_code == 200
    assert (await http.get("/tts/stream", params={"text": TEXT, "voice": "nobody"})).status_code == 400
    tones.before_piece = hoarse
    assert (await http.get("/tts/stream", params={"text": TEXT})).status_code == 500
    tones.before_piece = None


async def test_requests_are_counted_by_voice_kind_and_outcome(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    before = await numbers(http)
    assert before("vitts_requests_total") == before("vitts_requests_total", kind="live", outcome="done") == 1  # warm-up
    await everything(http, tones)
    after = await numbers(http)
    for kind, outcome, count in [
        ("live", "done", 2),
        ("file", "done", 1),
        ("cached", "done", 1),
        ("live", "failed", 2),
    ]:
        assert after("vitts_requests_total", kind=kind, outcome=outcome) == count
    assert after("vitts_requests_total", voice="mai", outcome="failed") == 1
    assert after("vitts_requests_total", voice="nobody") == 0
    assert after("vitts_errors_total", code="voice-failed") == after("vitts_errors_total", code="unknown-voice") == 1
    assert (after("vitts_store_requests_total", result="hit"), after("vitts_store_requests_total", result="made")) == (
        1,
        1,
    )


async def test_what_a_door_refuses_by_itself_never_reaches_the_core(http: httpx.AsyncClient) -> None:
    assert (await http.get("/tts/stream", params={"text": TEXT, "speed": "soon"})).status_code == 400
    after = await numbers(http)
    assert (after("vitts_errors_total"), after("vitts_requests_total")) == (0, 1)


async def test_audio_work_and_characters_add_up(http: httpx.AsyncClient) -> None:
    before = await numbers(http)
    for _ in range(3):
        await http.get("/tts/stream", params={"text": TEXT})
    after = await numbers(http)

    def more(name: str) -> float:
        return after(name, voice="mai") - before(name, voice="mai")

    assert more("vitts_audio_seconds_total") == pytest.approx(3 * len(TEXT) * SECONDS_PER_CHARACTER)
    assert more("vitts_characters_total") == 3 * len(TEXT)
    assert more("vitts_work_seconds_total") > 0
    assert more("vitts_first_audio_seconds_count") == more("vitts_realtime_factor_count") == 3
    assert after("vitts_queue_seconds_count", kind="live") - before("vitts_queue_seconds_count", kind="live") == 3


async def test_a_client_that_leaves_is_counted_as_cancelled(
    http: httpx.AsyncClient, server: Server, gate: Gate
) -> None:
    gate.close(passes=1)
    async with http.stream("GET", "/tts/stream", params={"text": TEXT * 50}) as answer:
        await anext(answer.aiter_bytes())
        await asyncio.to_thread(gate.is_reached.wait, 60)
        assert (await numbers(http))("vitts_requests_running") == 1
    await eventually(lambda: server.speech.status().connections["http"] <= 1)
    gate.open()
    await eventually(lambda: server.speech.status().running == 0)
    after = await numbers(http)
    assert after("vitts_cancelled_total", voice="mai") == 1
    assert after("vitts_requests_total", outcome="cancelled") == 1


async def test_requests_that_wait_for_their_first_audio_are_shown(
    http: httpx.AsyncClient, gate: Gate, server: Server
) -> None:
    gate.close(passes=0)
    asking = asyncio.gather(http.get("/tts/stream", params={"text": TEXT}))
    await asyncio.to_thread(gate.is_reached.wait, 60)
    now = await numbers(http)
    assert (now("vitts_requests_running"), now("vitts_requests_waiting"), now("vitts_voice_leases")) == (1, 1, 1)
    gate.open()
    await asking


async def test_connections_are_shown_by_protocol(http: httpx.AsyncClient) -> None:
    async with connect(f"ws://{http.base_url.host}:{http.base_url.port}/ws", proxy=None):
        now = await numbers(http)
    assert (now("vitts_connections", protocol="http"), now("vitts_connections", protocol="websocket")) == (1, 1)
    assert now("vitts_connections", protocol="wyoming") == 0


async def test_voices_and_store_are_shown(http: httpx.AsyncClient) -> None:
    await http.get("/tts", params={"text": TEXT})
    now = await numbers(http)
    assert (now("vitts_voices_installed"), now("vitts_voices_loaded"), now("vitts_voices_bad")) == (2, 1, 0)
    assert now("vitts_voice_bytes", voice="mai") == 1 << 20
    assert now("vitts_voice_load_seconds", voice="mai") > 0
    assert now("vitts_store_files") == 1
    assert now("vitts_store_bytes") > len(TEXT) * SECONDS_PER_CHARACTER * 32000
    assert now("vitts_build_info", version=__version__) == 1
    assert now("process_resident_memory_bytes") > 1 << 20


async def test_a_server_that_shuts_down_is_not_ready(http: httpx.AsyncClient, server: Server) -> None:
    assert (await numbers(http))("vitts_ready") == 1
    await server.drain()
    assert (await numbers(http))("vitts_ready") == 0


async def test_those_who_ask_for_openmetrics_get_it(http: httpx.AsyncClient, tones: TonePlugin) -> None:
    await everything(http, tones)
    answer = await http.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    families = parse_openmetrics(answer.text)  # type: ignore[no-untyped-call]
    assert len([family for family in families if family.name.startswith("vitts_")]) > 20
    plain = await http.get("/metrics")
    assert plain.headers["Content-Type"].startswith("text/plain")


async def test_no_text_and_no_name_of_a_client_is_told(http: httpx.AsyncClient) -> None:
    await http.get("/tts/stream", params={"text": "bímật", "voice": "tênlạ", "language": "xx-YY"})
    await http.get("/tts/stream", params={"text": "bímật", "language": "xx-YY"})
    told = (await http.get("/metrics")).text
    assert [secret for secret in ("bímật", "tênlạ", "xx-YY") if secret in told] == []


async def test_two_servers_in_one_process_share_no_numbers(open_http: OpenHttp, http: httpx.AsyncClient) -> None:
    await http.get("/tts/stream", params={"text": TEXT})
    async with open_http() as other:
        assert (await numbers(other))("vitts_requests_total") == 1
    assert (await numbers(http))("vitts_requests_total") == 2


def documented() -> dict[str, tuple[str, set[str]]]:
    """Name -> type and labels."""
    page = (DOCS / "metrics.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([`\w ]*) ?\| ", page, re.MULTILINE)
    return {name: (kind, set(re.findall(r"\w+", labels))) for name, kind, labels in rows}


async def test_every_metric_is_documented_with_its_type_and_labels_and_no_other(
    http: httpx.AsyncClient, tones: TonePlugin, gate: Gate
) -> None:
    await everything(http, tones)
    gate.close(passes=1)
    async with http.stream("GET", "/tts/stream", params={"text": TEXT * 50}) as answer:
        await anext(answer.aiter_bytes())
    gate.open()
    while not (now := await numbers(http))("vitts_cancelled_total"):
        await asyncio.sleep(0.01)
    actual = {}
    for family in now.families.values():
        if not family.name.startswith("vitts_") or family.name.endswith("_created"):
            continue
        name = f"{family.name}_total" if family.type == "counter" else family.name
        sample = f"{name}_bucket" if family.type == "histogram" else name
        actual[name] = (family.type, now.labels(sample))
    assert documented() == actual


async def test_every_metric_that_the_dashboard_asks_for_exists(http: httpx.AsyncClient) -> None:
    board = json.loads(await asyncio.to_thread((DOCS / "grafana.json").read_text))
    queries = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    queries += [variable["query"] for variable in board["templating"]["list"]]
    asked = {name for query in queries for name in re.findall(r"\b(?:vitts|process|python)_\w+", query)}
    process = {name for name in (await numbers(http)).families if not name.startswith("vitts_")}
    known = {SUFFIXES.sub("", name) for name in [*documented(), *process]}
    assert {name for name in asked if SUFFIXES.sub("", name) not in known} == set()
    assert {SUFFIXES.sub("", name) for name in documented()} - {SUFFIXES.sub("", name) for name in asked} == set()


async def test_every_query_of_the_dashboard_groups_by_labels_that_exist() -> None:
    board = json.loads(await asyncio.to_thread((DOCS / "grafana.json").read_text))
    labels = {SUFFIXES.sub("", name): names for name, (_, names) in documented().items()}
    for panel in board["panels"]:
        for target in panel["targets"]:
            (metric, *_) = re.findall(r"\b(?:vitts|process)_\w+", target["expr"])
            wanted = set(re.findall(r"\w+", " ".join(re.findall(r"by \(([^)]*)\)", target["expr"]))))
            wanted |= set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
            assert wanted - {"le", "instance"} <= labels.get(SUFFIXES.sub("", metric), set()), target["expr"]
