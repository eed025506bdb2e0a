"""Texts to speak, never the same twice: a repeated one would be answered from a cache or find its shapes compiled.

Not meant to make sense, only to sound, to last and to be cut like real sentences.
"""

import random
from collections.abc import Mapping, Sequence

_ENGLISH = (
    "about after again always animal answer around because before better between bridge bring brother building "
    "candle carry change children circle city clean clear cloud colour common corner country cover dance daughter "
    "different dinner doctor dream early earth evening every family farmer father feather field finger finish flower "
    "follow forest friend garden gentle glass golden green ground happy harbour heavy hidden history hold honey "
    "hundred island journey kitchen language laughter learn letter light listen little lonely machine market matter "
    "meadow memory middle minute morning mother mountain music narrow nature never night noise north number ocean "
    "often orange other paper pencil people picture planet pocket promise quick quiet rabbit rather reason remember "
    "river round sailor school season second secret seldom shadow silver simple sister slowly small somebody "
    "something soldier spring station story straight street strong sudden summer surprise sweet table teacher "
    "thunder ticket tired together tomorrow travel under until valley village visitor voice wagon water weather "
    "welcome whisper wild window winter without woman wonder wooden yellow yesterday young"
).split()
_VIETNAMESE = (
    "anh ánh ăn bạn bàn báo bay bắt bên biển bình bóng buổi cá cảm canh cánh cao câu cây chân chậm chiều chim chờ "
    "chợ chuyện con cổng cơm cuộc cùng cửa dài dân dòng đàn đang đất đầu đẹp đêm đèn đi đồng đời đỏ đường em gần ghế "
    "gió giờ giọng giữa gọi hai hàng hát hè hiền hoa học hồ hôm hương khác khi không khúc kể làm làng lạnh lá lên "
    "lòng lời lúa lúc mái mắt mây mẹ mềm miền mong mới mùa mưa năm nắng nghe ngày ngọt người nhà nhanh nhẹ nhìn nhỏ "
    "nhớ núi nước nụ ông phố phương quê quen quán rằng rất ruộng rừng sáng sao sau sân sông sống sương tay tàu tên "
    "thành thầy thấy thơ thơm thuyền tiếng tình tôi trăng trâu tre trẻ trên trong trời trở trường từ tuổi vàng vào "
    "vẫn vắng về vui vườn vừa xa xanh xe xóm xuân xưa yên yêu"
).split()
WORDS: Mapping[str, Sequence[str]] = {"en": _ENGLISH, "vi": _VIETNAMESE}
_SENTENCE_WORDS = (7, 13)


class Texts:
    """Seeded, so that two runs speak the same; within a run nothing comes twice."""

    def __init__(self, language: str, seed: int = 1) -> None:
        """`language`: one of `WORDS`. Raises `ValueError`."""
        if language not in WORDS:
            raise ValueError(f"there are no words for {language!r}, only for {', '.join(WORDS)}")
        self._words = WORDS[language]
        self._random = random.Random(seed)  # noqa: S311 - texts, not secrets
        self._seen: set[str] = set()

    def words(self, count: int) -> str:
        """One sentence of this many words, with no punctuation inside."""
        while (text := self._sentence(count)) in self._seen:
            pass
        self._seen.add(text)
        return text

    def paragraph(self, sentences: int) -> str:
        """Sentences of 7 to 13 words each."""
        return " ".join(self.words(self._random.randint(*_SENTENCE_WORDS)) for _ in range(sentences))

    def _sentence(self, count: int) -> str:
        return " ".join(self._random.choices(self._words, k=count)).capitalize() + "."
