"""Values by where they come from, and the arithmetic on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ledger import Ledger, Sample, quantile
from benchmarks.quiet import Noise


def sample(value: float, **fields: str) -> Sample:
    defaults = {"voice": "medium", "measure": "crowd", "metric": "first_audio_ms", "case": "8 clients", "system": "us"}
    return Sample(value=value, **(defaults | fields))


def test_the_median_is_over_the_rounds_of_one_system_and_case() -> None:
    ledger = Ledger([sample(1), sample(9), sample(2), sample(50, system="them"), sample(70, case="1 client")])
    assert ledger.median("medium", "crowd", "first_audio_ms", "8 clients", "us") == 2
    assert ledger.median("medium", "crowd", "first_audio_ms", "8 clients", "nobody") is None


def test_one_noisy_measure_makes_the_run_a_noisy_one() -> None:
    ledger = Ledger(noises={"single": Noise(0.0, 0.0), "crowd": Noise(0.0, 0.0)})
    assert ledger.is_quiet
    ledger.noises["crowd"] = Noise(0.3, 0.0)
    assert not ledger.is_quiet


def test_quantiles_are_values_that_were_seen() -> None:
    values = [float(value) for value in range(1, 101)]
    assert (quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1.0)) == (50, 99, 100)
    assert quantile([7.0], 0.99) == 7
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0.01, 1.0))
def test_at_least_the_share_lies_at_or_below_a_quantile(values: list[float], share: float) -> None:
    found = quantile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
