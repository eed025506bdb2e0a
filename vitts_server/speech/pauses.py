"""Silence between what is spoken: the usual one where a sentence or a paragraph ended, or what markup asks for."""

from dataclasses import dataclass

from vitts_server.speech.script import Fragment


@dataclass(slots=True)
class Pauses:
    """One answer, whoever speaks it."""

    sentence_s: float
    paragraph_s: float
    spoken_s: float = 0.0
    """Seconds of the answer so far."""
    _gap_s: float = 0.0
    _asked_s: float | None = None

    @property
    def is_asked(self) -> bool:
        """Whether silence that markup asked for is still to come."""
        return self._asked_s is not None

    def ask(self, fragment: Fragment) -> None:
        """What goes before the fragment. Of one that turns out to hold no speech it is left to the next."""
        usual = {"none": 0.0, "sentence": self.sentence_s, "paragraph": self.paragraph_s}[fragment.gap]
        self._gap_s = max(self._gap_s, usual)
        if fragment.pause_s is not None:
            self._asked_s = (self._asked_s or 0.0) + fragment.pause_s

    def take(self) -> float:
        """Seconds of silence due now that speech follows."""
        usual = self._gap_s if self.spoken_s else 0.0
        self._gap_s = 0.0
        return usual if self._asked_s is None else self.take_asked()

    def take_asked(self) -> float:
        """Seconds that markup asked for, whether or not speech follows."""
        asked, self._asked_s = self._asked_s or 0.0, None
        return asked
