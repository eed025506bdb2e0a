"""The settings section `[openvino]`."""

from typing import ClassVar, Literal

from pydantic import Field

from vitts_server import Section


class OpenVinoSettings(Section):
    """Voices run by OpenVINO."""

    section: ClassVar[str] = "openvino"

    precision: Literal["auto", "bf16", "f32"] = Field(
        "auto", description="Arithmetic of the voices: bf16, f32, or auto: bf16 where the processor is made for it."
    )
