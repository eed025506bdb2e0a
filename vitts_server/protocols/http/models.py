"""`/v1/models`: a path that two interfaces have in common. A plugin of the HTTP door.

OpenAI's clients read an object with `data`, those of ElevenLabs a bare list; the latter send their key in the header
`xi-api-key`, and that tells them apart. There is nothing to choose among: the voice decides which model speaks.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from pydantic import BaseModel, RootModel
from tornado.web import HTTPError

from vitts_server import Config, SpeechService, SpeechSettings, hookimpl, languages
from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.openai.errors import Error, ErrorBody
from vitts_server.protocols.http.routes import Answer, Operation, Route

OPENAI_MODELS = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
ELEVENLABS_MODELS = ("eleven_multilingual_v2", "eleven_turbo_v2_5", "eleven_flash_v2_5", "eleven_v3")
ELEVENLABS_KEY = "xi-api-key"
"""The header in which clients of ElevenLabs send their key."""
_CREATED_AT_S = 1_735_689_600


class OpenAiModel(BaseModel):
    """A model as OpenAI lists it."""

    id: str
    object: str = "model"
    created: int = _CREATED_AT_S
    owned_by: str = "vitts-server"


class OpenAiModels(BaseModel):
    """The list for clients of OpenAI."""

    object: str = "list"
    data: list[OpenAiModel]


class AudioModels(BaseModel):
    """The list for Open WebUI and others, of models that speak."""

    models: list[OpenAiModel]


class Language(BaseModel):
    """A language that a voice speaks."""

    language_id: str
    name: str


class ElevenLabsModel(BaseModel):
    """A model as ElevenLabs lists it."""

    model_id: str
    name: str
    can_do_text_to_speech: bool = True
    can_do_voice_conversion: bool = False
    can_be_finetuned: bool = False
    can_use_style: bool = False
    can_use_speaker_boost: bool = False
    serves_pro_voices: bool = False
    token_cost_factor: float = 0.0
    requires_alpha_access: bool = False
    maximum_text_length_per_request: int
    languages: list[Language]


class ElevenLabsModels(RootModel[list[ElevenLabsModel]]):
    """The list for clients of ElevenLabs."""


class Models(RootModel[OpenAiModels | ElevenLabsModels]):
    """Either list."""


@hookimpl(optionalhook=True)  # without the HTTP adapter nobody asks for routes
def vitts_http_routes(config: Config, speech: SpeechService) -> Sequence[Route]:
    """The list and its entries."""
    kwargs: Mapping[str, object] = {"speech": speech, "most_chars": config.section(SpeechSettings).max_text_chars}
    return [
        Route(
            pattern="/v1/models",
            handler=ModelsHandler,
            kwargs=kwargs,
            name="models",
            description="Names of models that clients of OpenAI and of ElevenLabs expect.",
            operations={
                "get": Operation(
                    summary="List the models, in the shape of ElevenLabs if xi-api-key is sent, else in OpenAI's.",
                    answers=(Answer(description="The list.", model=Models),),
                )
            },
        ),
        Route(
            pattern="/v1/audio/models",
            handler=AudioModelsHandler,
            name="audio-models",
            description="The same names for clients that look for models that speak, such as Open WebUI.",
            operations={
                "get": Operation(
                    summary="List the models that speak.",
                    answers=(Answer(description="The list.", model=AudioModels),),
                )
            },
        ),
        Route(
            pattern="/v1/models/([^/]+)",
            handler=ModelHandler,
            name="model",
            path="/v1/models/{id}",
            description="One of the models, for clients of OpenAI.",
            operations={
                "get": Operation(
                    summary="Describe a model.",
                    answers=(
                        Answer(description="The model.", model=OpenAiModel),
                        Answer(description="There is no such model.", status=404, model=ErrorBody),
                    ),
                )
            },
        ),
    ]


class ModelsHandler(Handler):
    """`/v1/models`."""

    def initialize(self, speech: SpeechService, most_chars: int) -> None:
        """`most_chars`: longest text of a request."""
        self.speech = speech
        self.most_chars = most_chars

    def get(self) -> None:
        """The list in the shape that the client reads."""
        self.set_header("Vary", ELEVENLABS_KEY)
        if ELEVENLABS_KEY in self.request.headers:
            tags = dict.fromkeys(tag for voice in self.speech.voices() for tag in voice.languages)
            spoken = [Language(language_id=tag, name=tag) for tag in dict.fromkeys(map(languages.primary, tags))]
            self.send_json([self._for_elevenlabs(name, spoken).model_dump() for name in ELEVENLABS_MODELS])
        else:
            self.send_json(OpenAiModels(data=[OpenAiModel(id=name) for name in OPENAI_MODELS]).model_dump())

    def _for_elevenlabs(self, name: str, spoken: list[Language]) -> ElevenLabsModel:
        return ElevenLabsModel(
            model_id=name, name=name, maximum_text_length_per_request=self.most_chars, languages=spoken
        )


class AudioModelsHandler(Handler):
    """`/v1/audio/models`."""

    def get(self) -> None:
        """OpenAI's names."""
        self.send_json(AudioModels(models=[OpenAiModel(id=name) for name in OPENAI_MODELS]).model_dump())


class ModelHandler(Handler):
    """`/v1/models/{id}`."""

    error_model = ErrorBody

    def get(self, name: str) -> None:
        """One of those that are listed, though speech takes any other name as well."""
        if name not in OPENAI_MODELS:
            raise HTTPError(HTTPStatus.NOT_FOUND, reason=f"There is no such model, only {', '.join(OPENAI_MODELS)}")
        self.send_json(OpenAiModel(id=name).model_dump())

    def error_body(self, status: int, message: str) -> object:
        """As OpenAI's clients read it."""
        code = "model_not_found" if status == HTTPStatus.NOT_FOUND else None
        return ErrorBody(error=Error(message=message, type="invalid_request_error", code=code)).model_dump()
