"""What is sold: numbers, credit notes, overpayments, what is paid back and what is taken back keep Xero's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bookdesk.sandbox.xero.messages import Record
from tests.support.xero_contract import objections
from tests.unit.sandbox.xero.peer import Peer


def sale(peer: Peer, contact: str, **changes: object) -> Any:  # noqa: ANN401 - JSON
    """An invoice of 9.63 to a customer."""
    body = peer.bill(contact, Type="ACCREC", AccountCode="200", TaxType="OUTPUT", **changes)
    if "InvoiceNumber" not in changes:
        del body["InvoiceNumber"]
    return peer.ok("PUT", "Invoices", {"Invoices": [body]})


def credit(peer: Peer, contact: str, **changes: object) -> Any:  # noqa: ANN401 - JSON
    """A credit note of 9.63 to a customer."""
    body = peer.bill(contact, Type="ACCRECCREDIT", AccountCode="200", TaxType="OUTPUT", **changes)
    del body["DueDate"]
    return peer.ok("PUT", "CreditNotes", {"CreditNotes": [body]})


def overpaid(contact: str, amount: float = 50, **changes: object) -> Record:
    return {
        "Type": "RECEIVE-OVERPAYMENT",
        "Contact": {"ContactID": contact},
        "BankAccount": {"Code": "090"},
        "Date": "2026-10-12",
        "LineAmountTypes": "NoTax",
        "LineItems": [{"Description": "paid too much", "LineAmount": amount}],
        **changes,
    }


def laid(on: Record, amount: float) -> Record:
    return {"Allocations": [{"Invoice": {"InvoiceID": on["InvoiceID"]}, "Amount": amount, "Date": "2026-10-12"}]}


def paid(amount: float, **of: object) -> Record:
    return {"Account": {"Code": "090"}, "Date": "2026-10-13", "Amount": amount, "Reference": "R", **of}


def test_sales_are_numbered_where_no_number_is_given(peer: Peer) -> None:
    contact = peer.contact()
    numbers = [sale(peer, contact)["InvoiceNumber"] for _ in range(2)]
    notes = [credit(peer, contact)["CreditNoteNumber"] for _ in range(2)]
    assert (numbers, notes) == (["INV-0001", "INV-0002"], ["CN-0001", "CN-0002"])


def test_a_number_of_a_credit_note_is_given_once_until_it_is_voided(peer: Peer) -> None:
    contact = peer.contact()
    first = credit(peer, contact, CreditNoteNumber="G-1")
    body = {**peer.bill(contact, Type="ACCRECCREDIT", AccountCode="200", TaxType="OUTPUT"), "CreditNoteNumber": "G-1"}
    assert peer.refused("PUT", "CreditNotes", body) == "Credit Note # must be unique."
    path = f"CreditNotes/{first['CreditNoteID']}"
    assert peer.ok("POST", path, {"Status": "VOIDED"})["Status"] == "VOIDED"
    assert "not of valid status" in peer.refused("POST", path, {"Status": "VOIDED"})
    assert peer.ok("PUT", "CreditNotes", body)["CreditNoteNumber"] == "G-1"


def test_an_overpayment_is_money_received_and_a_credit_of_the_same_id(peer: Peer) -> None:
    contact = peer.contact()
    made = peer.ok("PUT", "BankTransactions", overpaid(contact, Reference="is not kept"))
    (over,) = peer.call("GET", "Overpayments").json()["Overpayments"]
    assert made["OverpaymentID"] == over["OverpaymentID"]
    assert ("Reference" in made, over["RemainingCredit"], over["Type"]) == (False, 50, "RECEIVE-OVERPAYMENT")
    where = f'BankTransactions?where=Type=="RECEIVE-OVERPAYMENT" AND Contact.ContactID==guid("{contact}")'
    assert len(peer.call("GET", where).json()["BankTransactions"]) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"LineItems": []}, "one line item"),
        ({"LineItems": [{"Description": "a", "LineAmount": 1}, {"Description": "b", "LineAmount": 1}]}, "one line"),
        ({"LineItems": [{"Description": "a", "LineAmount": 1, "AccountCode": "200"}]}, "accounts receivable"),
        ({"LineItems": [{"Description": "a", "LineAmount": 0}]}, "above zero"),
        ({"LineItems": [{"Description": "a", "LineAmount": -5}]}, "cannot be negative"),
        ({"LineAmountTypes": "Exclusive"}, "without tax"),
        ({"BankAccount": {"Code": "200"}}, "bank account"),
        ({"Type": "RECEIVE-PREPAYMENT"}, "Type must be"),
    ],
)
def test_an_overpayment_that_is_none_is_refused(peer: Peer, changes: dict[str, object], said: str) -> None:
    assert said in peer.refused("PUT", "BankTransactions", {**overpaid(peer.contact()), **changes})
    assert peer.call("GET", "Overpayments").json()["Overpayments"] == []


def test_credits_are_laid_on_invoices_within_what_remains_of_both_and_taken_off_again(peer: Peer) -> None:
    contact = peer.contact()
    sold, note = sale(peer, contact), credit(peer, contact)
    over = peer.ok("PUT", "BankTransactions", overpaid(contact, 5))["OverpaymentID"]
    from_over, from_note = f"Overpayments/{over}/Allocations", f"CreditNotes/{note['CreditNoteID']}/Allocations"
    assert "remaining credit" in peer.refused("PUT", from_over, laid(sold, 6))
    first = peer.ok("PUT", from_over, laid(sold, 5))
    assert "outstanding" in peer.refused("PUT", from_note, laid(sold, 4.64))
    second = peer.ok("PUT", from_note, laid(sold, 4.63))
    after = peer.ok("GET", f"Invoices/{sold['InvoiceID']}")
    assert (after["Status"], after["AmountCredited"], len(after["Overpayments"])) == ("PAID", 9.63, 1)
    assert "cannot be voided" in peer.refused("POST", f"CreditNotes/{note['CreditNoteID']}", {"Status": "VOIDED"})
    for path, one in ((from_over, first), (from_note, second)):
        gone = peer.call("DELETE", f"{path}/{one['AllocationID']}")
        assert (gone.status_code, gone.json()["IsDeleted"]) == (200, True)
        assert peer.call("DELETE", f"{path}/{one['AllocationID']}").status_code == 404
    after = peer.ok("GET", f"Invoices/{sold['InvoiceID']}")
    assert (after["Status"], after["AmountDue"], after["CreditNotes"]) == ("AUTHORISED", 9.63, [])
    assert peer.ok("GET", f"Overpayments/{over}")["RemainingCredit"] == 5


def test_a_credit_is_laid_on_documents_of_its_own_contact_and_kind_only(peer: Peer) -> None:
    contact = peer.contact()
    over = peer.ok("PUT", "BankTransactions", overpaid(contact))["OverpaymentID"]
    path = f"Overpayments/{over}/Allocations"
    assert "same contact" in peer.refused("PUT", path, laid(sale(peer, peer.contact("Other")), 1))
    assert "could not be found" in peer.refused("PUT", path, laid(peer.made_bill(contact), 1))


def test_credit_notes_and_overpayments_are_paid_back_and_that_is_taken_back(peer: Peer) -> None:
    contact = peer.contact()
    note = credit(peer, contact)
    over = peer.ok("PUT", "BankTransactions", overpaid(contact))["OverpaymentID"]
    of_note, of_over = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}}, {"Overpayment": {"OverpaymentID": over}}
    assert "exceeds" in peer.refused("PUT", "Payments", paid(51, **of_over))
    refunds = [peer.ok("PUT", "Payments", paid(amount, **of)) for amount, of in ((9.63, of_note), (20, of_over))]
    assert [one["PaymentType"] for one in refunds] == ["ARCREDITPAYMENT", "AROVERPAYMENTPAYMENT"]
    assert peer.ok("GET", f"CreditNotes/{note['CreditNoteID']}")["Status"] == "PAID"
    assert "Authorised" in peer.refused("PUT", "Payments", paid(1, **of_note))
    for one in refunds:
        peer.ok("POST", f"Payments/{one['PaymentID']}", {"Status": "DELETED"})
    assert peer.ok("GET", f"CreditNotes/{note['CreditNoteID']}")["RemainingCredit"] == 9.63
    assert peer.ok("GET", f"Overpayments/{over}")["RemainingCredit"] == 50


@pytest.mark.slow
def test_all_of_it_conforms_to_xeros_own_description(peer: Peer, shared: Path) -> None:
    contact = peer.contact()
    sold, note = sale(peer, contact, Url="https://example.org/1", Reference="PO 7"), credit(peer, contact)
    over = peer.ok("PUT", "BankTransactions", overpaid(contact))["OverpaymentID"]
    one = peer.ok("PUT", f"Overpayments/{over}/Allocations", laid(sold, 2))
    two = peer.ok("PUT", f"CreditNotes/{note['CreditNoteID']}/Allocations", laid(sold, 2))
    refund = peer.ok("PUT", "Payments", {"Payments": [paid(3, Overpayment={"OverpaymentID": over})]})
    peer.ok("PUT", "Payments", {"Payments": [paid(3, CreditNote={"CreditNoteID": note["CreditNoteID"]})]})
    for path in ("Overpayments", f"Overpayments/{over}", "BankTransactions", "Payments", "CreditNotes", "Invoices"):
        assert peer.call("GET", path).status_code == 200
    assert peer.call("DELETE", f"Overpayments/{over}/Allocations/{one['AllocationID']}").status_code == 200
    path = f"CreditNotes/{note['CreditNoteID']}/Allocations/{two['AllocationID']}"
    assert peer.call("DELETE", path).status_code == 200
    peer.ok("POST", f"Payments/{refund['PaymentID']}", {"Status": "DELETED"})
    body = {"InvoiceID": sold["InvoiceID"], "Type": "ACCREC", "Status": "VOIDED"}
    assert peer.ok("POST", f"Invoices/{sold['InvoiceID']}", {"Invoices": [body]})["Status"] == "VOIDED"
    assert objections(shared, peer.exchanges) == []
