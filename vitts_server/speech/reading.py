"""What is read of a fragment: its text through the normalizers, each in turn, with every change on record."""

from collections.abc import Callable, Sequence

from vitts_server.languages import match
from vitts_server.ports import Normalizer
from vitts_server.speech.placed import PlacedText, joined, standing_for
from vitts_server.speech.script import Run
from vitts_server.values import Change, TextContext


class Reader:
    """The text rules for one voice."""

    def __init__(self, normalizers: Sequence[Normalizer], voice: str) -> None:
        """`voice`: name of the voice that will speak."""
        self._normalizers = normalizers
        self._voice = voice
        self._serving: dict[str, list[Normalizer]] = {}

    def read(self, runs: Sequence[Run], language: str, on_change: Callable[[Change], None] | None = None) -> PlacedText:
        """The text to be phonemised; `on_change` is told what each rule did."""
        parts: list[PlacedText] = []
        is_parted = False
        for run in runs:
            said = self._normalized(run, language, on_change)
            # Rules drop white space at both ends of what they are given; between two runs it parts words.
            if parts and said.text and (is_parted or run.placed.text[0].isspace()):
                parts.append(standing_for(" ", (said.starts[0], said.starts[0])))
                is_parted = False
            if said.text:
                parts.append(said)
            is_parted = is_parted or run.placed.text[-1].isspace()
        return joined(parts)

    def _normalized(self, run: Run, language: str, on_change: Callable[[Change], None] | None) -> PlacedText:
        placed = run.placed
        context = TextContext(language=language, voice=self._voice, say_as=run.say_as)
        for normalizer in self._of(language):
            edits = normalizer.edits(placed.text, context)
            if not edits:
                continue
            before = placed
            placed, done = before.edited(edits)
            if on_change is None:
                continue
            for edit in done:
                span = before.span(*edit.span) or (0, 0)
                old = before.text[slice(*edit.span)]
                on_change(Change(stage=normalizer.name, rule=edit.rule, span=span, before=old, after=edit.text))
        return placed

    def _of(self, language: str) -> list[Normalizer]:
        """Those that serve the language, looked for once."""
        if language not in self._serving:
            self._serving[language] = [
                normalizer
                for normalizer in self._normalizers
                if "*" in normalizer.languages or match(language, normalizer.languages)
            ]
        return self._serving[language]
