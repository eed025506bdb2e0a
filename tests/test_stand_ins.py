"""Who speaks for the well-known names."""

from hypothesis import given
from hypothesis import strategies as st

from vitts_server import VoiceInfo
from vitts_server.naming import Speaks, stand_in
from vitts_server.testing import tone_voice
from vitts_server.well_known import OPENAI_VOICES, TUTORS, XTTS_SPEAKERS

MAI, LAN = tone_voice("mai"), tone_voice("lan", speakers=("một", "hai", "ba"), default_speaker=1)
ANN = tone_voice("ann", language="en-US")
ESPEAK = VoiceInfo(name="espeak-vi", engine="espeak", languages=("vi",), sample_rate_hz=22050)


def everyone(voices: list[VoiceInfo], language: str | None = None) -> list[Speaks | None]:
    return [stand_in(name, language, voices) for name in OPENAI_VOICES]


def test_names_are_spread_over_voices_and_then_over_their_speakers() -> None:
    company = [Speaks("mai"), Speaks("lan"), Speaks("lan", "một"), Speaks("lan", "ba")]
    assert everyone([MAI, ANN, ESPEAK, LAN]) == [company[number % 4] for number in range(13)]


def test_they_speak_the_language_of_the_default_voice_or_the_one_asked_for() -> None:
    assert everyone([MAI, ANN, ESPEAK]) == [Speaks("mai")] * 13
    assert everyone([MAI, ANN, ESPEAK], "en") == [Speaks("ann")] * 13
    assert everyone([MAI, ANN, ESPEAK], "fi") == [Speaks("mai")] * 13


def test_default_is_the_best_voice_of_the_language() -> None:
    assert stand_in("Default", None, [LAN, MAI, ANN]) == Speaks("lan")
    assert stand_in("default", "en-GB", [LAN, MAI, ANN]) == Speaks("ann")


def test_tutors_and_the_speakers_of_xtts_are_spread_like_those_of_openai() -> None:
    assert len(set(XTTS_SPEAKERS)) == 58
    company = [Speaks("mai"), Speaks("lan"), Speaks("lan", "một"), Speaks("lan", "ba")]
    assert [stand_in(name, "vi", [MAI, LAN]) for name in XTTS_SPEAKERS] == [company[place % 4] for place in range(58)]
    assert [stand_in(name.upper(), None, [MAI, LAN]) for name in TUTORS] == company[:2]


def test_other_names_are_nobodys() -> None:
    assert stand_in("nobody", None, [MAI]) is None
    assert stand_in("alloy", None, []) is None


@given(
    st.lists(st.sampled_from([MAI, LAN, ANN, ESPEAK]), min_size=1, unique=True),
    st.sampled_from([*OPENAI_VOICES, *TUTORS, *XTTS_SPEAKERS]),
)
def test_every_name_has_somebody_who_is_installed(voices: list[VoiceInfo], name: str) -> None:
    found = stand_in(name.lower(), None, voices)
    assert found is not None
    speaker = {voice.name: voice.speakers for voice in voices}[found.voice]
    assert found.speaker is None or found.speaker in speaker
    assert everyone(voices) == everyone(voices)
