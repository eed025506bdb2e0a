"""`/normalize`: how a text would be read, and which rule did what. A plugin of the HTTP door; nothing is spoken."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from vitts_server import Config, Reading, SpeechService, SynthesisRequest, hookimpl
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.parameters import read_parameters
from vitts_server.protocols.http.routes import Answer, Operation, Route
from vitts_server.protocols.http.speak import OptionalText


class NormalizeParameters(BaseModel):
    """Parameters of /normalize."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str = Field(min_length=1, description="What to read.")
    voice: OptionalText = Field(None, description="Name of the voice that would speak.")
    language: OptionalText = Field(None, description="Language tag such as vi-VN, if no voice is named.")
    text_format: Literal["text", "ssml"] = Field("text", description="SSML is recognised by how it begins, too.")


class WordModel(BaseModel):
    """A word that is read, and the characters that were sent for it."""

    text: str
    span: tuple[int, int]


class ChangeModel(BaseModel):
    """What one rule did."""

    stage: str
    rule: str
    span: tuple[int, int]
    before: str
    after: str


class SentenceModel(BaseModel):
    """A sentence, or the part of one that is spoken in one manner."""

    span: tuple[int, int]
    text: str
    language: str
    voice: str
    words: list[WordModel]
    changes: list[ChangeModel]


class NormalizeAnswer(BaseModel):
    """How the text is read. Spans count characters of the text as it was sent, the last one exclusive."""

    text: str
    sentences: list[SentenceModel]


_READS = Operation(
    summary="How a text would be read, and which rule did what.",
    query=NormalizeParameters,
    answers=(Answer(description="The sentences as they would be spoken.", model=NormalizeAnswer),),
)


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """One path."""
    posted = Operation(
        summary=_READS.summary,
        body=NormalizeParameters,
        body_media_types=("application/json", "application/x-www-form-urlencoded"),
        answers=_READS.answers,
    )
    return [
        Route(
            pattern="/normalize",
            handler=NormalizeHandler,
            kwargs={"speech": speech},
            name="normalize",
            description="How a text would be read, and which rule did what.",
            operations={"get": _READS, "post": posted},
        )
    ]


class NormalizeHandler(Handler):
    """`/normalize`."""

    def initialize(self, speech: SpeechService) -> None:
        """`speech` knows the rules."""
        self.speech = speech

    async def get(self) -> None:
        """All sentences with their words and changes."""
        asked = read_parameters(self.request, NormalizeParameters)
        request = SynthesisRequest(
            text=asked.text, voice=asked.voice, language=asked.language, text_format=asked.text_format
        )
        async with self.while_connected():
            readings = await self.speech.read(request)
        answer = NormalizeAnswer(
            text=" ".join(reading.text for reading in readings if reading.text),
            sentences=[_sentence(reading) for reading in readings],
        )
        self.send_json(answer.model_dump(mode="json"))

    async def post(self) -> None:
        """The same with the parameters in the body."""
        await self.get()


def _sentence(reading: Reading) -> SentenceModel:
    return SentenceModel(
        span=reading.span,
        text=reading.text,
        language=reading.language,
        voice=reading.voice,
        words=[WordModel(text=text, span=span) for text, span in reading.words],
        changes=[
            ChangeModel(
                stage=change.stage, rule=change.rule, span=change.span, before=change.before, after=change.after
            )
            for change in reading.changes
        ],
    )
