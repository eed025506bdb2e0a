"""What an id means never changes while it lives, whatever is made, handed out, lost and swept around it."""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from vitts_server.config import StoreSettings
from vitts_server.speech.store.inventory import Inventory
from vitts_server.speech.store.record import Claim, Record

NAMES = st.sampled_from("abcdef")
CONTENTS = st.sampled_from(["wav:1", "wav:2", "wav:3"])
LIFETIMES = st.sampled_from([10.0, 100.0, 1000.0])


def made(file_id: str, content: str, now_s: float, **fields: Any) -> Record:
    known = {"suffix": "wav", "media_type": "audio/wav", "size_bytes": 1, "duration_s": 1, "sample_rate_hz": 8000}
    times = {"created_at_s": now_s, "handed_out_at_s": now_s, "lifetime_s": 100.0}
    return Record.model_validate({"id": file_id, "fingerprint": content, **known, **times, **fields})


@pytest.mark.parametrize("is_dead_first", [True, False])
def test_a_dead_file_found_at_the_start_takes_no_name_from_a_living_one(is_dead_first: bool) -> None:
    dead = made("old", "wav:1", 0, links=("x",), names=("y",))
    living = made("new", "wav:1", 900, links=("x",), names=("y",))
    inventory = Inventory(StoreSettings(), lambda: 950.0)
    inventory.add([dead, living] if is_dead_first else [living, dead])

    for _ in range(2):
        assert [inventory.live(name) for name in ("x", "y")] == [living, living]
        assert inventory.with_content("wav:1") == living
        inventory.take_superfluous()


class Life(RuleBasedStateMachine):
    """Asks as `Store` does: a name is claimed only if it is free or means the same audio already."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 1000.0
        self.inventory = Inventory(StoreSettings(max_mb=1, keep_s=50), lambda: self.now_s)
        self.promised: dict[str, tuple[str, float]] = {}
        """Id -> the audio it was handed out for, and until when."""

    def is_free(self, name: str, content: str) -> bool:
        owner = self.inventory.live(name)
        return owner is None or owner.fingerprint == content

    def promise(self, name: str, record: Record) -> None:
        if record.answers_to(name):
            self.promised[name] = (record.fingerprint, record.expires_at_s)

    @rule(name=NAMES, content=CONTENTS, lifetime_s=LIFETIMES, size_bytes=st.sampled_from([1, 600_000]))
    def ask(self, name: str, content: str, lifetime_s: float, size_bytes: int) -> None:
        link = name if self.is_free(name, content) else None
        claim = Claim(link=link, lifetime_s=lifetime_s, notes={"by": name})
        record = self.inventory.with_content(content)
        if record is None and link is not None:
            record = made(link, content, self.now_s, lifetime_s=lifetime_s, size_bytes=size_bytes)
            self.inventory.add([record])
        elif record is not None:
            before = record
            record = self.inventory.hand_out(record, claim)
            assert record.expires_at_s >= before.expires_at_s
            assert set(before.links) <= set(record.links)
            assert record.expires_at_s >= self.now_s + lifetime_s
            self.promised |= {
                other: (content, record.expires_at_s)
                for other, (known, until_s) in self.promised.items()
                if known == content and until_s > self.now_s
            }
        if record is not None and link is not None:
            self.promise(link, record)

    @rule(seconds=st.sampled_from([1.0, 60.0, 500.0]))
    def wait(self, seconds: float) -> None:
        self.now_s += seconds

    @rule()
    def sweep(self) -> None:
        for record in self.inventory.take_superfluous():
            self.forget(record)

    @precondition(lambda self: self.promised)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        record = self.inventory.live(data.draw(st.sampled_from(sorted(self.promised))))
        if record is not None:
            self.inventory.forget(record)
            self.forget(record)

    def forget(self, record: Record) -> None:
        gone = [name for name, (content, _) in self.promised.items() if content == record.fingerprint]
        if record.expires_at_s > self.now_s:
            for name in gone:
                del self.promised[name]

    @invariant()
    def what_was_promised_holds(self) -> None:
        for name, (content, until_s) in self.promised.items():
            found = self.inventory.live(name)
            if until_s > self.now_s:
                assert found is not None, name
                assert found.fingerprint == content
                assert found.expires_at_s >= until_s

    @invariant()
    def nothing_points_to_what_is_gone(self) -> None:
        ids = self.inventory._records.keys()
        assert set(self.inventory._names.values()) <= ids
        assert set(self.inventory._contents.values()) <= ids


test_what_ids_mean = Life.TestCase
