"""The voices that eSpeak NG brings, read from its data files: quick, and without starting it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version as distribution_version
from pathlib import Path

import espeakng_loader

from vitts_espeak import __version__
from vitts_server import Attribution, VoiceInfo

SAMPLE_RATE_HZ = 22050
_VERSION = re.compile(r"libespeak-ng\.(?:so\.)?(\d+\.\d+[\d.]*\d)")


@dataclass(frozen=True, slots=True)
class _Known:
    """What the data files do not say of a voice."""

    name: str
    language: str
    rank: int
    gain: float


_MAIN = {
    "aav/vi": _Known("espeak-vi", "vi-VN", 2, 1.3),
    "aav/vi-VN-x-central": _Known("espeak-vi-central", "vi-VN", 0, 1.15),
    "aav/vi-VN-x-south": _Known("espeak-vi-south", "vi-VN", 0, 1.25),
    "gmw/en-US": _Known("espeak-en-us", "en-US", 2, 1.8),
    "gmw/en": _Known("espeak-en-gb", "en-GB", 1, 1.7),
}
_GAIN = 1.15
_LOUD = {"poz/mi": 0.6, "map/haw": 0.9, "art/piqd": 0.9}
"""Gains bring the mean level near -20 dBFS and keep every peak that was measured below 0.9."""


def voices(*, every: bool) -> list[VoiceInfo]:
    """Vietnamese and English, or with `every` all languages whose data are complete."""
    data = Path(espeakng_loader.get_data_path())
    version = _version()
    files = sorted((data / "lang").rglob("*")) if every else [data / "lang" / name for name in _MAIN]
    return [voice for file in files if file.is_file() and (voice := _voice(file, data, version)) is not None]


def voice_file(path: Path) -> str:
    """What eSpeak NG calls the voice of this file: its folder and name."""
    return f"{path.parent.name}/{path.name}" if path.parent.name != "lang" else path.name


def language_tags(languages: list[str]) -> tuple[str, ...]:
    """BCP 47 tags of a voice file's languages: private parts left out, and no second tag for one language.

    `["fr-fr", "fr"]` gives `("fr-FR",)`, `["cmn-latn-pinyin", "zh"]` gives `("cmn-Latn-pinyin", "zh")`.
    """
    tags: dict[str, str] = {}
    for language in languages:
        first, *rest = language.partition("-x-")[0].split("-")
        tags.setdefault(first.lower(), "-".join([first.lower(), *_subtags(rest)]))
    return tuple(tags.values())


def _subtags(parts: list[str]) -> Iterator[str]:
    """Those that BCP 47 knows, in its spelling: `nyc` in `en-us-nyc` is none."""
    for place, part in enumerate(parts):
        if place == 0 or len(part) != 3 or part.isdigit():
            yield {2: str.upper, 4: str.title}.get(len(part), str.lower)(part)


def _voice(file: Path, data: Path, version: str) -> VoiceInfo | None:
    attributes = list(_attributes(file))
    languages = [value for key, value in attributes if key == "language"]
    names = [value for key, value in attributes if key == "name"]
    if not languages or not (data / f"{_dictionary(attributes, languages[0])}_dict").is_file():
        return None  # a language whose dictionary was left out of the build would be silent
    key = voice_file(file)
    known = _MAIN.get(key)
    return VoiceInfo(
        name=known.name if known else f"espeak-{file.name.lower()}",
        engine="espeak",
        languages=(known.language,) if known else language_tags([value.split()[0] for value in languages]),
        sample_rate_hz=SAMPLE_RATE_HZ,
        description=f"eSpeak NG, {names[0] if names else file.name}",
        rank=known.rank if known else 0,
        quality="formant",
        version=version,
        attribution=Attribution(name="eSpeak NG", url="https://github.com/espeak-ng/espeak-ng"),
        license="GPL-3.0-or-later",
        path=file,
        gain=known.gain if known else _LOUD.get(key, _GAIN),
    )


def _attributes(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition("//")[0].strip().partition(" ")
        if value.strip():
            yield key, value.strip()


def _dictionary(attributes: list[tuple[str, str]], language: str) -> str:
    """Named in the file, else the one of the language."""
    named = [value for key, value in attributes if key == "dictionary"]
    return named[0].split()[0] if named else language.split(maxsplit=1)[0].partition("-")[0]


def _version() -> str:
    """The library's version as its file names say, and those of the packages that decide how it sounds."""
    packages = f"loader.{distribution_version('espeakng-loader')}.plugin.{__version__}"
    names = (file.name for file in Path(espeakng_loader.get_library_path()).parent.iterdir())
    found = sorted({match[1] for name in names if (match := _VERSION.match(name)) and "." in match[1]}, key=len)
    return f"{found[-1]}+{packages}" if found else packages
