"""The file of a lexicon on disk. Blocking."""

from vitts_server.kept_file import KeptFile
from vitts_server.lexicon.document import BrokenLexicon


class LexiconFile(KeptFile):
    """One file, which other processes and people change as well."""

    def read(self) -> str:
        """Its text; empty if there is none. Raises `OSError` and `BrokenLexicon`."""
        try:
            return super().read()
        except UnicodeDecodeError as error:
            raise BrokenLexicon(f"it is not UTF-8: byte {error.start + 1} can't be read") from error
