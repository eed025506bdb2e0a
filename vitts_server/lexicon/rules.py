"""The lexicon among the text rules."""

from collections.abc import Sequence

from vitts_server import Edit, TextContext
from vitts_server.lexicon.lexicon import Lexicon


class LexiconRules:
    """Implements `Normalizer`: words of the lexicon become what they are said like, before any language's rules."""

    name = "lexicon"
    languages: Sequence[str] = ("*",)
    priority = 15

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @property
    def version(self) -> str:
        """Changes with every word, so that stored audio is made anew."""
        return self._lexicon.version

    def edits(self, text: str, context: TextContext, /) -> Sequence[Edit]:
        """One edit for each word; none in what is a date, a number or to be spelled."""
        if context.say_as:
            return ()
        found = self._lexicon.matcher(context).matches(text)
        edits = (Edit(span=(match.start, match.end), text=match.say, rule=match.word) for match in found)
        return [edit for edit in edits if edit.text != text[slice(*edit.span)]]
