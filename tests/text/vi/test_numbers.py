"""Numbers: every one can be read back, in both regions and with both separators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.reading import read
from tests.text.vi.inverse import number_of
from vitts_server.text.vi import VietnameseText
from vitts_server.text.vi.numbers import Region

REGIONS: dict[Region, VietnameseText] = {"north": VietnameseText("north"), "south": VietnameseText("south")}
REGION = st.sampled_from(sorted(REGIONS))
SHORT_AND_LONG = st.one_of(st.integers(0, 3000), st.integers(0, 10**6), st.integers(0, 10**15))


def said(text: str, region: Region = "north") -> str:
    return read(text, "vi", REGIONS[region])


@given(SHORT_AND_LONG, REGION)
def test_a_number_without_separators_can_be_read_back(number: int, region: Region) -> None:
    assert number_of(said(str(number), region)) == number


@given(SHORT_AND_LONG, REGION)
def test_a_number_with_points_can_be_read_back(number: int, region: Region) -> None:
    assert number_of(said(f"{number:,}".replace(",", "."), region)) == number


@given(st.integers(10**6, 10**15), REGION)
def test_a_number_with_commas_can_be_read_back(number: int, region: Region) -> None:
    assert number_of(said(f"{number:,}", region)) == number


@given(st.integers(10**6, 10**15))
def test_a_number_with_spaces_can_be_read_back(number: int) -> None:
    assert number_of(said(f"{number:,}".replace(",", " "))) == number


@given(st.integers(10**15, 10**21 - 1))
def test_numbers_beyond_are_counted_in_billions_of_billions(number: int) -> None:
    assert number_of(said(str(number))) == number


@given(st.integers(1, 10**9))
def test_a_negative_number_begins_with_the_sign(number: int) -> None:
    sign, _, rest = said(f"-{number}").partition(" ")
    assert (sign, number_of(rest)) == ("âm", number)


@given(st.integers(0, 10**9), st.from_regex(r"[1-9]\d?", fullmatch=True), st.sampled_from(",."))
def test_decimals_have_a_whole_part_and_a_fraction(whole: int, fraction: str, sign: str) -> None:
    before, comma, behind = said(f"{whole}{sign}{fraction}").partition(" phẩy ")
    assert comma
    assert (number_of(before), number_of(behind)) == (whole, int(fraction))


@given(st.from_regex(r"0\d{1,7}|\d{22,40}", fullmatch=True))
def test_leading_zeros_and_what_is_too_long_are_said_digit_by_digit(digits: str) -> None:
    assert [number_of(word) for word in said(digits).replace(",", "").split()] == [int(digit) for digit in digits]


@pytest.mark.parametrize(
    ("number", "north", "south"),
    [
        (1005, "một nghìn không trăm linh năm", "một ngàn không trăm lẻ năm"),
        (24, "hai mươi tư", "hai mươi bốn"),
        (104, "một trăm linh bốn", "một trăm lẻ bốn"),
        (1_000_005, "một triệu không trăm linh năm", "một triệu không trăm lẻ năm"),
        (10**9 + 15, "một tỷ không trăm mười lăm", "một tỷ không trăm mười lăm"),
        (10**15, "một triệu tỷ", "một triệu tỷ"),
        (10**18, "một tỷ tỷ", "một tỷ tỷ"),
    ],
)
def test_each_region_has_its_words(number: int, north: str, south: str) -> None:
    assert (said(str(number)), said(str(number), "south")) == (north, south)
