"""Who speaks: by name, by language, by a plugin's rule; and what tells finished audio apart."""

from pathlib import Path

import pytest

from tests.speech.speaking import listen, speaking
from vitts_server import (
    SpeechReport,
    SynthesisRequest,
    UnknownVoice,
    VoiceInfo,
    hookimpl,
)
from vitts_server.testing import SECONDS_PER_CHARACTER, TonePlugin, open_server, tone_voice


async def test_unknown_voices_and_speakers_are_answered_with_what_there_is(tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice("mai", speakers=("bắc", "nam"))])
    async with speaking(tmp_path, tones) as server:
        with pytest.raises(UnknownVoice, match="mai"):
            await listen(server, "xin chào", voice="nobody")
        with pytest.raises(UnknownVoice, match="bắc, nam"):
            await listen(server, "xin chào", voice="mai", speaker="trung")
        with pytest.raises(UnknownVoice):
            await listen(server, "xin chào", voice="mai", speaker="1" * 5000)
        for speaker, number in ((None, 0), ("0", 0), ("Nam", 1), ("1", 1)):
            await listen(server, "xin chào", voice="mai", speaker=speaker)
            assert tones.spoken[-1].speaker == number


async def test_language_chooses_the_voice_when_none_is_named(tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice("vi"), tone_voice("gb", "en-GB"), tone_voice("us", "en-US", rank=600)])
    async with speaking(tmp_path, tones) as server:
        chosen = {
            language: server.speech.choose(SynthesisRequest(text="a", language=language))
            for language in (None, "en", "en_GB", "en-AU", "fr")
        }
    assert {language: choice.voice.name for language, choice in chosen.items()} == {
        None: "vi",
        "en": "us",
        "en_GB": "gb",
        "en-AU": "us",
        "fr": "vi",
    }
    assert "fr" in chosen["fr"].warnings[0]


async def test_a_plugin_may_choose_the_voice_and_hears_of_every_request(tmp_path: Path) -> None:
    class Chooser:
        reports: list[SpeechReport] = []

        @hookimpl
        def vitts_choose_voice(self, request: SynthesisRequest, voices: list[VoiceInfo]) -> VoiceInfo | None:
            return next((voice for voice in voices if voice.name == "second"), None)

        @hookimpl
        def vitts_spoken(self, report: SpeechReport) -> None:
            self.reports.append(report)
            raise RuntimeError("a plugin's failure is nobody else's")

    chooser = Chooser()
    tones = TonePlugin(voices=[tone_voice("first", rank=900), tone_voice("second")])
    settings = {"voices": {"preload": False}}
    async with open_server(tmp_path, {"tones": tones, "chooser": chooser}, settings, adapters=False) as server:
        await listen(server, "xin chào", request_id="r1")
        await listen(server, "xin chào", voice="first")
        with pytest.raises(UnknownVoice):
            await listen(server, "xin chào", voice="third")
    assert [report.voice for report in chooser.reports] == ["second", "first", ""]
    assert chooser.reports[2].error_code == "unknown-voice"
    report = chooser.reports[0]
    assert (report.request_id, report.outcome, report.characters) == ("r1", "done", 8)
    assert report.audio_s == pytest.approx(8 * SECONDS_PER_CHARACTER)
    assert report.first_audio_s is not None
    assert "chào" not in repr(report)


async def test_the_fingerprint_changes_with_everything_that_changes_the_sound(tmp_path: Path) -> None:
    tones = TonePlugin(voices=[tone_voice("a", speakers=("x", "y")), tone_voice("b", rank=1)])
    async with speaking(tmp_path, tones) as server:
        service = server.service
        base = SynthesisRequest(text="xin chào")
        same = [
            SynthesisRequest(text="xin chào", voice="a", is_live=False, request_id="1"),
            SynthesisRequest(text="xin chào", speaker="x"),
        ]
        others = [
            SynthesisRequest(text="xin chào!"),
            SynthesisRequest(text="xin chào", voice="b"),
            SynthesisRequest(text="xin chào", speaker="y"),
            SynthesisRequest(text="xin chào", speed=2.0),
            SynthesisRequest(text="xin chào", noise_scale=0.1),
            SynthesisRequest(text="xin chào", volume=0.5),
            SynthesisRequest(text="xin chào", sentence_pause_s=1.0),
        ]
        assert {service.fingerprint(request) for request in same} == {service.fingerprint(base)}
        assert len({service.fingerprint(request) for request in [base, *others]}) == len(others) + 1
