"""eSpeak NG as the speaker of a corpus: says texts into a folder that `corpus` reads."""

from collections.abc import Callable, Mapping
from pathlib import Path

from vitts_training.audio import write_wav
from vitts_training.files import written_whole
from vitts_training.peer import espeak


def record(texts: Mapping[str, str], language: str, folder: Path, say: Callable[[str], None]) -> None:
    """A sound file for each name, the table last: a folder that has one is whole and is left as it is."""
    table = folder / "metadata.csv"
    if table.is_file():
        return
    sounds = folder / "wavs"
    sounds.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_wav(sounds / f"{name}.wav", *espeak(text, language))
    with written_whole(table) as file:
        file.write("".join(f"{name}|{text}\n" for name, text in texts.items()).encode())
    say(f"eSpeak NG has said {len(texts)} sentences in {language}")
