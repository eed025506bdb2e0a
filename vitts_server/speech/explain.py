"""How a text would be read, without a word being spoken: the same way as speech, up to the phonemizer."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from vitts_server.config import SpeechSettings
from vitts_server.languages import match
from vitts_server.speech.markup import MarkupChoice, format_of
from vitts_server.speech.placed import PlacedText
from vitts_server.speech.reading import Reader
from vitts_server.speech.render import Chain
from vitts_server.speech.script import Fragment, Script
from vitts_server.speech.sentences import SentenceSplitter
from vitts_server.values import Change, Choice, Passage, Reading, Span, Style, SynthesisRequest

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
    passages = [*markup.feed(request.text), *markup.finish()]
    marked = deque(_markup_changes(request.text, passages, format_of(request.text, request.text_format)))
    text = script.add(passages)
    sentences = [*splitter.feed(text), *splitter.finish()]
    # Rules are worth a look even where no voice speaks their language.
    is_spoken = request.voice is not None or not request.language or match(request.language, choice.voice.languages)
    language = None if is_spoken else request.language
    fragments = (fragment for sentence in sentences for fragment in script.fragments(sentence))
    normalizers = chain.normalizers if request.normalize else ()
    readers: dict[str, Reader] = {}
    found: list[Reading] = []
    for fragment in fragments:
        if fragment.runs:
            speaker = who(fragment.style)
            voice = speaker.voice.installed.name
            reader = readers.setdefault(voice, Reader(normalizers, voice))
            found.append(_reading(fragment, reader, speaker, language, marked))
    if found:
        found[-1] = replace(found[-1], changes=(*found[-1].changes, *marked))
    return found


def _markup_changes(text: str, passages: Sequence[Passage], rule: str) -> Iterator[Change]:
    """What markup left out, and what it says otherwise."""
    place = 0
    for passage in passages:
        start, end = passage.span
        is_rewritten = passage.text.strip() and text[start:end] != passage.text
        left_out = text[place : end if is_rewritten else start]
        if left_out.strip():
            said = passage.text if is_rewritten else ""
            span = (place, place + len(left_out))
            yield Change(stage="markup", rule=rule, span=span, before=left_out, after=said)
        place = max(place, end)
    if text[place:].strip():
        yield Change(stage="markup", rule=rule, span=(place, len(text)), before=text[place:], after="")


def _reading(fragment: Fragment, reader: Reader, choice: Choice, asked: str | None, marked: deque[Change]) -> Reading:
    changes: list[Change] = []
    while marked and marked[0].span[0] < fragment.runs[-1].placed.ends[-1]:
        changes.append(marked.popleft())
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
