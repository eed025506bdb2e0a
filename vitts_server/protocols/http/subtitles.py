"""Subtitles of a stored file as SRT, WebVTT or JSON. Pure functions."""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vitts_server import Mark, Transcript
from vitts_server.protocols.http.subtitle_lines import Line, to_lines


def to_srt(transcript: Transcript) -> str:
    """SubRip."""
    parts = (
        f"{number}\n{_clock(line.start_s, ',')} --> {_clock(line.end_s, ',')}\n{line.text}\n"
        for number, line in enumerate(to_lines(transcript), start=1)
    )
    return "\n".join(parts)


def to_vtt(transcript: Transcript) -> str:
    """WebVTT."""
    parts = (
        f"{_clock(line.start_s, '.')} --> {_clock(line.end_s, '.')}\n{html.escape(line.text, quote=False)}\n"
        for line in to_lines(transcript)
    )
    return "\n".join(["WEBVTT\n", *parts])


def to_json(transcript: Transcript) -> str:
    """Lines, and words with the characters of the text that each of them says."""
    lines = [{"text": line.text, **_times(line)} for line in to_lines(transcript)]
    words = [{"text": mark.text, **_times(mark), "span": mark.span} for mark in transcript.words]
    return json.dumps({"lines": lines, "words": words}, ensure_ascii=False)


def _times(part: Line | Mark) -> Mapping[str, float]:
    return {"start_s": round(part.start_s, 3), "end_s": round(part.end_s, 3)}


def _clock(time_s: float, point: str) -> str:
    seconds, milliseconds = divmod(round(time_s * 1000), 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{point}{milliseconds:03}"


@dataclass(frozen=True, slots=True)
class SubtitleFormat:
    """One way to write subtitles."""

    media_type: str
    write: Callable[[Transcript], str]


SUBTITLE_FORMATS: Mapping[str, SubtitleFormat] = {
    "srt": SubtitleFormat("application/x-subrip; charset=UTF-8", to_srt),
    "vtt": SubtitleFormat("text/vtt; charset=UTF-8", to_vtt),
    "json": SubtitleFormat("application/json; charset=UTF-8", to_json),
}
"""By the ending of the link."""
