"""The stand-in judged by what we did not write: Xero's OpenAPI description and Xero's own client library."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from xero_python.accounting import (  # type: ignore[import-untyped]
    Account,
    AccountingApi,
    Contact,
    Contacts,
    CreditNote,
    CreditNotes,
    Invoice,
    Invoices,
    LineAmountTypes,
    LineItem,
    Payment,
    Payments,
)
from xero_python.api_client import ApiClient  # type: ignore[import-untyped]
from xero_python.api_client.configuration import Configuration  # type: ignore[import-untyped]
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi  # type: ignore[import-untyped]
from xero_python.exceptions import AccountingBadRequestException  # type: ignore[import-untyped]
from xero_python.identity import IdentityApi  # type: ignore[import-untyped]

from tests.support.xero_contract import objections
from tests.unit.sandbox.xero.peer import Peer

pytestmark = pytest.mark.slow


def test_every_exchange_conforms_to_xeros_own_description(peer: Peer, shared: Path) -> None:
    """One request of each kind, good and refused, read and written."""
    contact = peer.contact()
    made = peer.made_bill(contact, Url="https://example.org/1")
    paid = {
        "Invoice": {"InvoiceID": made["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-10-12",
        "Amount": 4,
        "Reference": "RUN 1",
    }
    payment = peer.ok("PUT", "Payments", {"Payments": [paid]}, Idempotency_Key="p1")
    credit = {**peer.bill(contact), "Type": "ACCPAYCREDIT"}
    for name in ("InvoiceNumber", "DueDate"):
        del credit[name]
    note = peer.ok("PUT", "CreditNotes", {"CreditNotes": [credit]})
    allocation = {"Invoice": {"InvoiceID": made["InvoiceID"]}, "Amount": 1.5, "Date": "2026-10-12"}
    peer.ok("PUT", f"CreditNotes/{note['CreditNoteID']}/Allocations", {"Allocations": [allocation]})
    spend = {**peer.bill(contact), "Type": "SPEND", "BankAccount": {"Code": "090"}}
    for name in ("InvoiceNumber", "DueDate"):
        del spend[name]
    peer.ok("PUT", "BankTransactions", {"BankTransactions": [spend]})
    peer.ok("PUT", f"Invoices/{made['InvoiceID']}/Attachments/a.pdf", b"%PDF", Content_Type="application/octet-stream")
    peer.refused("PUT", "Invoices", {"Invoices": [peer.bill(contact, AccountCode="999")]})
    peer.refused("PUT", "Contacts", {"Contacts": [{"Name": "Acme Paper"}]})
    peer.refused("PUT", "Payments", {"Payments": [{**paid, "Amount": 400}]})
    for path in (
        "Organisation",
        "Accounts",
        "TaxRates",
        "Contacts",
        "Contacts?page=1",
        "Invoices",
        "Invoices?page=1&pageSize=10",
        f"Invoices/{made['InvoiceID']}",
        "CreditNotes",
        f"CreditNotes/{note['CreditNoteID']}",
        "Payments",
        f"Payments/{payment['PaymentID']}",
        "BankTransactions",
        f"Invoices/{made['InvoiceID']}/Attachments",
    ):
        assert peer.call("GET", path).status_code == 200
    assert objections(shared, peer.exchanges) == []


def test_the_description_does_refuse_what_is_wrong(peer: Peer, shared: Path) -> None:
    """A judge that never objects is none."""
    peer.call("PUT", "Invoices", {"Invoices": [peer.bill(peer.contact(), Type="BILL")]})
    assert any("BILL" in objection for objection in objections(shared, peer.exchanges))


@pytest.fixture
def official(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> tuple[AccountingApi, str]:
    """Xero's own client library, signed in to the stand-in through its own token refresh."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # oauthlib refuses plain HTTP even on loopback
    monkeypatch.setattr(TokenApi, "refresh_token_url", f"{peer.standin.base_url}/connect/token")
    first = peer.control("POST", "tokens", client_id="cid")["refresh_token"]
    token: dict[str, Any] = {
        "access_token": "old",
        "refresh_token": first,
        "expires_in": 1800,
        "expires_at": 0,
        "token_type": "Bearer",
        "scope": ["offline_access"],
    }
    client = ApiClient(Configuration(oauth2_token=OAuth2Token(client_id="cid", client_secret="none")), pool_threads=1)  # noqa: S106 - the library insists on one
    client.oauth2_token_getter(lambda: token)
    client.oauth2_token_saver(token.update)
    client.refresh_oauth2_token()
    assert token["refresh_token"] != first
    tenant = IdentityApi(client, base_url=peer.standin.base_url).get_connections()[0].tenant_id
    return AccountingApi(client, base_url=f"{peer.standin.base_url}/api.xro/2.0"), tenant


def test_xeros_own_client_library_works_with_the_stand_in(official: tuple[AccountingApi, str]) -> None:
    api, tenant = official
    contact = api.create_contacts(tenant, Contacts(contacts=[Contact(name="Acme Paper")])).contacts[0]
    bill = Invoice(
        type="ACCPAY",
        contact=Contact(contact_id=contact.contact_id),
        invoice_number="SUP-1",
        date=date(2026, 10, 10),
        due_date=date(2026, 10, 28),
        status="AUTHORISED",
        line_amount_types=LineAmountTypes.EXCLUSIVE,
        line_items=[LineItem(description="Paper", quantity=3.5, unit_amount=2.5, account_code="461", tax_type="INPUT")],
    )
    first, second = (
        api.create_invoices(tenant, Invoices(invoices=[bill]), idempotency_key="b-1", unitdp=4).invoices[0]
        for _ in range(2)
    )
    assert first.invoice_id == second.invoice_id
    assert (str(first.total), first.date) == ("9.63", date(2026, 10, 10))
    api.create_invoice_attachment_by_file_name(tenant, first.invoice_id, "a.pdf", b"%PDF-1.7 sample")
    assert api.get_invoice_attachments(tenant, first.invoice_id).attachments[0].content_length == 15
    note = api.create_credit_notes(
        tenant,
        CreditNotes(
            credit_notes=[
                CreditNote(
                    type="ACCPAYCREDIT",
                    contact=bill.contact,
                    date=bill.date,
                    status="AUTHORISED",
                    line_items=bill.line_items,
                )
            ]
        ),
    ).credit_notes[0]
    assert note.remaining_credit == first.total
    payment = Payment(
        invoice=Invoice(invoice_id=first.invoice_id),
        account=Account(code="090"),
        date=bill.date,
        amount=4,
        reference="R",
    )
    api.create_payments(tenant, Payments(payments=[payment]))
    read = api.get_invoices(tenant, invoice_numbers=["SUP-1"], created_by_my_app=True).invoices
    assert [(item.invoice_id, str(item.amount_due)) for item in read] == [(first.invoice_id, "5.63")]
    assert {rate.tax_type for rate in api.get_tax_rates(tenant).tax_rates} >= {"INPUT", "OUTPUT"}
    assert api.get_organisations(tenant).organisations[0].base_currency.value == "AUD"


def test_xeros_own_client_library_reads_the_refusals(official: tuple[AccountingApi, str]) -> None:
    api, tenant = official
    both = Contacts(contacts=[Contact(name="Acme Paper")])
    api.create_contacts(tenant, both)
    with pytest.raises(AccountingBadRequestException) as refused:
        api.create_contacts(tenant, both)
    assert "already assigned" in str(refused.value)
