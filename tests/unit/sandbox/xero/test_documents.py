"""Bills, invoices, credit notes, payments, contacts, attachments and lists keep Xero's rules."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.sandbox.xero.rounding import line_tax, totals
from tests.unit.sandbox.xero.peer import Peer


def test_tax_is_rounded_by_line_and_then_summed() -> None:
    """The vector of Xero's rounding guide; tax of the whole document would be 11.45."""
    amounts = [Decimal(text) for text in ("25.06", "25.61", "25.63")]
    sums = totals([(amount, line_tax(amount, Decimal(15), "Exclusive")) for amount in amounts], "Exclusive")
    assert (sums.net, sums.tax, sums.gross) == (Decimal("76.30"), Decimal("11.44"), Decimal("87.74"))


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(["0", "5", "10", "13.5", "23"]))
def test_inclusive_and_exclusive_tax_agree_to_the_cent(net: Decimal, percent: str) -> None:
    rate = Decimal(percent)
    tax = line_tax(net, rate, "Exclusive")
    assert abs(line_tax(net + tax, rate, "Inclusive") - tax) <= Decimal("0.01")
    assert line_tax(net, rate, "NoTax") == 0


def test_a_bill_is_computed_and_read_back(peer: Peer) -> None:
    made = peer.made_bill(peer.contact())
    assert (made["SubTotal"], made["TotalTax"], made["Total"], made["AmountDue"]) == (8.75, 0.88, 9.63, 9.63)
    assert peer.ok("GET", f"Invoices/{made['InvoiceID']}")["LineItems"] == made["LineItems"]


def test_tax_of_a_line_can_be_set_within_reason(peer: Peer) -> None:
    contact = peer.contact()
    assert peer.made_bill(contact, TaxAmount=0.87)["Total"] == 9.62
    assert "tax amount" in peer.refused("PUT", "Invoices", peer.bill(contact, TaxAmount=90))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"AccountCode": "999"}, "Account code '999' is not a valid code for this document."),
        ({"AccountCode": "090"}, "Account code '090' is not a valid code for this document."),
        ({"TaxType": "OUTPUT"}, "The TaxType code 'OUTPUT' cannot be used with account code '461'."),
        ({"TaxType": "NOSUCH"}, "The TaxType code 'NOSUCH' does not exist or cannot be used"),
        ({"LineAmount": 8.70}, "The line total 8.70 does not match the expected line total 8.75"),
        ({"DueDate": None}, "DueDate must be specified"),
        ({"Type": "BILL"}, "Type must be ACCPAY or ACCREC"),
        ({"Description": ""}, "Description cannot be empty"),
        ({"Date": "soon"}, "Date is not a valid date"),
        ({"Contact": {"ContactID": "nobody"}}, "The Contact could not be found"),
        ({"LineItems": []}, "One or more line items must be specified"),
    ],
)
def test_what_breaks_a_rule_is_refused_in_xeros_words(peer: Peer, changes: dict[str, object], said: str) -> None:
    assert said in peer.refused("PUT", "Invoices", peer.bill(peer.contact(), **changes))
    assert peer.call("GET", "Invoices").json()["Invoices"] == []


def test_an_archived_account_is_refused(peer: Peer) -> None:
    account = next(item for item in peer.call("GET", "Accounts").json()["Accounts"] if item["Code"] == "461")
    peer.ok("POST", f"Accounts/{account['AccountID']}", {"Status": "ARCHIVED"})
    assert "archived" in peer.refused("PUT", "Invoices", peer.bill(peer.contact()))


def test_a_locked_period_is_refused_and_told_by_the_organisation(peer: Peer) -> None:
    peer.control("POST", "lock", tenant=peer.tenant, name="PeriodLockDate", date="2026-10-31")
    said = peer.refused("PUT", "Invoices", peer.bill(peer.contact()))
    assert said == "The document date cannot be before the period lock date, currently set at 31/10/2026"
    organisation = peer.call("GET", "Organisation").json()["Organisations"][0]
    assert organisation["PeriodLockDate"].startswith("/Date(")


def test_a_suppliers_number_may_repeat_a_sales_number_may_not(peer: Peer) -> None:
    contact = peer.contact()
    peer.made_bill(contact)
    peer.made_bill(contact)
    sale = peer.bill(contact, Type="ACCREC", AccountCode="200", TaxType="OUTPUT")
    peer.ok("PUT", "Invoices", sale)
    assert peer.refused("PUT", "Invoices", sale) == "Invoice # must be unique."


def test_an_update_keeps_what_it_does_not_name_and_void_needs_no_payments(peer: Peer) -> None:
    contact = peer.contact()
    made = peer.made_bill(contact, Url="https://example.org/1")
    changed = peer.ok("POST", f"Invoices/{made['InvoiceID']}", {"InvoiceNumber": "SUP-2"})
    assert (changed["InvoiceNumber"], changed["Url"], changed["Total"]) == ("SUP-2", "https://example.org/1", 9.63)
    payment = peer.ok("PUT", "Payments", _payment(made, 4))
    assert "cannot be voided" in peer.refused("POST", f"Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
    peer.ok("POST", f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    assert peer.ok("POST", f"Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})["Status"] == "VOIDED"


def test_payments_settle_a_bill_and_cannot_exceed_it(peer: Peer) -> None:
    made = peer.made_bill(peer.contact())
    peer.ok("PUT", "Payments", _payment(made, 4))
    assert "exceeds" in peer.refused("PUT", "Payments", _payment(made, 6))
    peer.ok("PUT", "Payments", _payment(made, 5.63))
    paid = peer.ok("GET", f"Invoices/{made['InvoiceID']}")
    assert (paid["Status"], paid["AmountDue"], len(paid["Payments"])) == ("PAID", 0, 2)
    assert "Authorised" in peer.refused("PUT", "Payments", _payment(made, 1))


def test_a_payment_needs_a_bank_account(peer: Peer) -> None:
    made = peer.made_bill(peer.contact())
    body = {**_payment(made, 1), "Account": {"Code": "461"}}
    assert "bank accounts" in peer.refused("PUT", "Payments", body)


def test_a_credit_note_is_allocated_within_what_remains(peer: Peer) -> None:
    contact = peer.contact()
    made, note = peer.made_bill(contact), peer.ok("PUT", "CreditNotes", {**peer.bill(contact), "Type": "ACCPAYCREDIT"})
    assert note["RemainingCredit"] == 9.63
    path = f"CreditNotes/{note['CreditNoteID']}/Allocations"
    body = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Amount": 2.5, "Date": "2026-10-11"}
    peer.ok("PUT", path, {"Allocations": [body]})
    assert "exceeds" in peer.refused("PUT", path, {"Allocations": [{**body, "Amount": 8}]})
    after = peer.ok("GET", f"CreditNotes/{note['CreditNoteID']}")
    assert (after["RemainingCredit"], after["Allocations"][0]["Amount"]) == (7.13, 2.5)
    assert peer.ok("GET", f"Invoices/{made['InvoiceID']}")["AmountDue"] == 7.13


def test_a_contacts_name_is_taken_once_by_put_and_updated_by_post(peer: Peer) -> None:
    first = peer.contact()
    assert "already assigned" in peer.refused("PUT", "Contacts", {"Contacts": [{"Name": "acme paper"}]})
    again = peer.ok("POST", "Contacts", {"Contacts": [{"Name": "Acme Paper", "TaxNumber": "51824753556"}]})
    assert (again["ContactID"], again["TaxNumber"]) == (first, "51824753556")
    peer.ok("POST", f"Contacts/{first}", {"ContactStatus": "ARCHIVED"})
    assert peer.call("GET", "Contacts").json()["Contacts"] == []
    assert len(peer.call("GET", "Contacts?includeArchived=true").json()["Contacts"]) == 1
    assert "archived" in peer.refused("PUT", "Invoices", peer.bill(first))


def test_attachments_come_back_byte_for_byte(peer: Peer) -> None:
    made = peer.made_bill(peer.contact())
    content = bytes(range(256)) * 40
    path = f"Invoices/{made['InvoiceID']}/Attachments"
    sent = peer.ok("PUT", f"{path}/scan%201.pdf", content, Content_Type="application/pdf")
    assert (sent["FileName"], sent["ContentLength"], sent["MimeType"]) == ("scan 1.pdf", 10240, "application/pdf")
    assert peer.ok("GET", path) == sent
    assert peer.call("GET", f"{path}/scan%201.pdf").content == content
    assert peer.ok("GET", f"Invoices/{made['InvoiceID']}")["HasAttachments"] is True
    assert peer.call("PUT", f"{path}/a%3Ab.pdf", content).status_code == 400
    assert peer.call("PUT", f"{path}/empty.pdf", b"").status_code == 400


def test_spending_without_a_document(peer: Peer) -> None:
    body = {**peer.bill(peer.contact()), "Type": "SPEND", "BankAccount": {"Code": "090"}}
    assert peer.ok("PUT", "BankTransactions", body)["Total"] == 9.63
    assert "bank account" in peer.refused("PUT", "BankTransactions", {**body, "BankAccount": {"Code": "461"}})


def test_several_at_once_are_all_or_none_unless_results_are_asked_for_one_by_one(peer: Peer) -> None:
    contact = peer.contact()
    both = {"Invoices": [peer.bill(contact), peer.bill(contact, AccountCode="999")]}
    assert peer.call("PUT", "Invoices", both).status_code == 400
    assert peer.call("GET", "Invoices").json()["Invoices"] == []
    results = peer.call("PUT", "Invoices?summarizeErrors=false", both).json()["Invoices"]
    assert [item["StatusAttributeString"] for item in results] == ["OK", "ERROR"]
    assert len(peer.call("GET", "Invoices").json()["Invoices"]) == 1


def test_lists_filter_by_number_contact_time_and_page(peer: Peer) -> None:
    first, second = peer.contact("One"), peer.contact("Two")
    for number in range(5):
        peer.made_bill(first if number % 2 else second, InvoiceNumber=f"N{number}")
    assert _numbers(peer, f"ContactIDs={first}") == ["N1", "N3"]
    assert _numbers(peer, f"InvoiceNumbers=N2,N3&ContactIDs={second}&createdByMyApp=true") == ["N2"]
    assert _numbers(peer, "page=2&pageSize=2") == ["N2", "N3"]
    assert peer.call("GET", "Invoices?page=2&pageSize=2").json()["pagination"] == {
        "page": 2,
        "pageSize": 2,
        "pageCount": 3,
        "itemCount": 5,
    }
    assert _numbers(peer, 'where=InvoiceNumber=="N4"') == ["N4"]
    assert _numbers(peer, f'where=Contact.ContactID==guid("{first}") AND Status=="AUTHORISED"') == ["N1", "N3"]
    assert peer.call("GET", "Invoices?where=Date>1").status_code == 400
    assert _numbers(peer, "", If_Modified_Since="2000-01-01T00:00:00") == ["N0", "N1", "N2", "N3", "N4"]
    assert _numbers(peer, "", If_Modified_Since="2100-01-01T00:00:00") == []


def test_other_countries_bring_their_rates() -> None:
    peer = Peer.connected("IE")
    made = peer.made_bill(peer.contact(), TaxType="INPUT3")
    assert (made["CurrencyCode"], made["TotalTax"]) == ("EUR", 1.18)
    peer.close()


def _payment(bill: dict[str, object], amount: float) -> dict[str, object]:
    return {
        "Invoice": {"InvoiceID": bill["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-10-12",
        "Amount": amount,
        "Reference": "RUN 1",
    }


def _numbers(peer: Peer, query: str, **headers: str) -> list[str]:
    return [item["InvoiceNumber"] for item in peer.call("GET", f"Invoices?{query}", None, **headers).json()["Invoices"]]
