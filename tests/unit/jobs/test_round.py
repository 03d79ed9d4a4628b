from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bookdesk.jobs.round import Round


def with_waiting(*numbers: int) -> Round:
    made = Round()
    for number in numbers:
        made.wait(f"d{number}", number)
    return made


def test_the_oldest_is_read_first_whatever_the_order_in_which_they_came() -> None:
    made = with_waiting(3, 1, 2)
    assert [made.next(), made.next(), made.next(), made.next()] == ["d1", "d2", "d3", None]


def test_the_one_preferred_last_comes_first() -> None:
    made = with_waiting(1, 2, 3)
    made.prefer("d3")
    made.prefer("d2")
    made.prefer("d3")
    made.prefer("unknown")
    assert [made.next(), made.next(), made.next()] == ["d3", "d2", "d1"]


def test_nothing_is_read_before_all_that_was_dropped_is_sealed_but_what_somebody_looks_at() -> None:
    made = with_waiting(1, 2)
    made.drops = 1
    assert made.next() is None
    made.prefer("d2")
    assert [made.next(), made.next()] == ["d2", None]
    made.drops = 0
    assert made.next() == "d1"


def test_a_pause_spares_what_somebody_looks_at_and_trouble_nothing() -> None:
    made = with_waiting(1, 2)
    made.paused = True
    made.prefer("d2")
    made.troubled = True
    assert made.next() is None
    made.troubled = False
    assert [made.next(), made.next()] == ["d2", None]


class Rounds(RuleBasedStateMachine):
    """Whatever happens, each document is waiting, being read, done or given back, and the round ends once."""

    def __init__(self) -> None:
        super().__init__()
        self.round = Round()
        self.reading: list[str] = []
        self.sealed = self.done = self.ends = 0

    @precondition(lambda self: not self.ends and not self.round.cancelled)
    @rule(preferred=st.booleans())
    def seal(self, preferred: bool) -> None:  # noqa: FBT001 - hypothesis names it
        self.sealed += 1
        self.round.wait(f"d{self.sealed}", self.sealed)
        self.round.add(sealed=1, of=1)
        if preferred:
            self.round.prefer(f"d{self.sealed}")

    @rule()
    def begin(self) -> None:
        if (document_id := self.round.next()) is not None:
            assert document_id not in self.reading
            self.reading.append(document_id)

    @precondition(lambda self: self.reading)
    @rule(how=st.sampled_from(["done", "back", "let go"]))
    def end(self, how: str) -> None:
        document_id = self.reading.pop()
        if how == "done":
            self.done += 1
            self.round.done(document_id)
        elif how == "back":
            self.round.back(document_id)
        else:
            self.round.let_go(document_id)

    @rule()
    def cancel(self) -> None:
        self.round.cancel()

    @rule()
    def ask(self) -> None:
        if self.round.end():
            self.ends += 1

    @invariant()
    def nothing_is_lost(self) -> None:
        counted = self.round.waiting + self.round.in_hand + self.round.left + self.done
        assert counted == self.sealed == self.round.counts.sealed
        assert self.round.counts.read == self.done
        assert self.ends <= 1


test_no_document_is_lost_whatever_happens = Rounds.TestCase
