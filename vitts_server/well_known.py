"""Names that programs have built in for those who speak: they are understood wherever a voice is named."""

from collections.abc import Sequence
from typing import Final

DEFAULT_NAME: Final = "default"
"""What many programs send that let their user choose nobody."""

OPENAI_VOICES: Final[Sequence[str]] = (
    "alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse", "marin", "cedar",
)  # fmt: skip

TUTORS: Final[Sequence[str]] = ("tutor_female", "tutor_male")
"""What language tutors for XTTS-style backends ask for."""

XTTS_SPEAKERS: Final[Sequence[str]] = (
    "Claribel Dervla", "Daisy Studious", "Gracie Wise", "Tammie Ema", "Alison Dietlinde", "Ana Florence",
    "Annmarie Nele", "Asya Anara", "Brenda Stern", "Gitta Nikolina", "Henriette Usha", "Sofia Hellen", "Tammy Grit",
    "Tanja Adelina", "Vjollca Johnnie", "Andrew Chipper", "Badr Odhiambo", "Dionisio Schuyler", "Royston Min",
    "Viktor Eka", "Abrahan Mack", "Adde Michal", "Baldur Sanjin", "Craig Gutsy", "Damien Black", "Gilberto Mathias",
    "Ilkin Urbano", "Kazuhiko Atallah", "Ludvig Milivoj", "Suad Qasim", "Torcull Diarmuid", "Viktor Menelaos",
    "Zacharie Aimilios", "Nova Hogarth", "Maja Ruoho", "Uta Obando", "Lidiya Szekeres", "Chandra MacFarland",
    "Szofi Granger", "Camilla Holmström", "Lilya Stainthorpe", "Zofija Kendrick", "Narelle Moon", "Barbora MacLean",
    "Alexandra Hisakawa", "Alma María", "Rosemary Okafor", "Ige Behringer", "Filip Traverse", "Damjan Chapman",
    "Wulf Carlevaro", "Aaron Dreschner", "Kumar Dahl", "Eugenio Mataracı", "Ferran Simen", "Xavier Hayasaka",
    "Luis Moray", "Marcos Rudaski",
)  # fmt: skip
"""Of the model XTTS v2."""

PLACES: Final = {
    name.casefold(): place
    for family in ((DEFAULT_NAME,), OPENAI_VOICES, TUTORS, XTTS_SPEAKERS)
    for place, name in enumerate(family)
}
"""Each name in small letters -> its place in its family; two of one family are two voices where there are so many."""
