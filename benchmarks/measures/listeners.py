"""Listeners in real time: how many can begin within a second and hear everything without a gap?"""

from dataclasses import dataclass

from benchmarks.answers import gap_s, is_content
from benchmarks.stage import Stage, together
from benchmarks.systems import OURS, WYOMING_PIPER, System

_SENTENCE_S = 3.3
"""About how long a sentence of our texts lasts."""
_FIRST_GUESS = 4
_SPREAD_S = 1.0


@dataclass(slots=True)
class Search:
    """The largest number that works, found by doubling and then halving the interval. Pure."""

    most: int
    works: int = 0
    fails: int | None = None

    @property
    def next(self) -> int | None:
        """The number to try; None when the answer is known to a tenth."""
        if self.fails is None:
            doubled = min(self.most, max(_FIRST_GUESS, 2 * self.works))
            return doubled if doubled > self.works else None
        if self.fails - self.works <= max(1, self.works // 10):
            return None
        return (self.works + self.fails) // 2

    def tell(self, number: int, *, worked: bool) -> None:
        """What came of trying."""
        if worked:
            self.works = max(self.works, number)
        else:
            self.fails = number if self.fails is None else min(self.fails, number)


async def listeners(stage: Stage) -> None:
    """Ours and wyoming-piper take turns, each with a search of its own."""
    recipes = [recipe for recipe in stage.recipes() if recipe.name in (OURS, WYOMING_PIPER)]
    async with stage.servers(recipes) as systems:
        searches = {system.name: (system, Search(stage.plan.most_listeners)) for system in systems}
        while open_ones := [pair for pair in searches.values() if pair[1].next is not None]:
            for system, search in open_ones:
                number = search.next or 0
                search.tell(number, worked=await _all_content(stage, system, number))
        for name, (_, search) in searches.items():
            stage.note("listeners", "listeners", "without a gap", name, search.works)


async def _all_content(stage: Stage, system: System, number: int) -> bool:
    sentences = max(2, round(stage.plan.listen_s / _SENTENCE_S))
    texts = [stage.texts.paragraph(sentences) for _ in range(number)]
    answers = await together(system.main_door, texts, _SPREAD_S)
    case = f"{number} listeners"
    stage.note("listeners", "worst_start_ms", case, system.name, 1000 * max(answer.first_audio_s for answer in answers))
    stage.note("listeners", "worst_gap_ms", case, system.name, 1000 * max(gap_s(answer.arrivals) for answer in answers))
    return all(is_content(answer.arrivals) for answer in answers)
