"""Which words are Vietnamese, by their spelling, and one spelling of each: hòa and hoà are the same word."""

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0301": "sắc", "\u0300": "huyền", "\u0309": "hỏi", "\u0303": "ngã", "\u0323": "nặng"}
_ONSET = re.compile(r"ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]|")
_RIMES = frozenset(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oep oet oanh oao oap oat oay oăc oăm oăn oăng oăp oăt oe oen oeo "
    "oi om on ong ooc oong op ot oc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh uêu ui um un ung uôc uôi uôm uôn uông uôt up ut "
    "uy uya uych uynh uyt uyên uyêt uyn uyp uyu uơ "
    "ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu "
    "y yêm yên yêng yêt yêu".split()
)
_FRONT = tuple("eêiy")
_STOPS = ("p", "t", "c", "ch")
_STOP_TONES = ("sắc", "nặng")
_NEW_PLACEMENT = re.compile(r"(?<!q)(?P<first>[ou])(?P<second>[aeyáàảãạéèẻẽẹýỳỷỹỵ])(?![^\W\d_])", re.IGNORECASE)


def tone_and_base(letters: str) -> tuple[str, str]:
    """The tone's name, empty for the level tone, and the letters without it."""
    tone = ""
    base = []
    for character in unicodedata.normalize("NFD", letters):
        if character in _TONES:
            tone = _TONES[character]
        else:
            base.append(character)
    return tone, unicodedata.normalize("NFC", "".join(base))


def same_spelling(text: str) -> str:
    """Lower case, composed, the tone in its older place: what words are looked up by."""
    return _NEW_PLACEMENT.sub(_older, unicodedata.normalize("NFC", text).lower())


def newer_spelling(text: str) -> str:
    """The same with the tone in its newer place: hòa becomes hoà."""
    return re.sub(r"(?<!q)([òóỏõọùúủũụ])([aey])(?![^\W\d_])", _newer, text)


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Whether the word is spelled as a Vietnamese syllable is, in either case."""
    tone, base = tone_and_base(word.lower())
    onset = _ONSET.match(base)
    rest = base[onset.end() :] if onset else base
    start = onset.group() if onset else ""
    if start == "gi" and not (rest in _RIMES and rest):
        start, rest = "g", "i" + rest
    if rest not in _RIMES or not _begins(start, rest):
        return False
    return tone in _STOP_TONES if rest.endswith(_STOPS) else True


def _begins(onset: str, rime: str) -> bool:
    is_front = rime.startswith(_FRONT)
    if onset in ("k", "gh", "ngh"):
        return is_front
    if onset in ("c", "ng"):
        return not is_front
    if onset == "g":
        return not is_front or rime in ("i", "in", "ich")
    return onset == "qu" or not (rime.startswith("yê") and onset)


def _older(match: re.Match[str]) -> str:
    mark = [character for character in unicodedata.normalize("NFD", match["second"]) if character in _TONES]
    _tone, second = tone_and_base(match["second"])
    return unicodedata.normalize("NFC", match["first"] + "".join(mark)) + second


def _newer(match: re.Match[str]) -> str:
    first = unicodedata.normalize("NFD", match[1])
    return first[0] + unicodedata.normalize("NFC", match[2] + first[1:])
