"""`/lexicon`: the words over HTTP. Everybody may read them, who has the admin token may change them."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

from pydantic import BaseModel

from vitts_server.lexicon.document import BrokenLexicon
from vitts_server.lexicon.lexicon import Lexicon
from vitts_server.lexicon.models import EntryModel, LexiconModel, OneVoice, PutEntry
from vitts_server.protocols.http import Answer, Handler, Operation, Route
from vitts_server.protocols.http.admin import ADMIN_REFUSALS, is_admin
from vitts_server.protocols.http.parameters import read_parameters

_BROKEN = Answer(description="The file is broken and has to be mended by hand first.", status=409)
_UNKNOWN = Answer(description="The word is not in the lexicon.", status=404)


def lexicon_routes(lexicon: Lexicon) -> Sequence[Route]:
    """All words, and one of them."""
    entry = Answer(description="The word as it is said now.", model=EntryModel)
    new = Answer(description="The word is new.", status=201, model=EntryModel)
    everything = Answer(description="All words.", model=LexiconModel)
    return [
        Route(
            pattern="/lexicon",
            handler=LexiconHandler,
            kwargs={"lexicon": lexicon},
            name="lexicon",
            description="How words are said.",
            operations={"get": Operation(summary="All words of the lexicon.", answers=(everything,))},
        ),
        Route(
            pattern="/lexicon/([^/]+)/([^/]+)",
            handler=EntryHandler,
            kwargs={"lexicon": lexicon},
            name="lexicon-entry",
            description="How one word is said.",
            path="/lexicon/{language}/{word}",
            operations={
                "get": Operation(summary="How a word is said.", answers=(entry, _UNKNOWN)),
                "put": Operation(
                    summary="Say a word like this from the next sentence on.",
                    body=PutEntry,
                    answers=(entry, new, *ADMIN_REFUSALS, _BROKEN),
                ),
                "delete": Operation(
                    summary="Forget a word, or how one voice says it.",
                    query=OneVoice,
                    answers=(
                        Answer(description="It is forgotten.", status=204, media_type=""),
                        _UNKNOWN,
                        *ADMIN_REFUSALS,
                        _BROKEN,
                    ),
                ),
            },
        ),
    ]


class _LexiconHandler(Handler):
    def initialize(self, lexicon: Lexicon) -> None:
        """`lexicon` has the words."""
        self.lexicon = lexicon

    def send_model(self, model: BaseModel, status: int = HTTPStatus.OK) -> None:
        """Answer with a model as JSON."""
        self.send_json(model.model_dump(mode="json"), status)


class LexiconHandler(_LexiconHandler):
    """`/lexicon`."""

    def get(self) -> None:
        """All words."""
        entries = [EntryModel.of(entry) for entry in self.lexicon.entries]
        self.send_model(LexiconModel(version=self.lexicon.version, entries=entries))


class EntryHandler(_LexiconHandler):
    """`/lexicon/{language}/{word}`."""

    def get(self, language: str, word: str) -> None:
        """The word, or 404."""
        entry = self.lexicon.find(language, word)
        if entry is None:
            self._send_unknown(language, word)
        else:
            self.send_model(EntryModel.of(entry))

    async def put(self, language: str, word: str) -> None:
        """200, or 201 for a new word."""
        if not is_admin(self):
            return
        asked = read_parameters(self.request, PutEntry)
        status = HTTPStatus.OK if self.lexicon.find(language, word) else HTTPStatus.CREATED
        try:
            entry = await asyncio.to_thread(
                self.lexicon.put, language, word, asked.say, voice=asked.voice or "", case=asked.case
            )
        except BrokenLexicon as error:
            self._send_broken(error)
        else:
            self.send_model(EntryModel.of(entry), status)

    async def delete(self, language: str, word: str) -> None:
        """204, or 404."""
        if not is_admin(self):
            return
        asked = read_parameters(self.request, OneVoice)
        try:
            is_found = await asyncio.to_thread(self.lexicon.remove, language, word, voice=asked.voice or "")
        except BrokenLexicon as error:
            self._send_broken(error)
            return
        if is_found:
            self.set_status(HTTPStatus.NO_CONTENT)
        else:
            self._send_unknown(language, word)

    def _send_unknown(self, language: str, word: str) -> None:
        message = f"The lexicon has no {word!r} for {language!r}."
        self.send_json(self.error_body(HTTPStatus.NOT_FOUND, message), HTTPStatus.NOT_FOUND)

    def _send_broken(self, error: BrokenLexicon) -> None:
        message = f"The lexicon can't be changed: {error.message}."
        self.send_json(self.error_body(HTTPStatus.CONFLICT, message), HTTPStatus.CONFLICT)
