"""The whole way of what is sold to a stand-in Xero over real HTTP: as shown, when told to, exactly once."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from sqlalchemy import delete

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import OutboxKind, RoundedBy, TaxOnDiscount
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.ledger.receiving import Fee
from bookdesk.models.invoice import Invoice
from bookdesk.models.sync import MappingKind, OutboxEntry
from bookdesk.sync.intents import mark
from bookdesk.sync.invariants import outbox_is_whole
from tests.support import billing
from tests.support.books import account_id, tax_code_id
from tests.unit.sync import selling
from tests.unit.sync.scene import Scene
from tests.unit.sync.selling import PDF, alive, due, of_kind, sent, there


def test_an_invoice_its_pdf_a_credit_note_and_money_arrive_and_settle(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage, reference="PO 7")
    selling.pdf(stage, sold)
    note = selling.credit_note(stage, sold)
    selling.receive(stage, 10000, (sold, 8800))
    shown = service.preview()
    assert [view.kind for view in shown] == [
        "contact",
        "invoice",
        "customer credit note",
        "attachment",
        "receipt",
        "overpayment",
        "customer credit allocation",
    ]
    assert stage.requests() == []
    assert service.send().done
    invoice = there(stage, sold)
    assert (invoice["Type"], invoice["Status"], invoice["Reference"]) == ("ACCREC", "PAID", "PO 7")
    assert (invoice["Total"], invoice["AmountPaid"], invoice["AmountCredited"]) == (110, 88, 22)
    assert invoice["Url"] == f"https://bookdesk.example/invoice/{mark(sold.id)}"
    (credit,) = stage.held("CreditNotes")
    assert (credit["Type"], credit["CreditNoteNumber"], credit["RemainingCredit"]) == ("ACCRECCREDIT", note.number, 0)
    (over,) = stage.held("Overpayments")
    assert (over["Type"], over["Total"], over["RemainingCredit"]) == ("RECEIVE-OVERPAYMENT", 12, 12)
    path = f"Invoices/{invoice['InvoiceID']}/Attachments"
    name = stage.peer.ok("GET", path)["FileName"]
    assert hashlib.sha256(PDF).hexdigest()[:8] in name
    assert stage.peer.call("GET", f"{path}/{name}").content == PDF
    assert service.status().counts == {"verified": 7}
    assert service.preview() == ()


def test_what_is_shown_names_every_figure_and_the_customer(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    selling.receive(stage, 11000, (sold, 11000))
    shown = service.preview()
    assert of_kind(shown, "contact").sentence == "Add the customer Hilton Park to Sample Trading (Xero)."
    document = of_kind(shown, "invoice")
    assert document.sentence.startswith(f"Enter the invoice {sold.number} to Hilton Park in Sample Trading (Xero): 110")
    assert document.details[-1] == "Net 100.00 AUD, tax 10.00 AUD, total 110.00 AUD."
    assert "OUTPUT" not in document.details[0]
    assert "GST on Income" in document.details[0]
    paid = of_kind(shown, "receipt").sentence
    assert paid == f"Record 110.00 AUD received on 2026-07-01 for the invoice {sold.number} to Hilton Park."


def test_a_number_the_ledger_gives_comes_back_to_the_invoice(stage: Scene) -> None:
    selling.numbered_there(stage)
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    assert sold.number is None
    service.preview()
    stage.fault("drop_response", method="PUT", path="/Invoices")
    assert service.send(patience=10).done
    (held,) = stage.held("Invoices")
    with stage.desk.books.query() as session:
        assert session.get_one(Invoice, sold.id).number == held["InvoiceNumber"] == "INV-0001"
    assert service.preview() == ()
    assert service.status().drifts == ()


def test_a_number_that_another_invoice_has_here_is_told_and_not_given(stage: Scene) -> None:
    ours = selling.invoice(stage)
    selling.numbered_there(stage)
    service = selling.ready(stage)
    second = selling.invoice(stage, "70")
    selling.receive(stage, 7700, (second, 7700))
    shown = [view for view in service.preview() if str(ours.number) not in view.sentence]
    report = service.send([view.id for view in shown])
    told = next(view for view in report.open if view.state == "conflict")
    assert f"The number {ours.number} belongs to another invoice" in str(told.problem)
    assert of_kind(report.open, "receipt").state == "blocked"
    with stage.desk.books.query() as session:
        assert session.get_one(Invoice, second.id).number is None


def test_a_fee_that_was_kept_is_money_spent_so_that_the_bank_agrees(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    fee = Fee(Money(330, "AUD"), Money(30, "AUD"), account_id(stage.desk, "6-0800"), tax_code_id(stage.desk, "GST"))
    selling.receive(stage, 11000, (sold, 11000), fee=fee)
    service.mappings.choose(MappingKind.TAX_CODE, "GST", "INPUT")
    service.mappings.choose(MappingKind.ACCOUNT, "6-0800", "429")
    sent(service)
    (spent,) = stage.held("BankTransactions")
    assert (spent["Type"], spent["Total"], spent["TotalTax"]) == ("SPEND", 3.3, 0.3)
    assert due(stage, sold) == 0
    (paid,) = stage.held("Payments")
    assert paid["Amount"] - spent["Total"] == 106.7


def test_money_laid_on_an_invoice_later_is_drawn_from_the_overpayment(stage: Scene) -> None:
    service = selling.ready(stage)
    receipt = selling.receive(stage, 20000)
    sent(service)
    sold = selling.invoice(stage)
    selling.lay(stage, receipt, sold, 11000)
    sent(service)
    assert (len(stage.held("Payments")), due(stage, sold)) == (0, 0)
    assert stage.held("Overpayments")[0]["RemainingCredit"] == 90
    done = selling.refund(stage, 4000, receipt=receipt)
    sent(service)
    assert stage.held("Overpayments")[0]["RemainingCredit"] == 50
    selling.refund_back(stage, done)
    selling.free(stage, receipt, sold)
    sent(service)
    assert stage.held("Overpayments")[0]["RemainingCredit"] == 200
    assert due(stage, sold) == 11000


def test_a_payment_that_is_released_is_deleted_there_and_its_money_kept(stage: Scene) -> None:
    service = selling.ready(stage)
    wrong, right = selling.invoice(stage), selling.invoice(stage)
    receipt = selling.receive(stage, 11000, (wrong, 11000))
    sent(service)
    selling.free(stage, receipt, wrong)
    selling.lay(stage, receipt, right, 11000)
    shown = service.preview()
    assert [view.kind for view in shown] == ["taking back", "overpayment", "customer credit allocation"]
    assert service.send().done
    assert (due(stage, wrong), due(stage, right)) == (11000, 0)
    assert alive(stage, "Payments") == []
    assert service.status().drifts == ()


def test_what_is_cancelled_before_it_was_sent_never_leaves(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    selling.pdf(stage, sold)
    service.preview()
    selling.cancel(stage, sold)
    service.send()
    assert stage.held("Invoices") == []
    assert [view.kind for view in service.status().open] == []


def test_what_is_cancelled_after_it_was_sent_is_voided_there(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    sent(service)
    selling.cancel(stage, sold)
    undo = of_kind(service.preview(), "taking back")
    assert undo.sentence == (
        f"Void the invoice {sold.number} to Hilton Park in Sample Trading (Xero): it was taken back here."
    )
    assert service.send().done
    assert there(stage, sold)["Status"] == "VOIDED"
    service.pull()
    assert service.status().drifts == ()
    assert service.preview() == ()


def test_a_credit_note_is_freed_and_voided_in_that_order(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    note = selling.credit_note(stage, sold)
    sent(service)
    selling.cancel(stage, note)
    sent(service)
    (credit,) = stage.held("CreditNotes")
    assert (credit["Status"], credit["Allocations"], due(stage, sold)) == ("VOIDED", [], 11000)


def test_what_somebody_paid_there_cannot_be_voided_and_that_is_told(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    sent(service)
    body = {
        "Invoice": {"InvoiceID": there(stage, sold)["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-07-02",
        "Amount": 5,
    }
    payment = stage.peer.ok("PUT", "Payments", body)
    selling.cancel(stage, sold)
    service.preview()
    refused = of_kind(service.send().open, "taking back")
    assert refused.state == "rejected"
    assert "cannot be voided" in str(refused.problem)
    assert "Take back in Xero what was recorded on it there, then try again." in str(refused.problem)
    stage.peer.ok("POST", f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    service.retry(refused.id)
    sent(service)
    assert there(stage, sold)["Status"] == "VOIDED"


def test_what_was_voided_there_by_hand_already_counts_as_done(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    sent(service)
    stage.peer.ok("POST", f"Invoices/{there(stage, sold)['InvoiceID']}", {"Status": "VOIDED"})
    selling.cancel(stage, sold)
    sent(service)
    assert service.status().counts == {"verified": 3}


def test_a_reversed_receipt_is_deleted_there_and_the_rest_becomes_a_notice(stage: Scene) -> None:
    service = selling.ready(stage)
    sold, other = selling.invoice(stage), selling.invoice(stage, "10")
    receipt = selling.receive(stage, 20000, (sold, 11000))
    selling.lay(stage, receipt, other, 1100)
    sent(service)
    selling.reverse(stage, receipt)
    sent(service)
    assert (due(stage, sold), due(stage, other), alive(stage, "Payments")) == (11000, 1100, [])
    (notice,) = service.status().open
    assert (notice.kind, notice.sentence) == ("void", "Undo the overpayment at the ledger: it was taken back here.")
    assert stage.held("Overpayments")[0]["RemainingCredit"] == 90
    assert service.cancel(notice.id).state == "cancelled"


def test_a_discount_settles_there_by_a_credit_note_of_its_own(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage, discount=EarlyPayment(Decimal("0.02"), 10, TaxOnDiscount.REDUCED))
    receipt = selling.receive(stage, 10780, (sold, 10780))
    sent(service)
    (credit,) = stage.held("CreditNotes")
    assert (credit["Total"], credit["TotalTax"], there(stage, sold)["Status"]) == (2.2, 0.2, "PAID")
    selling.reverse(stage, receipt)
    sent(service)
    assert (stage.held("CreditNotes")[0]["Status"], due(stage, sold)) == ("VOIDED", 11000)


def test_a_discount_that_was_refused_is_nothing_there_and_the_rest_stays_open(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage, discount=EarlyPayment(Decimal("0.02"), 10, TaxOnDiscount.REDUCED))
    receipt = selling.receive(stage, 10780, (sold, 10780), discounts=False)
    sent(service)
    assert (stage.held("CreditNotes"), due(stage, sold)) == ([], 220)
    selling.reverse(stage, receipt)
    sent(service)
    assert (stage.held("CreditNotes"), due(stage, sold)) == ([], 11000)


def test_the_xero_vector_rounded_once_for_the_document_arrives_to_the_cent(stage: Scene) -> None:
    """By line Xero makes 3.76 + 3.84 + 3.84 at 15 %; what we issued is what it must hold, however it was rounded."""
    service = selling.ready(stage)
    billing.decide(stage.desk, rounded_by=RoundedBy.DOCUMENT)
    lines = [billing.line(price) for price in ("25.04", "25.04", "25.04")]
    sold = selling.invoice(stage, "0", *lines)
    sent(service)
    held = there(stage, sold)
    figures = [Decimal(str(held[name])) for name in ("SubTotal", "TotalTax", "Total")]
    assert figures == [Money(minor, "AUD").major for minor in (sold.net, sold.tax, sold.total)]
    assert held["TotalTax"] == 7.51
    assert [line["TaxAmount"] for line in held["LineItems"]].count(2.5) == 2


def test_a_total_rounded_for_coins_has_a_line_on_the_rounding_account_there(stage: Scene) -> None:
    service = selling.ready(stage)
    billing.decide(stage.desk, cash_step=5)
    sold = selling.invoice(stage, "99.98")
    assert sold.rounding != 0
    sent(service)
    held = there(stage, sold)
    assert Decimal(str(held["Total"])) == Money(sold.total, "AUD").major
    assert held["LineItems"][-1]["AccountCode"] == "860"


def test_a_number_that_is_there_blocks_before_anything_is_sent(stage: Scene) -> None:
    number = selling.invoice(stage).number
    contact = stage.peer.contact("Somebody else")
    made = stage.peer.made_bill(
        contact, Type="ACCREC", InvoiceNumber=number, AccountCode="200", TaxType="OUTPUT", UnitAmount=1
    )
    service = selling.ready(stage)
    blocked = of_kind(service.preview(), "invoice")
    assert (blocked.state, "with the same number" in str(blocked.problem)) == ("blocked", True)
    service.link(blocked.id, made["InvoiceID"])
    service.send()
    assert len(stage.held("Invoices")) == 1


def test_money_that_is_not_banked_goes_to_the_account_that_keeps_it(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    selling.receive(stage, 11000, (sold, 11000), account_id=account_id(stage.desk, "1-1200"), bank_account_id=None)
    service.mappings.choose(MappingKind.ACCOUNT, "1-1200", "710")
    told = str(of_kind(service.preview(), "receipt").problem)
    assert "No payments can be entered on the account 710 Office Equipment" in told
    service.mappings.choose(MappingKind.ACCOUNT, "1-1200", "615")
    sent(service)
    assert (stage.held("Payments")[0]["Account"]["Code"], due(stage, sold)) == ("615", 0)


def test_each_sales_tax_code_has_the_counterpart_under_which_it_is_reported(stage: Scene) -> None:
    service = selling.ready(stage)
    mapped = {one.code: one.remote for one in service.map() if one.kind is MappingKind.SALES_TAX_CODE}
    assert mapped == {
        "GSTI": "GST on Income",
        "FRE": "GST Free Income",
        "EXP": "GST Free Exports",
        "INP": "Input Taxed",
        "N-T": None,
    }


def test_what_changed_there_is_told_with_the_number(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    sent(service)
    held = there(stage, sold)
    stage.peer.ok("POST", f"Invoices/{held['InvoiceID']}", {"InvoiceNumber": "MINE-1"})
    stage.wait(120)
    service.pull()
    (apart,) = service.status().drifts
    assert [(field.name, field.theirs) for field in apart.fields] == [("number", "MINE-1")]


def test_an_invoice_taken_over_is_only_linked_and_its_payment_sent(stage: Scene) -> None:
    contact = stage.peer.contact("Hilton Park")
    made = stage.peer.made_bill(
        contact, Type="ACCREC", InvoiceNumber="OLD-1", Date="2026-06-01", AccountCode="200", TaxType="OUTPUT"
    )
    old = selling.taken_over(stage, "OLD-1", 963)
    service = selling.ready(stage)
    selling.receive(stage, 963, (old, 963))
    shown = of_kind(service.preview(), "invoice")
    assert f"It seems to be {made['InvoiceID']}." in str(shown.problem)
    service.link(shown.id, made["InvoiceID"])
    sent(service)
    assert (len(stage.held("Invoices")), stage.held("Invoices")[0]["Status"]) == (1, "PAID")


def test_a_payment_matched_before_there_were_receipts_is_a_payment_there_and_taken_back(stage: Scene) -> None:
    made = stage.peer.made_bill(
        stage.peer.contact("Hilton Park"),
        Type="ACCREC",
        InvoiceNumber="OLD-1",
        AccountCode="200",
        TaxType="OUTPUT",
    )
    service = selling.ready(stage)
    old = selling.taken_over(stage, "OLD-1", 963)
    row = selling.matched_before(stage, old, 963)
    service.preview()
    service.link(of_kind(service.preview(), "invoice").id, made["InvoiceID"])
    sent(service)
    assert due(stage, old) == 0
    selling.unmatched(stage, row)
    sent(service)
    assert (due(stage, old), alive(stage, "Payments")) == (963, [])


def test_what_the_ledger_is_never_told_of_is_noticed(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    receipt = selling.receive(stage, 12000, (sold, 11000))
    service.preview()
    assert _complaints(stage) == []
    with stage.desk.books.upkeep() as session:
        session.execute(delete(OutboxEntry).where(OutboxEntry.kind != OutboxKind.CONTACT))
    assert _complaints(stage) == [
        f"invoice {sold.id} is issued, and xero is never told of it",
        f"the overpayment {receipt.id} is booked, and xero is never told of it",
        f"the receipt {selling.piece(stage, receipt)} is booked, and xero is never told of it",
    ]


def _complaints(stage: Scene) -> list[str]:
    with stage.desk.books.query() as session:
        return list(outbox_is_whole(session))
