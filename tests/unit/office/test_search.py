"""Search everything: clients by name, and the records of the client in front, a few of each."""

from __future__ import annotations

from datetime import date

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.office.search import Found, FoundKind, search
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.workspace import Workspace
from tests.support import billing, sales
from tests.unit.office.bureau import BOOKSHOP, CAFE, CLEANING, Bureau, capture, enter_bill


def of(bureau: Bureau, text: str, client: str | None = None, most: int = 8) -> dict[FoundKind, list[Found]]:
    found = search(bureau.anna, bureau.cafe if client is None else client, text, most)
    return {kind: [one for one in found if one.kind is kind] for kind in FoundKind}


def test_clients_are_found_by_name_wherever_one_is(bureau: Bureau) -> None:
    for client in ("", bureau.cafe):
        (hit,) = of(bureau, CAFE.name[:7], client)[FoundKind.CLIENT]
        assert (hit.id, hit.title) == (bureau.cafe, CAFE.name)
    assert of(bureau, "no such thing", "") == {kind: [] for kind in FoundKind}


def test_a_bill_is_found_by_its_supplier_its_number_and_its_amount(bureau: Bureau) -> None:
    bureau.act(lambda one: enter_bill(one, "Bean Brothers", "B-17", 11000))
    bill = bureau.id_of("B-17")
    for text in ("bean", "B-17", "b17", "110.00", "bean 110"):
        (hit,) = of(bureau, text)[FoundKind.BILL]
        assert (hit.id, hit.title, hit.subtitle, hit.amount) == (
            bill, "Bean Brothers  B-17", "Bill, open", Money(11000, "AUD"),
        )  # fmt: skip
    assert of(bureau, "bean", bureau.client(BOOKSHOP.name))[FoundKind.BILL] == []


def test_contacts_and_waiting_documents_are_found(bureau: Bureau) -> None:
    bureau.act(lambda one: capture(one).capture([CLEANING]))
    (contact,) = of(bureau, "milk")[FoundKind.CONTACT]
    assert contact.title == "Milk Maids"
    (document,) = of(bureau, "tidewater")[FoundKind.DOCUMENT]
    assert (document.title, document.subtitle) == ("tidewater.xml", "Document 1, tidewater.xml")


def test_invoices_and_receipts_are_found_by_customer_number_and_amount(bureau: Bureau) -> None:
    def sell(workspace: Workspace) -> None:
        invoice = sales.issued(workspace.desk, "INV-0042", 12_345, day=date(2026, 6, 30))
        ReceiptService(workspace.desk).take(Taken(invoice.contact_id, Money(5_000, "AUD"), ReceiptWay.CASH))

    bureau.act(sell)
    for text in ("hilton", "INV-0042", "inv0042", "42", "123.45", "park 123"):
        (hit,) = of(bureau, text)[FoundKind.INVOICE]
        assert (hit.title, hit.subtitle, hit.amount) == (
            "Hilton Park  INV-0042", "Invoice, issued", Money(12_345, "AUD"),
        )  # fmt: skip
    (receipt,) = of(bureau, "hilton 50.00")[FoundKind.RECEIPT]
    assert (receipt.subtitle, receipt.amount) == ("Receipt, cash", Money(5_000, "AUD"))
    (customer,) = of(bureau, "hilton")[FoundKind.CONTACT]
    assert (customer.subtitle, receipt.contact_id) == ("Customer", customer.id)
    assert of(bureau, "hilton", bureau.client(BOOKSHOP.name))[FoundKind.INVOICE] == []


def test_an_estimate_is_found_whether_it_was_accepted_or_not(bureau: Bureau) -> None:
    def offer(workspace: Workspace) -> None:
        who = billing.customer(workspace.desk, "Quay % Press")
        service = EstimateService(workspace.desk)
        service.offer(service.draft(Entered(who, (billing.line("100"),))).id)

    bureau.act(offer)
    for text in ("quay", "%", "110.00"):
        (hit,) = of(bureau, text)[FoundKind.ESTIMATE]
        assert (hit.title[:12], hit.subtitle) == ("Quay % Press", "Estimate, offered")
    assert of(bureau, "_")[FoundKind.ESTIMATE] == []


def test_so_many_of_each_kind_are_enough(bureau: Bureau) -> None:
    for number in ("B-1", "B-2", "B-3"):
        bureau.act(lambda one, number=number: enter_bill(one, "Bean Brothers", number, 11000))  # type: ignore[misc] # mypy infers no type of a default
    assert [one.title[-3:] for one in of(bureau, "bean", most=2)[FoundKind.BILL]] == ["B-3", "B-2"]
