"""The matching engine: what is certain is accepted, a tie never is, and every suggestion says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.matching import Document, DocumentKind, Line, Party, Suggestion, Workload, match

_DAY = date(2026, 3, 1)
_ACME, _BOLT = Party("A", "C", "Acme Plumbing Pty Ltd"), Party("B", "C", "Bolt Timber Limited")


def _bill(  # noqa: PLR0913 - a document, piece by piece
    identity: str, amount: int, number: str, *, party: str = "A", due: int = 0, currency: str = "AUD"
) -> Document:
    day = _DAY + timedelta(days=due)
    return Document(identity, "C", DocumentKind.BILL, party, number, currency, -amount, day - timedelta(days=14), day)


def _line(  # noqa: PLR0913 - a line, piece by piece
    identity: str, amount: int, text: str, *, day: int = 1, account: str = "ACC1", bank_id: str | None = None
) -> Line:
    booked_on = _DAY + timedelta(days=day)
    return Line(identity, "C", account, "AUD", -amount, booked_on, text, bank_id=bank_id, sequence=int(identity[1:]))


def _match(lines: Sequence[Line], documents: Sequence[Document]) -> dict[str, Suggestion]:
    workload = Workload(tuple(lines), tuple(documents), (_ACME, _BOLT), rates={"USD": Decimal("1.5")})
    return {found.line: found for found in match(workload) if found.rank == 1}


def _paid(found: Suggestion) -> set[str]:
    return {share.document for share in found.shares}


def test_number_amount_and_payee_are_accepted_and_explained() -> None:
    found = _match(
        [_line("L1", 12345, "BACS ACME PLUMBING INV-0042")], [_bill("D1", 12345, "INV-0042"), _bill("D2", 12345, "7")]
    )
    assert (_paid(found["L1"]), found["L1"].auto) == ({"D1"}, True)
    reference = next(reason for reason in found["L1"].reasons if reason.feature == "reference")
    assert reference.span is not None
    assert "BACS ACME PLUMBING INV-0042"[slice(*reference.span)] == "INV-0042"
    assert found["L1"].margin > 5


def test_a_tie_is_shown_and_never_accepted() -> None:
    bills = [_bill("D1", 50000, "101", due=-30), _bill("D2", 50000, "102")]
    found = _match([_line("L1", 50000, "ACME PLUMBING")], bills)
    assert _paid(found["L1"]) == {"D2"}
    assert not found["L1"].auto
    assert "another equal amount of this party is open" in found["L1"].vetoes


def test_a_unique_amount_of_the_payee_is_accepted_but_not_of_somebody_else() -> None:
    found = _match([_line("L1", 4711, "ACME PLUMB")], [_bill("D1", 4711, "101")])
    assert found["L1"].auto
    found = _match([_line("L1", 4711, "ZENITH OPTICS")], [_bill("D1", 4711, "101")])
    assert not found["L1"].auto


def test_a_number_that_names_another_bill_keeps_equal_amounts_apart() -> None:
    found = _match(
        [_line("L1", 9900, "ACME PLUMBING INV-0102")], [_bill("D1", 9900, "INV-0101"), _bill("D2", 5500, "INV-0102")]
    )
    assert not found["L1"].auto


def test_several_bills_named_or_not_add_up() -> None:
    bills = [
        _bill("D1", 10010, "INV-0101"),
        _bill("D2", 20020, "INV-0102"),
        _bill("D3", 30030, "INV-0103"),
        _bill("D4", 5, "x"),
    ]
    found = _match([_line("L1", 30030, "ACME PLUMBING INV-0101, INV-0102")], bills)
    assert (_paid(found["L1"]), found["L1"].kind, found["L1"].auto) == ({"D1", "D2"}, "sum-referenced", True)
    found = _match([_line("L1", 50050, "ACME PLUMBING")], bills)
    assert _paid(found["L1"]) == {"D2", "D3"}


def test_a_bill_less_a_credit_note() -> None:
    credit = Document("N1", "C", DocumentKind.CREDIT_NOTE, "A", "CN-7", "AUD", 2345, _DAY, _DAY)
    found = _match([_line("L1", 10000, "ACME PLUMBING INV-0101")], [_bill("D1", 12345, "INV-0101"), credit])
    assert (_paid(found["L1"]), found["L1"].kind) == ({"D1", "N1"}, "netted-referenced")


def test_parts_of_one_bill_never_exceed_it() -> None:
    lines = [_line(f"L{n}", 40000, "ACME PLUMBING INV-0101", day=14 * n) for n in (1, 2, 3, 4)]
    found = _match(lines, [_bill("D1", 100000, "INV-0101")])
    assert sum(share.amount for one in found.values() for share in one.shares) >= -100000


def test_a_wire_fee_is_a_difference_and_a_slip_is_never_accepted() -> None:
    found = _match([_line("L1", 102500, "ACME PLUMBING INV-0101")], [_bill("D1", 100000, "INV-0101")])
    assert (found["L1"].kind, found["L1"].difference, found["L1"].auto) == ("fee-model", -2500, True)
    found = _match([_line("L1", 12435, "ACME PLUMBING INV-0101")], [_bill("D1", 12345, "INV-0101")])
    assert (found["L1"].kind, found["L1"].difference, found["L1"].auto) == ("slip", -90, False)


def test_another_currency_is_found_by_the_rate() -> None:
    found = _match([_line("L1", 15100, "ACME PLUMBING INV-0101")], [_bill("D1", 10000, "INV-0101", currency="USD")])
    assert (found["L1"].kind, found["L1"].shares[0].amount) == ("foreign-rate", -10000)


def test_a_transfer_is_a_pair_of_own_accounts() -> None:
    out = _line("L1", 5000, "TFR TO SAVINGS")
    back = _line("L2", -5000, "TRANSFER FROM CHEQUE", account="ACC2", day=2)
    found = _match([out, back], [])
    assert (found["L1"].pair, found["L2"].pair, found["L1"].auto) == ("L2", "L1", True)


def test_the_same_booking_again_is_a_repeat_and_two_coffees_are_not_accepted_as_one() -> None:
    text = "ACME PLUMBING INV-0101"
    found = _match(
        [_line("L1", 100, text, bank_id="X"), _line("L2", 100, text, bank_id="X")], [_bill("D1", 100, "INV-0101")]
    )
    assert (found["L2"].duplicate_of, found["L2"].auto) == ("L1", True)
    found = _match([_line("L1", 420, "COFFEE"), _line("L2", 420, "COFFEE")], [])
    assert not found["L2"].auto


def test_the_later_of_two_payments_of_one_bill_gets_nothing() -> None:
    lines = [_line("L1", 12345, "ACME PLUMBING INV-0101", day=5), _line("L2", 12345, "ACME PLUMBING INV-0101", day=9)]
    found = _match(lines, [_bill("D1", 12345, "INV-0101")])
    assert set(found) == {"L1"}


def test_certain_matches_teach_who_a_payee_is() -> None:
    lines = [
        _line("L1", 11111, "SILVER DENTAL INV-0101", day=0),
        _line("L2", 22222, "SILVER DENTAL INV-0102", day=1),
        _line("L3", 33333, "SILVER DENTAL", day=2),
    ]
    bills = [_bill("D1", 11111, "INV-0101"), _bill("D2", 22222, "INV-0102"), _bill("D3", 33333, "INV-0103")]
    found = _match(lines, bills)
    assert _paid(found["L3"]) == {"D3"}
    assert any("was this party before" in reason.says for reason in found["L3"].reasons)


def test_a_processors_payout_is_its_receipts_less_fees() -> None:
    amounts = [10000, 25000, 4999]
    receipts = [
        Document(f"R{n}", "C", DocumentKind.RECEIPT, "A", str(n), "AUD", amount, _DAY, _DAY)
        for n, amount in enumerate(amounts)
    ]
    net = sum(amount - amount * 175 // 10_000 - 30 for amount in amounts)
    found = _match([_line("L1", -net, "po_77 STRIPE PAYOUT", day=2)], receipts)
    assert _paid(found["L1"]) == {"R0", "R1", "R2"}
    assert found["L1"].difference == net - sum(amounts)


def test_the_banks_own_words_are_no_payment() -> None:
    assert not _match([_line("L1", 1000, "ACCOUNT FEE")], [_bill("D1", 1000, "INV-0101")])


_documents = st.lists(
    st.builds(
        _bill,
        st.uuids().map(str),
        st.sampled_from([1000, 5000, 12345, 9900, 2500]),
        st.integers(1, 60).map(lambda number: f"INV-{number:04}"),
        party=st.sampled_from("AB"),
        due=st.integers(-30, 30),
    ),
    max_size=14,
)
_texts = st.sampled_from(
    ["ACME PLUMBING", "BOLT TIMBER", "ACME PLUMBING INV-0007", "INV 12", "TFR", "FEE", "INV-0003, INV-0004"]
)
_lines = st.lists(
    st.tuples(st.sampled_from([1000, 5000, 12345, 9900, 6000, 2500, 500]), _texts, st.integers(-10, 40)), max_size=12
).map(lambda rows: [_line(f"L{n}", amount, text, day=day) for n, (amount, text, day) in enumerate(rows, 1)])


@given(_lines, _documents)
def test_no_document_is_spent_twice(lines: list[Line], documents: list[Document]) -> None:
    spent: dict[str, int] = defaultdict(int)
    for found in _match(lines, documents).values():
        for share in found.shares:
            spent[share.document] += share.amount
    opened = {document.id: document.amount for document in documents}
    assert all(opened[identity] <= amount <= 0 for identity, amount in spent.items())


@given(_lines, _documents, st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_the_input(
    lines: list[Line], documents: list[Document], random: object
) -> None:
    workload = Workload(tuple(lines), tuple(documents), (_ACME, _BOLT))
    shuffled_lines, shuffled_documents = list(lines), list(documents)
    random.shuffle(shuffled_lines)  # type: ignore[attr-defined]  # hypothesis' own random.Random
    random.shuffle(shuffled_documents)  # type: ignore[attr-defined]  # as above
    other = Workload(tuple(shuffled_lines), tuple(shuffled_documents), (_BOLT, _ACME))
    assert match(workload) == match(other)


@given(_lines, _documents)
def test_a_twin_of_every_document_keeps_unnamed_amounts_from_being_accepted(
    lines: list[Line], documents: list[Document]
) -> None:
    twins = [
        Document(f"{d.id}'", d.client, d.kind, d.party, f"{d.number}'", d.currency, d.amount, d.issued_on, d.due_on)
        for d in documents
    ]
    unnamed = [line for line in lines if not any(map(str.isdigit, line.text))]
    found = _match(unnamed, [*documents, *twins])
    assert not any(one.auto and one.shares for one in found.values())
