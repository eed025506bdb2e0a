"""What plugins are told of a request that made no audio: it was refused, or its audio was there already. Pure."""

from vitts_server.errors import VittsError
from vitts_server.values import Choice, SpeechReport, StoredAudio, SynthesisRequest


def refused(request: SynthesisRequest, error: VittsError) -> SpeechReport:
    """It was never admitted. The voice's name is left out: whatever the client wrote stands there."""
    return SpeechReport(
        request_id=request.request_id,
        voice="",
        language="",
        characters=len(request.text),
        audio_s=0.0,
        first_audio_s=None,
        total_s=0.0,
        outcome="failed",
        error_code=error.code,
        is_live=request.is_live,
    )


def reused(request: SynthesisRequest, choice: Choice, stored: StoredAudio, total_s: float) -> SpeechReport:
    """The store had its audio, or somebody else was having it made."""
    return SpeechReport(
        request_id=request.request_id,
        voice=choice.voice.name,
        language=choice.voice.languages[0],
        characters=len(request.text),
        audio_s=round(stored.duration_s, 3),
        first_audio_s=None,
        total_s=total_s,
        outcome="done",
        is_live=False,
        is_cached=True,
    )
