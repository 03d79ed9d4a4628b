"""Bills that bank lines paid directly: one payment a line at the ledger, on its day; and what an undone match means."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.charging import Part
from bookdesk.banking.clearing import Choice
from bookdesk.banking.service import BankingService
from bookdesk.sync.allocations import standing
from tests.unit.banking.bank_desk import booking, import_ofx
from tests.unit.sync.scene import Scene


def test_each_line_of_a_match_is_a_payment_of_its_own_and_a_discount_is_none(stage: Scene) -> None:
    service, bank = stage.ready(), BankingService(stage.desk)
    bill = stage.bill(document=False)
    import_ofx(stage.desk, [booking(15, -5000, "CEDAR 1"), booking(18, -5800, "CEDAR 2")])
    lines = [line.id for line, _ in bank.lines(None)]
    bank.accept_many(lines, [Choice(f"bill:{bill}")], residue=[Part("5-2000", "FRE")])
    shown = [view for view in service.preview() if view.kind == "payment"]
    assert ["2026-07-15" in shown[0].sentence, "2026-07-18" in shown[1].sentence, len(shown)] == [True, True, 2]
    assert service.send().done
    assert sorted(payment["Amount"] for payment in stage.held("Payments")) == [50, 58]


def test_an_undone_match_withdraws_what_was_not_sent_and_says_what_has_to_be_undone_there(stage: Scene) -> None:
    service, bank = stage.ready(), BankingService(stage.desk)
    bill, note = stage.bill(document=False), stage.bill("CN-1", net="20.00", credit=True, document=False)
    import_ofx(stage.desk, [booking(15, -5000, "CEDAR 1"), booking(18, -3800, "CEDAR 2")])
    lines = [line.id for line, _ in bank.lines(None)]
    chosen = [Choice(f"bill:{bill}"), Choice(f"credit:{note}")]
    bank.accept_many(lines, chosen)
    assert [view.kind for view in service.preview()].count("payment") == 2
    bank.undo(lines[1])
    assert {view.kind for view in service.preview()} == {"contact", "bill", "credit note"}
    bank.accept_many(lines, chosen)
    service.preview()
    assert service.send().done
    bank.undo(lines[0])
    service.preview()
    notices = [view for view in service.status().open if view.kind == "void"]
    assert len(notices) == 3
    assert all("Undo it at the ledger" in (view.problem or "") for view in notices)


@given(st.lists(st.integers(1, 3), max_size=8))
def test_an_opposite_amount_cancels_one_equal_amount_before_it(amounts: list[int]) -> None:
    made = [(f"a{number}", amount) for number, amount in enumerate(amounts)]
    undone = [(f"b{number}", -amount) for number, amount in enumerate(amounts)]
    assert standing(made) == {identity for identity, _ in made}
    assert standing([*made, *undone]) == set()
    again = [(f"c{number}", amount) for number, amount in enumerate(amounts)]
    assert standing([*made, *undone, *again]) == {identity for identity, _ in again}
    assert len(standing([*made, *undone[1:]])) == min(1, len(amounts))
