"""`/voices`: what is installed, and what should be and is not. A plugin of the HTTP door."""

from collections.abc import Sequence

from vitts_server import BadVoice, Config, SpeechService, VoiceInfo, hookimpl
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.routes import Route


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """One path."""
    return [
        Route(
            pattern="/voices",
            handler=VoicesHandler,
            kwargs={"speech": speech},
            name="voices",
            description="The installed voices, the default one first.",
        )
    ]


class VoicesHandler(Handler):
    """`/voices`."""

    def initialize(self, speech: SpeechService) -> None:
        """`speech` knows the voices."""
        self.speech = speech

    def get(self) -> None:
        """All voices, and the files that can't be used with the reason."""
        status = self.speech.status()
        loaded = {voice.name for voice in status.loaded}
        self.send_json(
            {
                "voices": [_described(voice, status.default_voice, loaded) for voice in self.speech.voices()],
                "bad": [_bad(voice) for voice in self.speech.bad_voices()],
            }
        )


def _described(voice: VoiceInfo, default: str | None, loaded: set[str]) -> dict[str, object]:
    return {
        "name": voice.name,
        "languages": voice.languages,
        "speakers": voice.speakers,
        "sample_rate_hz": voice.sample_rate_hz,
        "description": voice.description,
        "quality": voice.quality,
        "license": voice.license,
        "attribution": {"name": voice.attribution.name, "url": voice.attribution.url},
        "default": voice.name == default,
        "loaded": voice.name in loaded,
    }


def _bad(voice: BadVoice) -> dict[str, str]:
    # The file's name only: where the server keeps its files is nobody's business.
    return {"file": voice.path.name, "reason": voice.reason.replace(str(voice.path.parent), "…")}
