"""How a text would be read, without a word being spoken: the same way as speech, up to the phonemizer."""

import re
from collections.abc import Callable, Iterator

from vitts_server.config import SpeechSettings
from vitts_server.speech.markup import MarkupChoice
from vitts_server.speech.placed import PlacedText
from vitts_server.speech.reading import Reader
from vitts_server.speech.render import Chain
from vitts_server.speech.script import Fragment, Script
from vitts_server.speech.sentences import SentenceSplitter
from vitts_server.values import Change, Choice, Reading, Span, Style, SynthesisRequest

_WORD = re.compile(r"\S+")


def readings(
    chain: Chain,
    settings: SpeechSettings,
    request: SynthesisRequest,
    choice: Choice,
    who: Callable[[Style], Choice],
) -> list[Reading]:
    """One for each fragment that holds text. Raises `BadRequest` for bad markup."""
    markup = MarkupChoice(chain.markups, request, choice.voice.languages[0])
    splitter, script = SentenceSplitter(settings.max_sentence_chars), Script()
    text = script.add([*markup.feed(request.text), *markup.finish()])
    sentences = [*splitter.feed(text), *splitter.finish()]
    # Rules are worth a look even where no voice speaks their language.
    language = request.language if request.voice is None else None
    fragments = (fragment for sentence in sentences for fragment in script.fragments(sentence))
    normalizers = chain.normalizers if request.normalize else ()
    return [
        _reading(fragment, Reader(normalizers, who(fragment.style).voice.name), who(fragment.style), language)
        for fragment in fragments
        if fragment.runs
    ]


def _reading(fragment: Fragment, reader: Reader, choice: Choice, asked: str | None) -> Reading:
    changes: list[Change] = []
    language = fragment.style.language or asked or choice.voice.languages[0]
    placed = reader.read(fragment.runs, language, changes.append)
    return Reading(
        span=(fragment.runs[0].placed.starts[0], fragment.runs[-1].placed.ends[-1]),
        text=placed.text,
        language=language,
        voice=choice.voice.name,
        words=tuple(_words(placed)),
        changes=tuple(changes),
    )


def _words(placed: PlacedText) -> Iterator[tuple[str, Span]]:
    for found in _WORD.finditer(placed.text):
        span = placed.span(*found.span())
        if span is not None:
            yield found.group(), span
