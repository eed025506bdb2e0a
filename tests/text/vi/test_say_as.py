"""Text whose kind is told is read as that kind."""

import pytest

from tests.text.reading import read
from vitts_server.text.plain import PlainText
from vitts_server.text.vi import VietnameseText

VIETNAMESE = VietnameseText()


def said(text: str, say_as: str) -> str:
    return read(text, "vi-VN", PlainText(), VIETNAMESE, say_as=say_as)


@pytest.mark.parametrize(
    ("say_as", "text", "expected"),
    [
        ("cardinal", "1.234", "một nghìn hai trăm ba mươi tư"),
        ("cardinal", "0912", "chín trăm mười hai"),
        ("cardinal", "-3,5", "âm ba phẩy năm"),
        ("ordinal", "1", "thứ nhất"),
        ("ordinal", "21", "thứ hai mươi mốt"),
        ("digits", "2026", "hai không hai sáu"),
        ("digits", "12 34", "một hai, ba bốn"),
        ("characters", "Hà1", "hát a huyền một"),
        ("spell-out", "CNTT", "xê en tê tê"),
        ("verbatim", "a@b", "a a còng bê"),
        ("characters", "đỗ ưu", "đê ô ngã ư u"),
        ("date", "20/11/2026", "ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu"),
        ("date:mdy", "11/20/2026", "ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu"),
        ("date:ymd", "2026-11-20", "ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu"),
        ("date:ymd", "20261120", "ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu"),
        ("date:dm", "1/2", "ngày một tháng hai"),
        ("date:my", "4/2026", "tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("date:y", "1975", "năm một nghìn chín trăm bảy mươi lăm"),
        ("date", "1/2", "ngày một tháng hai"),
        ("time", "10:30", "mười giờ ba mươi phút"),
        ("time:hms12", "7", "bảy giờ"),
        ("telephone", "0912345678", "không chín một hai, ba bốn năm, sáu bảy tám"),
        ("telephone", "+84 912 345 678", "cộng tám bốn, chín một hai, ba bốn năm, sáu bảy tám"),
        ("currency", "1.000 VND", "một nghìn đồng"),
        ("currency", "$5", "năm đô la"),
        ("currency:USD", "20", "hai mươi đô la Mỹ"),
        ("unit", "5 kg", "năm ki lô gam"),
        ("unit", "10km/h", "mười ki lô mét trên giờ"),
        ("fraction", "3/4", "ba phần tư"),
        ("fraction", "20/11", "hai mươi phần mười một"),
        ("fraction", "1 1/2", "một và một phần hai"),
    ],
)
def test_it_is_read_as_its_kind(say_as: str, text: str, expected: str) -> None:
    assert said(text, say_as) == expected


@pytest.mark.parametrize(
    ("say_as", "text", "expected"),
    [
        ("date", "hôm nay lúc 8h", "hôm nay lúc tám giờ"),
        ("date:dmy", "99/99/2026", "chín mươi chín trên chín mươi chín trên hai nghìn không trăm hai mươi sáu"),
        ("time", "25 người", "hai mươi lăm người"),
        ("cardinal", "ba 5", "ba năm"),
        ("telephone", "số 3", "số ba"),
        ("fraction", "3/0/1", "ba trên không trên một"),
        ("nonsense", "25k", "hai mươi lăm nghìn"),
        ("unit", "5 con mèo", "năm con mèo"),
    ],
)
def test_what_is_not_of_its_kind_is_read_by_the_rules(say_as: str, text: str, expected: str) -> None:
    assert said(text, say_as) == expected
