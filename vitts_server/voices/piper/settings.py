"""The `[piper]` section."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from vitts_server import Folder, Inherited, Section, VoiceInfo


def _backend_for(device: str) -> str:
    """What the programs that know `cpu` and `cuda:0` mean."""
    kind = device.strip().lower().partition(":")[0]
    return {"cpu": "onnxruntime", "gpu": "cuda"}.get(kind, kind)


class PiperSettings(Section):
    """Voices in Piper's format."""

    section: ClassVar[str] = "piper"
    environment: ClassVar[Mapping[str, str | Inherited]] = {
        "TTS_MODEL_PATH": "voice-file",
        "TTS_CONFIG_PATH": "voice-config",
        "TTS_NOISE_SCALE": "noise-scale",
        "TTS_NOISE_W": "noise-w",
        "TTS_DEVICE": Inherited("backend", _backend_for),
    }

    voice_file: Folder | None = Field(
        None, description="A voice outside the voices folders; it is the default voice unless one is named."
    )
    voice_config: Folder | None = Field(None, description="Configuration of `voice-file`; unset: the file beside it.")
    noise_scale: float | None = Field(
        None, ge=0, le=2, description="Variation of the sound, for all voices; unset: as each voice's own file says."
    )
    noise_w: float | None = Field(
        None, ge=0, le=2, description="Variation of the pace, for all voices; unset: as each voice's own file says."
    )
    backend: str = Field(
        "auto",
        description="What runs the voices: onnxruntime, onnxruntime-int8 (quick and not exact), cuda, another that a "
        "plugin brings, or auto for the best exact one.",
    )
    int8_least_snr_db: float = Field(
        30.0,
        ge=0,
        description="onnxruntime-int8: a decoder further from the exact one, in decibels of signal to noise, is not "
        "used; the server's log says what was reached.",
    )
    even_loudness: bool = Field(True, description="Bring every voice to the same loudness by a constant factor.")

    def mark(self, voice: VoiceInfo) -> VoiceInfo:
        """The voice with a version that also changes with the settings that change its sound."""
        return replace(voice, version=f"{voice.version}+{self.noise_scale}+{self.noise_w}+{self.even_loudness}")
