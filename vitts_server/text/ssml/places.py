"""From bytes of the encoded document, as the parser counts, back to characters of the text as it was sent."""


class Places:
    """Asked with rising positions while text is still added."""

    def __init__(self) -> None:
        self._text = ""
        self._forgotten = 0
        self._character = 0
        self._byte = 0

    def add(self, text: str) -> bytes:
        """More text; returns it as the parser gets it, lone surrogates replaced."""
        passed = self._character - self._forgotten
        self._text = self._text[passed:] + text
        self._forgotten = self._character
        return text.encode("utf-8", "replace")

    def of(self, byte: int) -> int:
        """The character that begins at this byte."""
        while self._byte < byte:
            character = self._text[self._character - self._forgotten]
            self._byte += len(character.encode("utf-8", "replace"))
            self._character += 1
        return self._character

    def sent(self, start: int, length: int) -> str:
        """The text as it was sent from the character `start`, which is not before the last one asked for."""
        first = start - self._forgotten
        return self._text[first : first + length]
