"""Coding lines: suggestions from the books, several lines at once, splits by percent, and proposals taken as shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bookdesk.banking.charging import Part, amounts
from bookdesk.banking.clearing import Choice
from bookdesk.banking.proposing import Proposal, without
from bookdesk.banking.residue import Cause
from bookdesk.banking.service import BankingService
from bookdesk.banking.suggesting import Source
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.ledger.balances import account_balance, trial_balance
from bookdesk.ledger.periods import lock_through
from bookdesk.models.bank import MatchKind
from bookdesk.models.history import ChangeSet
from bookdesk.store.desk import Desk
from tests.support.books import account_id, client_desk
from tests.unit.banking.bank_desk import bill, booking, import_ofx, released_run

_FEES = [booking(day, -1100, f"MONTHLY ACCOUNT FEE {day}") for day in (2, 9, 16)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def _ids(desk: Desk, word: str = "") -> list[str]:
    return [line.id for line, _ in BankingService(desk).lines(None) if word in line.description]


def _balance(desk: Desk, code: str) -> int:
    with desk.books.query() as session:
        assert sum(trial_balance(session).values()) == 0
        return account_balance(session, account_id(desk, code), "AUD").minor


def _sets(desk: Desk) -> int:
    with desk.books.query() as session:
        return session.scalar(select(func.count()).select_from(ChangeSet)) or 0


def test_a_fee_is_guessed_first_then_known_by_habit_then_by_rule(desk: Desk) -> None:
    import_ofx(desk, [*_FEES, booking(20, -1100, "MONTHLY ACCOUNT FEE 20")])
    service, ids = BankingService(desk), _ids(desk)
    (guess,) = service.coding_suggestions(ids[0])
    assert (guess.account, guess.name, guess.tax_code, guess.guess) == ("6-0400", "Bank fees", "FRE", True)
    for line_id in ids[:3]:
        service.code(line_id, [Part("6-0800", "GST")], contact="Cedar Cleaning")
    habit = service.coding_suggestions(ids[3])[0]
    assert (habit.account, habit.tax_code, habit.contact, habit.source) == (
        "6-0800",
        "GST",
        "Cedar Cleaning",
        Source.BEFORE,
    )
    assert habit.why == "3 of 3 lines like it were coded so, last on 2026-07-16"
    service.enable_rule("MONTHLY ACCOUNT FEE")
    assert service.coding_suggestions(ids[3])[0].source is Source.RULE


def test_split_codings_and_receipts_teach_nothing(desk: Desk) -> None:
    import_ofx(desk, _FEES)
    service, ids = BankingService(desk), _ids(desk)
    service.code(ids[0], [Part("6-0800", "GST", Decimal(5)), Part("6-1000", "GST")])
    assert [one.source for one in service.coding_suggestions(ids[1])] == [Source.GUESS]


def test_several_lines_are_coded_in_one_change_set_and_taken_back_in_one(desk: Desk) -> None:
    import_ofx(desk, _FEES)
    service, ids = BankingService(desk), _ids(desk)
    before = _sets(desk)
    done = service.code_many(ids, [Part("6-0800", "GST", percent=Decimal(50)), Part("6-0400", "FRE")])
    assert (list(done.accepted), done.refused, _sets(desk)) == (ids, {}, before + 1)
    assert len({one.match_id for one in done.accepted.values()}) == 3
    assert (_balance(desk, "6-0800"), _balance(desk, "6-0400"), _balance(desk, "2-1220")) == (1500, 1650, 150)
    assert service.undo_many(ids) == dict.fromkeys(ids, MatchKind.CODED)
    assert _sets(desk) == before + 2
    assert (_balance(desk, "6-0800"), _balance(desk, "6-0400"), _balance(desk, "2-1220")) == (0, 0, 0)


def test_lines_that_cannot_be_coded_are_told_and_the_others_are_coded(desk: Desk) -> None:
    import_ofx(desk, [*_FEES, booking(20, 500, "SALES")])
    service, ids = BankingService(desk), _ids(desk)
    service.code(ids[2], [Part("6-0400")])
    lock_through(desk, date(2026, 7, 5), "test")
    done = service.code_many([*ids[:3], "no such line"], [Part("6-0400", "FRE")])
    assert list(done.accepted) == [ids[1]]
    assert ["locked" in str(done.refused[ids[0]]), "matched already" in str(done.refused[ids[2]])] == [True, True]
    assert "No bank line" in str(done.refused["no such line"])
    before = _sets(desk)
    assert list(service.code_many(ids[:1], [Part("6-0400")]).refused) == ids[:1]
    assert _sets(desk) == before  # nothing was done, so nothing is in the history
    with pytest.raises(RuleBroken, match="not matched"):
        service.undo_many([ids[1], ids[3]])
    assert service.undo_many([ids[1]]) == {ids[1]: MatchKind.CODED}


@given(st.integers(-(10**7), 10**7).filter(lambda minor: abs(minor) > 100), st.lists(st.integers(1, 9), min_size=1))
def test_percent_that_make_a_hundred_lose_no_cent(minor: int, weights: list[int]) -> None:
    whole = Money(minor, "AUD")
    percents = [Decimal(weight * 100 // sum(weights)) for weight in weights[:-1]]
    parts = [Part("x", percent=one or Decimal(1)) for one in percents]
    rest = Decimal(100) - sum((part.percent or Decimal(0) for part in parts), Decimal(0))
    if rest <= 0 or any(abs(whole.times(one / 100)).minor == 0 for one in [*percents, rest] if one):
        return
    by_percent = amounts(whole, [*parts, Part("y", percent=rest)])
    assert sum(one.minor for one in by_percent) == minor
    by_rest = amounts(whole, [*parts, Part("y")])
    assert sum(one.minor for one in by_rest) == minor
    assert all(abs(one.minor - other.minor) <= len(parts) for one, other in zip(by_percent, by_rest, strict=True))


def test_accounts_are_found_as_they_are_typed_and_a_residue_has_its_usual_place(desk: Desk) -> None:
    service = BankingService(desk)
    assert [one.code for one in service.accounts_for_coding("mer")] == ["6-0800"]
    assert not any(one.kind == "bank" for one in service.accounts_for_coding())
    usual = {cause: one.code for cause, one in service.residue_accounts(money_in=False).items()}
    assert usual == {Cause.FEE: "6-0400", Cause.ROUNDING: "6-1400", Cause.EXCHANGE: "6-0600"}
    assert service.residue_accounts(money_in=True)[Cause.FEE].code == "6-0800"


def _best(proposals: list[Proposal]) -> dict[str, str]:
    return {one.line.id: one.targets[0][0].number for one in proposals if one.rank == 1 and one.targets}


def test_proposals_are_accepted_as_shown_and_what_is_gone_is_refused(desk: Desk) -> None:
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000), bill(desk, "Cedar Cleaning", "C-77", 22000)])
    import_ofx(desk, [booking(15, -11000, "HARBOUR FOODS INV-1001"), booking(15, -22000, "CEDAR CLEANING C-77")])
    service, (harbour, cedar) = BankingService(desk), _ids(desk)
    shown = service.propose(None)
    assert _best(shown) == {harbour: "INV-1001", cedar: "C-77"}
    service.accept_many([harbour], [Choice("payment:INV-1001")])
    done = service.accept_proposals([one for one in shown if one.rank == 1])
    assert (list(done.accepted), list(done.refused)) == ([cedar], [harbour])


def test_what_was_matched_is_left_out_of_proposals_without_asking_again(desk: Desk) -> None:
    for number in ("C-1", "C-2"):
        bill(desk, "Cedar Cleaning", number, 22000)
    import_ofx(desk, [booking(15, -22000, "CEDAR CLEANING"), booking(16, -22000, "CEDAR CLEANING")])
    service, (first, second) = BankingService(desk), _ids(desk)
    shown = service.propose(None)
    taken = next(one.targets[0][0] for one in shown if one.line.id == first and one.rank == 1)
    left = without(shown, [first], [taken.key])
    assert {one.line.id for one in left} <= {second}
    assert [one.rank for one in left] == list(range(1, len(left) + 1))
    assert not any(target.key == taken.key for one in left for target, _ in one.targets)
    assert without(shown, [], []) == shown
    assert without(shown, [first, second], []) == []
    service.accept_proposal(next(one for one in shown if one.line.id == first and one.rank == 1))
    assert {one.line.id for one in service.propose(None)} == {second}


def test_an_answer_that_moves_up_is_never_sure(desk: Desk) -> None:
    for number in ("C-1", "C-2"):
        bill(desk, "Cedar Cleaning", number, 22000)
    import_ofx(desk, [booking(15, -22000, "CEDAR CLEANING C-1")])
    shown = BankingService(desk).propose(None)
    assert [one.rank for one in shown] == [1, 2]
    (moved,) = without(shown, [], [shown[0].targets[0][0].key])
    assert (moved.rank, moved.auto, moved.vetoes) == (1, False, ("what fitted better was taken meanwhile",))


def test_a_fee_that_is_found_is_never_accepted_by_itself(desk: Desk) -> None:
    bill(desk, "Cedar Cleaning", "C-77", 22000)
    import_ofx(desk, [booking(15, -24500, "CEDAR CLEANING C-77"), booking(16, -1100, "ACCOUNT FEE")])
    service = BankingService(desk)
    (found,) = service.propose(None)
    assert (found.difference, found.auto) == (Money(-2500, "AUD"), False)
    assert "left over is coded" in found.vetoes[-1]
    assert service.accept_all(None) == []
    with pytest.raises(RuleBroken, match="unexplained"):
        service.accept_proposal(found)
    choices = [Choice(target.key, share) for target, share in found.targets]
    service.accept_many([found.line.id], choices, residue=[Part("6-0400", "FRE")])
    assert _balance(desk, "6-0400") == 2500
