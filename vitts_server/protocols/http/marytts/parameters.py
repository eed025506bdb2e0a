"""The fields of `/process`, as clients of MaryTTS send them."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from vitts_server.protocols.http.speak import OptionalText

AUDIO_FORMATS: Mapping[str, tuple[str, bool]] = {
    "WAVE_FILE": ("wav", False),
    "WAVE": ("wav", False),
    "WAVE_STREAM": ("wav", True),
    "MP3_FILE": ("mp3", False),
    "MP3": ("mp3", False),
    "MP3_STREAM": ("mp3", True),
}
"""Values of AUDIO: the encoder, and whether the sound is sent while it is made rather than as a whole file."""

AudioName = Literal["WAVE_FILE", "WAVE", "WAVE_STREAM", "MP3_FILE", "MP3", "MP3_STREAM"]


class ProcessParameters(BaseModel):
    """Fields of /process; others are ignored, but for effects."""

    model_config = ConfigDict(extra="allow", frozen=True)

    text: str = Field(alias="INPUT_TEXT", min_length=1, description="What to say.")
    input_type: Literal["TEXT", "SSML"] = Field("TEXT", alias="INPUT_TYPE", description="TEXT or SSML.")
    output_type: Literal["AUDIO"] = Field("AUDIO", alias="OUTPUT_TYPE", description="AUDIO.")
    audio: AudioName = Field("WAVE_FILE", alias="AUDIO", description=f"One of {', '.join(AUDIO_FORMATS)}.")
    locale: OptionalText = Field(
        None, alias="LOCALE", description="A language such as vi or en_US, which chooses if no voice is named."
    )
    voice: OptionalText = Field(None, alias="VOICE", description="An installed voice, or voice:speaker.")
