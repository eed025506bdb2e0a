"""A page to listen: the same sentences by the speaker, by eSpeak NG and by the voice with and without its head."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from vitts_training.audio import read_sound, write_opus
from vitts_training.corpus import Recording
from vitts_training.envelope import RATE_HZ
from vitts_training.files import written_whole
from vitts_training.peer import espeak
from vitts_training.speaking import Speaker

_EXAMPLES = 12
_HEADS = {"speaker": "Speaker", "espeak": "eSpeak NG", "without_head": "Voice without head", "voice": "Voice"}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A voice beside its speaker</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; color-scheme: light dark }}
td, th {{ padding: .4rem; text-align: left; vertical-align: top }}
audio {{ width: 11rem }}
</style>
<h1>A voice beside its speaker</h1>
<p>None of these sentences was used to make the voice.</p>
<table>
<tr><th>Sentence{heads}
{rows}
</table>
</html>
"""


def write_page(
    folder: Path,
    recordings: Sequence[Recording],
    voices: Mapping[str, Speaker],
    language: str,
    has_speaker: bool = True,
) -> None:
    """`index.html` and its sounds. `has_speaker`: whether the recordings are of a person, who is heard too."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, recording in enumerate(recordings[:_EXAMPLES], start=1):
        sounds = {"speaker": (read_sound(recording.path, RATE_HZ), RATE_HZ)} if has_speaker else {}
        sounds |= {"espeak": espeak(recording.text, language)}
        sounds |= {name: voice.sound(recording.text) for name, voice in voices.items()}
        cells = [f"<tr><td>{html.escape(recording.text)}"]
        for name, (samples, rate_hz) in sounds.items():
            file = f"{number:02}-{name}.opus"
            write_opus(folder / file, samples, rate_hz)
            cells.append(f'<td><audio controls preload="none" src="{file}"></audio>')
        rows.append("".join(cells))
    with written_whole(folder / "index.html") as page:
        heads = "".join(f"<th>{_HEADS[name]}" for name in sounds)
        page.write(_PAGE.format(heads=heads, rows="\n".join(rows)).encode())
