"""What part each symbol plays in time."""

from vitts_training.symbols import columns, from_symbols, symbol_ids


def test_sounds_last_marks_do_not_and_of_pauses_in_a_row_one_does() -> None:
    assert from_symbols(["^", "ˈ", "ɑ", "ː", ",", " ", "t", " ", "t", ".", "$"]).parts == (
        "pause", "mark", "sound", "mark", "pause", "mark", "sound", "pause", "sound", "mark", "pause",
    )  # fmt: skip


def test_a_text_becomes_symbols_that_piper_voices_know() -> None:
    found = columns("Hello there. How are you?", "en-us")
    assert found.symbols[0] == "^"
    assert found.symbols[-1] == "$"
    assert set(found.symbols) <= set(symbol_ids())
    assert "silence" in found.units()


def test_long_and_short_vowels_are_different_units() -> None:
    assert from_symbols(["^", "ɑ", "ː", "t", "ɑ", "$"]).units()[1] != from_symbols(["^", "ɑ", "$"]).units()[1]
