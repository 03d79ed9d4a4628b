"""The pure rules of what is sold: what is shown, what blocks, what goes first, and how Xero is asked for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.texts import number_key
from bookdesk.core.vocabulary import OutboxKind, RoundedBy, TaxMode
from bookdesk.ledger.salestax import PricedLine, taxed
from bookdesk.sandbox.xero.rounding import totals
from bookdesk.sync.intents import (
    ContactIntent,
    Counterpart,
    CustomerIntent,
    FeeIntent,
    Intent,
    Line,
    OverpaymentIntent,
    PaperIntent,
    ReceiptIntent,
    RefundIntent,
    RoundingLine,
    SalesAllocationIntent,
    SalesIntent,
    UndoIntent,
    content_hash,
    kind_of,
    mark,
    needs_of,
)
from bookdesk.sync.preflight import (
    Cause,
    Facts,
    KnownDocument,
    RemoteAccount,
    RemoteContact,
    RemoteTax,
    Sold,
    check,
)
from bookdesk.sync.proposals import SALES_TAX_TESTS, Ours, Theirs, propose, without_guesses
from bookdesk.sync.providers.xero import mapping
from bookdesk.sync.providers.xero.packing import pack
from bookdesk.sync.wording import describe

DAY = date(2026, 7, 10)
SALES = Counterpart("s", "4-1000 Sales", "S1", "200 Sales", "200")
BANK = Counterpart("b", "Everyday", "B1", "090 Business Bank Account", "090")
ROUNDING = Counterpart("r", "6-1400 Rounding", "R1", "860 Rounding", "860")
TAX = Counterpart("t", "GST on sales", "OUTPUT", "GST on Income")
CONTACT = Counterpart("c", "Hilton Park", "C1")
INVOICE, RECEIPT, NOTE = (f"018f0000-0000-7000-8000-00000000000{number}" for number in (1, 2, 3))


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


LINE = Line("Catering", aud(10000), aud(1000), aud(11000), SALES, TAX, Decimal(2), Decimal(50))
SOLD = SalesIntent(
    INVOICE,
    False,  # noqa: FBT003 - by position as in the class
    CONTACT,
    "INV-7",
    DAY,
    DAY + timedelta(days=30),
    TaxMode.EXCLUSIVE,
    (LINE,),
    aud(10000),
    aud(1000),
    aud(11000),
    reference="PO 7",
)
PAID = ReceiptIntent(RECEIPT, INVOICE, SOLD.label, BANK, DAY, aud(11000))
OVER = OverpaymentIntent(RECEIPT, CONTACT, "receipt REC-1 from Hilton Park", BANK, DAY, aud(5000))
DRAWN = SalesAllocationIntent(
    NOTE, RECEIPT, "overpayment", INVOICE, SOLD.label, DAY, aud(500), source=OutboxKind.OVERPAYMENT
)
CREDITED = SalesAllocationIntent(NOTE, NOTE, "credit note CN-1", INVOICE, SOLD.label, DAY, aud(500))
REFUND = RefundIntent(NOTE, OutboxKind.OVERPAYMENT, RECEIPT, "overpayment", BANK, DAY, aud(700))
FEE = FeeIntent(RECEIPT, CONTACT, "receipt REC-1", BANK, DAY, Line("Fee", aud(300), aud(30), aud(330), SALES, TAX))
UNDO = UndoIntent(INVOICE, OutboxKind.INVOICE, SOLD.label)
PAPER = PaperIntent(
    local_id="018f0000-0000-7000-8000-000000000009",
    parent_id=INVOICE,
    parent_label=SOLD.label,
    parent_credit=False,
    file_name="a.pdf",
    media_type="application/pdf",
    sha256="ab" * 32,
    size=50,
)
FACTS = Facts(
    accounts={
        "S1": RemoteAccount("200 Sales", active=True, side="revenue", postable=True, pays=False),
        "R1": RemoteAccount("860 Rounding", active=True, side="liability", postable=True, pays=False),
        "B1": RemoteAccount("090 Bank", active=True, side="asset", postable=False, pays=True),
    },
    taxes={"OUTPUT": RemoteTax("GST on Income", active=True, sides=frozenset({"revenue"}))},
    contacts={"C1": RemoteContact("Hilton Park", active=True)},
    base_currency="AUD",
    largest_attachment=10_000,
)
REFERENCES = {
    (OutboxKind.INVOICE, INVOICE): "i-1",
    (OutboxKind.SALES_CREDIT, NOTE): "n-1",
    (OutboxKind.OVERPAYMENT, RECEIPT): "o-1",
    (OutboxKind.SALES_ALLOCATION, NOTE): "a-1",
    (OutboxKind.RECEIPT, RECEIPT): "p-1",
}


def causes(intent: Intent, facts: Facts = FACTS, *, duplicate_accepted: bool = False) -> list[Cause]:
    return [one.cause for one in check(intent, facts, duplicate_accepted=duplicate_accepted)]


def there(**changes: Any) -> Facts:  # noqa: ANN401 - parts of a document
    known = KnownDocument("X", "C1", number_key("INV-7"), DAY, aud(11000), credit=False)
    return replace(FACTS, sales=Sold.of([replace(known, **changes)]))


def packed(intent: Intent) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(pack(intent, REFERENCES))
    return found


@pytest.mark.parametrize("intent", [SOLD, PAID, OVER, DRAWN, CREDITED, REFUND, FEE, UNDO, PAPER])
def test_what_is_sound_is_not_blocked_and_is_told_in_a_sentence(intent: Intent) -> None:
    assert causes(intent) == []
    sentence = describe(intent, "Sample Trading (Xero)").sentence
    assert sentence.endswith(".")
    assert len({kind_of(one) for one in (SOLD, PAID, OVER, DRAWN, REFUND, FEE, UNDO, PAPER)}) == 8


@pytest.mark.parametrize(
    ("intent", "facts", "cause"),
    [
        (replace(SOLD, lines=(replace(LINE, account=replace(SALES, remote_id=None)),)), FACTS, Cause.MAPPING),
        (replace(SOLD, lines=(replace(LINE, tax_code=replace(TAX, remote_id=None)),)), FACTS, Cause.MAPPING),
        (replace(SOLD, lines=(replace(LINE, account=ROUNDING),)), FACTS, Cause.TAX),
        (replace(SOLD, total=aud(11001)), FACTS, Cause.CONTENT),
        (replace(SOLD, net=aud(9000)), FACTS, Cause.CONTENT),
        (SOLD, there(), Cause.DUPLICATE),
        (SOLD, there(contact="somebody else"), Cause.DUPLICATE),
        (SOLD, there(number_key="other"), Cause.DUPLICATE),
        (SOLD, replace(FACTS, locked_through=DAY), Cause.LOCKED),
        (PAID, replace(FACTS, locked_through=DAY), Cause.LOCKED),
        (OVER, replace(FACTS, locked_through=DAY), Cause.LOCKED),
        (REFUND, replace(FACTS, locked_through=DAY), Cause.LOCKED),
        (DRAWN, replace(FACTS, locked_through=DAY), Cause.LOCKED),
        (replace(PAID, amount=Money(100, "JPY")), FACTS, Cause.CONTENT),
        (replace(OVER, amount=Money(100, "EUR")), FACTS, Cause.CONTENT),
        (replace(REFUND, bank=replace(BANK, remote_id="S1")), FACTS, Cause.ACCOUNT),
        (OVER, replace(FACTS, contacts={"C1": RemoteContact("Hilton Park", active=False)}), Cause.CONTACT),
        (replace(FEE, line=replace(FEE.line, account=None)), FACTS, Cause.CONTENT),
    ],
)
def test_what_would_be_refused_there_is_blocked_here(intent: Intent, facts: Facts, cause: Cause) -> None:
    assert cause in causes(intent, facts)


@pytest.mark.parametrize(
    "facts",
    [
        there(ours=INVOICE),
        there(credit=True),
        there(number_key="other", contact="C2"),
        there(number_key="other", day=DAY - timedelta(days=8)),
        there(number_key="other", ours="another invoice of ours with the same total"),
    ],
)
def test_what_is_no_duplicate_of_a_sale_does_not_block(facts: Facts) -> None:
    assert causes(SOLD, facts) == []
    assert causes(SOLD, there(), duplicate_accepted=True) == []


def test_a_currency_of_three_decimals_is_not_rounded_away() -> None:
    dinar = Money(11001, "KWD")
    line = replace(LINE, net=Money(10001, "KWD"), tax=Money(1000, "KWD"), gross=dinar)
    sold = replace(SOLD, lines=(line,), net=line.net, tax=line.tax, total=dinar)
    assert causes(sold) == [Cause.CONTENT]
    assert "more decimals than the ledger keeps" in str(check(sold, FACTS)[0])


def test_a_currency_without_minor_units_agrees_with_two_decimals_there() -> None:
    line = replace(LINE, net=Money(1000, "JPY"), tax=Money(100, "JPY"), gross=Money(1100, "JPY"))
    sold = replace(SOLD, lines=(line,), net=line.net, tax=line.tax, total=line.gross)
    assert causes(sold) == []
    request = packed(sold)
    there = {**request["expect"], "SubTotal": "1000.00", "TotalTax": "100.00", "Total": "1100.00", "InvoiceID": "i"}
    assert mapping.differences(request, there) == ()
    assert mapping.differences(request, {**there, "Total": "1100.01"}) != ()


def test_what_goes_first() -> None:
    after = ((OutboxKind.UNDO, "x"),)
    assert needs_of(replace(SOLD, contact=replace(CONTACT, remote_id=None))) == ((OutboxKind.CONTACT, "c"),)
    assert needs_of(replace(PAID, after=after)) == ((OutboxKind.INVOICE, INVOICE), *after)
    assert needs_of(DRAWN) == ((OutboxKind.OVERPAYMENT, RECEIPT), (OutboxKind.INVOICE, INVOICE))
    assert needs_of(REFUND) == ((OutboxKind.OVERPAYMENT, RECEIPT),)
    assert needs_of(replace(UNDO, after=after)) == ((OutboxKind.INVOICE, INVOICE), *after)
    assert needs_of(PAPER) == ((OutboxKind.INVOICE, INVOICE),)
    assert needs_of(replace(PAPER, parent_credit=True)) == ((OutboxKind.SALES_CREDIT, INVOICE),)


def test_what_goes_first_is_not_part_of_what_was_shown_and_everything_else_is() -> None:
    assert content_hash(replace(PAID, after=((OutboxKind.UNDO, "x"),))) == content_hash(PAID)
    assert content_hash(replace(SOLD, contact=replace(CONTACT, remote_id=None, remote=""))) == content_hash(SOLD)
    for changed in (
        replace(SOLD, reference=""),
        replace(SOLD, number=""),
        replace(SOLD, lines=(replace(LINE, description="Other"),)),
    ):
        assert content_hash(changed) != content_hash(SOLD)
    assert content_hash(CustomerIntent("c", "A")) == content_hash(ContactIntent("c", "A"))


def test_an_invoice_carries_its_number_its_mark_and_our_tax() -> None:
    request = packed(SOLD)
    (body,) = request["body"]["Invoices"]
    assert (body["Type"], body["InvoiceNumber"], body["Reference"]) == ("ACCREC", "INV-7", "PO 7")
    assert body["Url"] == f"https://bookdesk.example/invoice/{mark(INVOICE)}"
    assert "xero" not in body["Url"]
    assert body["Contact"] == {"ContactID": "C1"}
    assert (body["LineItems"][0]["TaxAmount"], body["LineItems"][0]["TaxType"]) == (10, "OUTPUT")
    assert packed(replace(SOLD, number=""))["body"]["Invoices"][0].keys().isdisjoint({"InvoiceNumber"})


def test_a_long_reference_leaves_room_for_the_mark_of_a_credit_note() -> None:
    (body,) = packed(replace(SOLD, credit=True, reference="x" * 300))["body"]["CreditNotes"]
    assert body["Reference"].endswith(f" BD {mark(INVOICE)}")
    assert len(body["Reference"]) <= 255
    assert "DueDate" not in body


def test_a_part_of_a_refund_has_a_mark_of_its_own() -> None:
    one, other = new_id(), new_id()
    marks = {mark(one), mark(f"{one}/{RECEIPT}"), mark(f"{one}/{other}")}
    assert len(marks) == 3
    request = packed(replace(REFUND, local_id=f"{one}/{RECEIPT}"))
    assert request["body"]["Payments"][0]["Overpayment"] == {"OverpaymentID": "o-1"}
    assert mark(one) in unquote_plus(request["look"]["path"])


def test_what_is_taken_back_is_looked_for_until_it_is_gone() -> None:
    voided = packed(UNDO)
    assert (voided["method"], voided["path"]) == ("POST", "Invoices/i-1")
    assert mapping.sighting(voided, [{"InvoiceID": "i-1", "Status": "AUTHORISED"}]).exact == ()
    assert len(mapping.sighting(voided, [{"InvoiceID": "i-1", "Status": "VOIDED"}]).exact) == 1
    assert mapping.sighting(voided, []).exact == ()
    drawn = UndoIntent(NOTE, OutboxKind.SALES_ALLOCATION, "allocation", (OutboxKind.OVERPAYMENT, RECEIPT))
    deleted = packed(drawn)
    assert (deleted["method"], deleted["path"]) == ("DELETE", "Overpayments/o-1/Allocations/a-1")
    assert mapping.sighting(deleted, [{"AllocationID": "a-1"}]).exact == ()
    assert len(mapping.sighting(deleted, [{"AllocationID": "a-2"}]).exact) == 1
    payment = packed(UndoIntent(RECEIPT, OutboxKind.RECEIPT, "payment"))
    assert (payment["path"], payment["body"]) == ("Payments/p-1", {"Status": "DELETED"})


@given(
    st.lists(st.tuples(st.integers(1, 10**7), st.sampled_from(["0", "0.05", "0.10", "0.15"])), min_size=1, max_size=9),
    st.sampled_from(RoundedBy),
    st.sampled_from([TaxMode.EXCLUSIVE, TaxMode.INCLUSIVE]),
)
def test_however_tax_was_rounded_here_the_ledgers_sums_are_ours(
    prices: list[tuple[int, str]], by: RoundedBy, mode: TaxMode
) -> None:
    """Xero takes the tax of each line as it is sent, and adds up lines of two decimals."""
    done = taxed([PricedLine(aud(minor), Decimal(rate), rate) for minor, rate in prices], "AUD", mode=mode, by=by)
    lines = tuple(Line("x", one.net, one.tax, one.gross, SALES, TAX) for one in done.lines)
    sold = replace(SOLD, tax_mode=mode, lines=lines, net=done.totals.net, tax=done.totals.tax, total=done.totals.gross)
    assert Cause.CONTENT not in causes(sold)
    items = packed(sold)["body"]["Invoices"][0]["LineItems"]
    amounts = [
        (Decimal(str(one["Quantity"])) * Decimal(str(one["UnitAmount"])), Decimal(str(one["TaxAmount"])))
        for one in items
    ]
    sums = totals(amounts, "Inclusive" if mode is TaxMode.INCLUSIVE else "Exclusive")
    assert (sums.net, sums.tax, sums.gross) == tuple(
        one.major for one in (done.totals.net, done.totals.tax, done.totals.gross)
    )


def test_what_coins_rounded_is_a_line_without_tax_code_and_does_not_block() -> None:
    rounding = RoundingLine("Rounding", aud(2), aud(0), aud(2), ROUNDING, None)
    sold = replace(SOLD, lines=(LINE, rounding), net=aud(10002), total=aud(11002))
    assert causes(sold) == []
    last = packed(sold)["body"]["Invoices"][0]["LineItems"][-1]
    assert (last["AccountCode"], last.keys() & {"TaxType", "TaxAmount"}) == ("860", set())


@pytest.mark.parametrize(
    ("names", "theirs", "wanted"),
    [
        (["GST-free", "Exports, GST-free"], ["GST Free Income", "GST Free Exports"], [0, 1]),
        (["Zero rated", "Intra-Community supply", "Exports of goods"], ["Zero Rated Sales"], [0, None, None]),
        (["Zero rated", "Exports of goods"], ["Zero Rated Income", "EC Goods"], [0, None]),
        (["Standard rate sales"], ["VAT on Sales 23%"], [0]),
        (["Exports", "Elsewhere"], ["Zero Rated Sales"], [None, None]),
    ],
)
def test_sales_that_are_reported_apart_are_never_mapped_by_their_rate_alone(
    names: list[str], theirs: list[str], wanted: list[int | None]
) -> None:
    ours = [Ours(str(number), str(number), name, "zero rated", Decimal(0)) for number, name in enumerate(names)]
    others = [
        Theirs(str(number), "", name, frozenset({"zero rated"}), Decimal(0)) for number, name in enumerate(theirs)
    ]
    found = without_guesses(propose(ours, others, SALES_TAX_TESTS), ours)
    proposed = {one.ours.local_id: int(one.theirs.remote_id) for one in found}
    assert [proposed.get(one.local_id) for one in ours] == wanted
