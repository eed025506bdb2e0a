"""The section about this interface says what the code does."""

import re
from pathlib import Path

from vitts_server.app import load_registry, load_settings
from vitts_server.protocols.http.routes import checked_routes
from vitts_server.protocols.http.xtts.bodies import LEAST_SPEED, MOST_SPEED, SynthesizeBody
from vitts_server.testing import open_server

PAGE = (Path(__file__).parents[4] / "docs" / "protocols.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## XTTS-style backends\n")[1].split("\n## ")[0]


def test_every_field_is_there() -> None:
    table = SECTION.split("### Fields of `/api/tts/synthesize`\n")[1].split("\n### ")[0]
    cells = re.findall(r"^\| (`.+?) \| ", table, re.MULTILINE)
    fields = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(fields) == sorted(SynthesizeBody.model_fields)
    assert f"{LEAST_SPEED:g} to {MOST_SPEED:g}" in table


def test_every_variable_is_there() -> None:
    variables = {"API_HOST", "API_PORT"} | {
        variable
        for section in load_registry(("espeak",)).settings()
        for variable in section.inherited()
        if section.section == "xtts"
    }
    assert all(f"`{variable}`" in SECTION for variable in variables)


async def test_every_path_is_described_for_the_interface_document(tmp_path: Path) -> None:
    registry = load_registry(("espeak",))
    async with open_server(tmp_path, settings={"voices": {"preload": False}}) as server:
        gathered = registry.gather("vitts_http_routes", config=load_settings(registry), speech=server.speech)
    routes = [route for route in checked_routes(gathered) if route.name.startswith("xtts-")]
    assert len(routes) == 9
    for route in routes:
        assert re.fullmatch(route.pattern, route.path.replace("{id}", "x"))
        methods = {"get", "post", "delete"} & vars(route.handler).keys()
        assert methods == route.operations.keys()
        assert all(operation.summary and operation.answers for operation in route.operations.values())
