"""`vitts-server lexicon`: the words at the command line. A server that runs hears of changes by itself."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vitts_server import Config, TextContext, languages
from vitts_server.lexicon.entries import Entry
from vitts_server.lexicon.lexicon import Lexicon
from vitts_server.lexicon.settings import file_of

ConfigFile = Annotated[Path | None, typer.Option("--config", envvar="VITTS_CONFIG", help="Settings file (TOML).")]
Assignments = Annotated[
    list[str] | None, typer.Option("--set", metavar="SECTION.NAME=VALUE", help="Any setting. Repeatable.")
]
Word = Annotated[str, typer.Argument(help="A word or a phrase.")]
Say = Annotated[str, typer.Argument(help="A respelling, or phonemes as [[...]].")]
Language = Annotated[str, typer.Option("--language", metavar="TAG", help="Language tag, such as vi or en-US.")]
AnyLanguage = Annotated[str, typer.Option("--language", metavar="TAG", help="Only this language.")]
OfVoice = Annotated[str, typer.Option("--voice", metavar="NAME", help="Only for this voice.")]
AsVoice = Annotated[str, typer.Option("--voice", metavar="NAME", help="As this voice says it.")]
Case = Annotated[bool | None, typer.Option("--case/--no-case", help="Whether capitals have to be as written.")]


class LexiconCommands:
    """`settings` reads the settings as `--config` and `--set` say."""

    def __init__(self, settings: Callable[[Path | None, Sequence[str]], Config]) -> None:
        self._settings = settings

    def application(self) -> typer.Typer:
        """The commands below `lexicon`."""
        cli = typer.Typer(help="How words are said: add, remove, list and test them.", no_args_is_help=True)
        cli.command("add")(self.add)
        cli.command("remove")(self.remove)
        cli.command("list")(self.show)
        cli.command("test")(self.test)
        return cli

    def add(
        self,
        word: Word,
        say: Say,
        language: Language = "vi",
        voice: OfVoice = "",
        case: Case = None,
        config: ConfigFile = None,
        assignments: Assignments = None,
    ) -> None:
        """Say a word like this from now on."""
        entry = self._open(config, assignments).put(language, word, say, voice=voice, case=case)
        typer.echo(f"{entry.language}: {entry.word} -> {entry.voices[voice] if voice else entry.say}")

    def remove(
        self,
        word: Word,
        language: Language = "vi",
        voice: OfVoice = "",
        config: ConfigFile = None,
        assignments: Assignments = None,
    ) -> None:
        """Forget a word, or only how one voice says it."""
        if not self._open(config, assignments).remove(language, word, voice=voice):
            typer.echo(f"vitts-server: the lexicon has no {word!r} for {language}", err=True)
            raise typer.Exit(1)

    def show(self, language: AnyLanguage = "", config: ConfigFile = None, assignments: Assignments = None) -> None:
        """List the words."""
        entries = self._open(config, assignments).entries
        wanted = [entry for entry in entries if not language or languages.match(language, [entry.language])]
        rows = [row for entry in wanted for row in _rows(entry)]
        if not rows:
            typer.echo("no words")
            return
        table = Table("language", "word", "say", "case", "voice")
        for row in rows:
            table.add_row(*map(Text, row))
        Console().print(table)

    def test(
        self,
        text: Annotated[str, typer.Argument(help="A sentence.")],
        language: Language = "vi",
        voice: AsVoice = "",
        config: ConfigFile = None,
        assignments: Assignments = None,
    ) -> None:
        """Print a sentence as the lexicon alone changes it; `normalize` shows all rules."""
        context = TextContext(language=languages.normalize_tag(language), voice=voice)
        matches = self._open(config, assignments).matcher(context).matches(text)
        ends = [0, *(match.end for match in matches)]
        changed = (text[end : match.start] + match.say for end, match in zip(ends, matches, strict=False))
        typer.echo("".join([*changed, text[ends[-1] :]]))

    def _open(self, config: Path | None, assignments: Sequence[str] | None) -> Lexicon:
        lexicon = Lexicon(file_of(self._settings(config, assignments or ())))
        lexicon.read()
        return lexicon


def _rows(entry: Entry) -> Iterator[tuple[str, str, str, str, str]]:
    """One for each way in which the word is said."""
    case = "as written" if entry.case else ""
    for voice, say in [("", entry.say), *entry.voices.items()]:
        if say is not None:
            yield entry.language, entry.word, say, case, voice
