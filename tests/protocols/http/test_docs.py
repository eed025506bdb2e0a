"""The page about HTTP says what the code does."""

import re
from pathlib import Path

from vitts_server import Config
from vitts_server.codecs import vitts_encoders as compressed
from vitts_server.protocols.http.errors import STATUS
from vitts_server.protocols.http.speak import LinkParameters
from vitts_server.protocols.http.speed import LENGTH_SCALES
from vitts_server.protocols.http.subtitles import SUBTITLE_FORMATS
from vitts_server.speech.encoders import vitts_encoders

PAGE = (Path(__file__).parents[3] / "docs" / "protocols" / "http.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """The first cells of the table under a heading, without quotes."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `?([^`|\n]+?)`? \| ", section, re.MULTILINE)[2:]


def test_every_parameter_is_there() -> None:
    assert first_cells("Parameters of `/tts` and `/tts/stream`") == list(LinkParameters.model_fields)


def test_every_word_for_speed_is_there() -> None:
    assert all(f"`{word}`" in PAGE for word in LENGTH_SCALES)


def test_every_status_is_there() -> None:
    assert {str(status) for status in STATUS.values()} <= set(first_cells("Errors"))


def test_the_parameters_have_a_schema_with_words_and_numbers() -> None:
    schema = LinkParameters.model_json_schema()
    assert schema["required"] == ["text"]
    words, number, _ = schema["properties"]["speed"]["anyOf"]
    assert (words["enum"], number["minimum"], number["maximum"]) == ([*LENGTH_SCALES], 0.25, 4)
    assert all("description" in parameter for parameter in schema["properties"].values())


def test_every_format_is_there() -> None:
    formats = [*vitts_encoders(Config({}, {})), *compressed(Config({}, {}))]
    assert len(formats) == 7
    assert all(f"`{encoder.name}`" in PAGE for encoder in formats)
    assert all(f"{name}`" in PAGE for name in SUBTITLE_FORMATS)
