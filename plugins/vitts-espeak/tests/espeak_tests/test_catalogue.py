"""Which voices there are, without starting anything."""

import re
from pathlib import Path

import pytest

from vitts_espeak import catalogue


def test_vietnamese_and_english_are_there_by_default() -> None:
    voices = {voice.name: voice for voice in catalogue.voices(every=False)}
    assert {name: voice.languages for name, voice in voices.items()} == {
        "espeak-vi": ("vi-VN",),
        "espeak-vi-central": ("vi-VN",),
        "espeak-vi-south": ("vi-VN",),
        "espeak-en-us": ("en-US",),
        "espeak-en-gb": ("en-GB",),
    }
    best = {voice.languages[0][:2]: voice.name for voice in sorted(voices.values(), key=lambda voice: voice.rank)}
    assert best == {"vi": "espeak-vi", "en": "espeak-en-us"}
    assert max(voice.rank for voice in voices.values()) < 100


def test_all_voices_are_more_than_a_hundred_languages() -> None:
    voices = catalogue.voices(every=True)
    names = [voice.name for voice in voices]
    assert len({voice.languages[0].partition("-")[0] for voice in voices}) > 100
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"espeak-[a-z0-9-]+", name) for name in names)
    assert {voice.name for voice in catalogue.voices(every=False)} <= set(names)


def test_every_voice_says_what_it_is() -> None:
    for voice in catalogue.voices(every=True):
        assert re.match(r"1\.\d+(\.\d+)?\+loader\.", voice.version)
        assert voice.license == "GPL-3.0-or-later"
        assert voice.attribution.name == "eSpeak NG"
        assert voice.description.startswith("eSpeak NG, ")
        assert voice.sample_rate_hz == 22050


@pytest.mark.parametrize(
    ("languages", "tags"),
    [
        (["vi-vn-x-central"], ("vi-VN",)),
        (["fr-fr", "fr"], ("fr-FR",)),
        (["cmn-latn-pinyin", "zh-cmn", "zh"], ("cmn-Latn-pinyin", "zh-cmn")),
        (["es-419", "es-mx"], ("es-419",)),
        (["en-us-nyc"], ("en-US",)),
        (["en-gb-scotland", "en"], ("en-GB-scotland",)),
    ],
)
def test_language_tags_are_bcp_47(languages: list[str], tags: tuple[str, ...]) -> None:
    assert catalogue.language_tags(languages) == tags


def test_a_voice_is_called_by_its_folder_and_file() -> None:
    assert catalogue.voice_file(Path("/data/lang/aav/vi")) == "aav/vi"
    assert catalogue.voice_file(Path("/data/lang/eu")) == "eu"
