"""Papers of invoices from real books: what they say, that they are made once, and that nothing wrong is ever made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Pdf
from sqlalchemy import select

from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.vocabulary import CustomerKind, EmbeddedXml, NumberedBy, PaperKind, TaxMode
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.formats.paper.wording import labels
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.paperbuild import paper_of
from bookdesk.invoicing.paperfacts import facts_of
from bookdesk.invoicing.papers import check_printable, content, drawn, einvoicing, make, make_all, preview
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.terms import Milestone
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from bookdesk.models.paper import Paper
from bookdesk.store.desk import Desk
from bookdesk.store.papers import read
from tests.support.billing import TODAY, coded, customer, decide, drafted, issued, line
from tests.support.books import bank, client_desk, tax_code_id
from tests.support.invoicepapers import texts_of
from tests.support.officialrules import faults
from tests.support.sold import Sold, enter


def number(desk: Desk, tax_id: str) -> None:
    """Give the client a tax number."""
    with desk.books.change(Action.CLIENT_EDITED, "tax number", actor=desk.actor) as work:
        work.session.scalars(select(ClientProfile)).one().tax_id = tax_id
        work.commit()


@pytest.fixture
def australia(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, "AU") as desk:
        decide(desk, street="1 Pitt St", city="Sydney NSW", postcode="2000", bank_account_id=bank(desk).id)
        number(desk, "51824753556")
        yield desk


@pytest.fixture
def ireland(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, "IE") as desk:
        decide(
            desk,
            street="1 Main St",
            city="Dublin",
            bank_account_id=bank(desk).id,
            registration="CRO 12345",
            note="Slán",
        )
        number(desk, "IE6388047V")
        yield desk


def text(pdf: bytes) -> str:
    return " ".join(" ".join(texts_of(pdf)).split())


def german(desk: Desk, **fields: object) -> str:
    usual = {"country": "DE", "street": "Große Straße 7", "postcode": "20457", "city": "Hamburg", "language": "de-DE"}
    return customer(desk, "Café Morgenrot", **{**usual, "tax_id": "DE123456788", **fields})


def xml_of(pdf: bytes) -> bytes | None:
    with Pdf.open(BytesIO(pdf)) as opened:
        attached = opened.attachments.get("factur-x.xml")
        return None if attached is None else attached.get_file().read_bytes()


def test_a_draft_is_shown_as_one_and_nothing_is_kept(australia: Desk) -> None:
    draft = drafted(australia, customer(australia), coded(australia, "GSTI"))
    shown = text(preview(australia, draft.id))
    for words in ("DRAFT", "Blue Cafe", "Acme Catering", "1 Pitt St Sydney NSW 2000", "GST 10% on 100.00", "$110.00"):
        assert words in shown
    with australia.books.query() as session:
        assert session.scalars(select(Paper)).all() == []
    with pytest.raises(RuleBroken, match="draft"):
        make(australia, draft.id)


def test_an_issued_invoice_is_made_once_and_stays_the_same_whatever_changes(australia: Desk) -> None:
    invoice = issued(australia, customer(australia), coded(australia, "GSTI"))
    before = preview(australia, invoice.id)
    made = make(australia, invoice.id)
    first = read(australia.books, made)
    assert first == before
    decide(australia, street="Somewhere else", accent="#ff0000", trading_name="Another name")
    again = make(australia, invoice.id)
    assert again.id == made.id
    assert read(australia.books, again) == preview(australia, invoice.id) == first
    assert (made.kind, made.subject_id, made.media_type) == (PaperKind.INVOICE, invoice.id, "application/pdf")
    assert made.file_name == f"Invoice {invoice.number}.pdf"


def test_an_australian_invoice_is_a_tax_invoice_and_says_where_to_pay(australia: Desk) -> None:
    decide(australia, terms_text="Goods remain ours until paid.")
    invoice = issued(australia, customer(australia, tax_id="53004085616"), coded(australia, "GSTI"))
    shown = text(read(australia.books, make(australia, invoice.id)))
    assert "Your ABN 53 004 085 616" in shown
    assert "Goods remain ours" in shown
    for words in (f"Number {invoice.number}", "BSB 062-000", "Account number 11223344", f"Reference {invoice.number}"):
        assert words in shown
    assert "Tax invoice" in shown
    assert "ABN 51 824 753 556" in shown
    assert "DRAFT" not in shown
    note = InvoiceService(australia).credit(invoice.id)
    InvoiceService(australia).issue(note.id)
    shown = text(read(australia.books, make(australia, note.id)))
    assert f"For invoice {invoice.number}" in shown
    assert "Adjustment note" in shown
    assert "Amount credited" in shown
    assert "BSB" not in shown
    assert "Goods remain ours" not in shown


def test_what_was_credited_the_same_day_is_not_taken_for_paid(australia: Desk) -> None:
    invoice = issued(australia, customer(australia), coded(australia, "GSTI"))
    InvoiceService(australia).issue(InvoiceService(australia).credit(invoice.id).id)
    shown = text(read(australia.books, make(australia, invoice.id)))
    assert "Already paid" not in shown
    assert "Amount due $110.00" in shown


def test_a_cancelled_invoice_says_so_and_its_paper_stays(australia: Desk) -> None:
    kept, bare = (issued(australia, customer(australia, name), coded(australia, "GSTI")) for name in ("One", "Two"))
    made = make(australia, kept.id)
    for one in (kept, bare):
        InvoiceService(australia).cancel(one.id, "a mistake")
    assert "CANCELLED" in text(preview(australia, kept.id))
    assert make(australia, kept.id).id == made.id
    with pytest.raises(RuleBroken, match="does not hold"):
        make(australia, bare.id)


def test_an_invoice_that_waits_for_its_number_has_no_paper_yet(australia: Desk) -> None:
    decide(australia, numbered_by=NumberedBy.LEDGER)
    invoice = issued(australia, customer(australia), coded(australia, "GSTI"))
    with pytest.raises(RuleBroken, match="no number yet"):
        make(australia, invoice.id)


def test_prices_with_tax_tell_the_tax_in_them(australia: Desk) -> None:
    invoice = issued(australia, customer(australia), coded(australia, "GSTI", "110"), tax_mode=TaxMode.INCLUSIVE)
    shown = text(preview(australia, invoice.id))
    assert "of which GST 10% on 100.00 10.00" in shown
    assert "$110.00" in shown


def test_a_german_customer_reads_german_and_can_scan_and_take_the_data(ireland: Desk) -> None:
    lines = [line("98.50", "2.5", "Beratung", tax_code_id=code(ireland), unit="h", discount=Decimal("0.1"))]
    invoice = issued(ireland, german(ireland), *lines, served_from=date(2026, 6, 1), served_to=date(2026, 6, 30))
    pdf = read(ireland.books, make(ireland, invoice.id))
    shown = text(pdf)
    for words in ("Rechnung", "Fällig am", "Große Straße 7 20457 Hamburg GERMANY".replace("GERMANY", "DEUTSCHLAND")):
        assert words in shown
    for words in ("Rabatt 10 %", "Leistungszeitraum 01.06.2026 \u2013 30.06.2026", "IBAN IE29 AIBK", "Slán"):
        assert words in shown
    assert "Mit der App Ihrer Bank" in shown
    xml = xml_of(pdf)
    assert xml is not None
    assert faults(xml) == []
    read_back = read_einvoice(xml)
    assert read_back.invoice_number == invoice.number
    assert read_back.total == invoice.total_money.major
    assert read_back.iban == "IE29AIBK93115212345678"
    assert einvoicing(ireland, invoice.id).inside


def code(desk: Desk, rate: str = "S23") -> str:
    """The id of the Irish code of the standard rate for sales."""
    return tax_code_id(desk, rate)


@pytest.mark.parametrize(
    ("choice", "country", "kind", "inside"),
    [
        (EmbeddedXml.WHERE_ASKED, "DE", CustomerKind.BUSINESS, True),
        (EmbeddedXml.WHERE_ASKED, "DE", CustomerKind.CONSUMER, False),
        (EmbeddedXml.WHERE_ASKED, "IE", CustomerKind.BUSINESS, False),
        (EmbeddedXml.ALWAYS, "IE", CustomerKind.CONSUMER, True),
        (EmbeddedXml.NEVER, "DE", CustomerKind.BUSINESS, False),
    ],
)
def test_the_data_is_inside_where_it_is_wanted(
    ireland: Desk,
    choice: EmbeddedXml,
    country: str,
    kind: CustomerKind,
    inside: bool,  # noqa: FBT001 - a table
) -> None:
    decide(ireland, embedded_xml=choice)
    invoice = issued(ireland, german(ireland, country=country, kind=kind), line(tax_code_id=code(ireland)))
    assert (xml_of(read(ireland.books, make(ireland, invoice.id))) is not None) is inside


def test_wrong_data_stays_outside_and_the_reason_is_told(ireland: Desk) -> None:
    reverse = line(tax_code_id=code(ireland, "RCS"))
    invoice = issued(ireland, german(ireland, tax_id=None), reverse)
    told = einvoicing(ireland, invoice.id)
    assert not told.inside
    assert any("VAT number" in one for one in told.problems)
    assert xml_of(read(ireland.books, make(ireland, invoice.id))) is None


def test_a_reverse_charge_is_told_in_the_customer_s_language(ireland: Desk) -> None:
    invoice = issued(ireland, german(ireland), line(tax_code_id=code(ireland, "RCS")))
    pdf = read(ireland.books, make(ireland, invoice.id))
    assert "Steuerschuldnerschaft des Leistungsempfängers" in text(pdf)
    assert "Ihre USt-IdNr. DE123456788" in text(pdf)
    xml = xml_of(pdf)
    assert xml is not None
    assert faults(xml) == []


def test_a_foreign_currency_tells_the_tax_in_the_client_s_own(ireland: Desk) -> None:
    invoice = issued(
        ireland,
        german(ireland),
        line(tax_code_id=code(ireland)),
        currency="GBP",
        rate=Decimal("1.17"),
        language="en-GB",
    )
    pdf = read(ireland.books, make(ireland, invoice.id))
    assert "VAT in EUR: 26.91 (1 GBP = 1.17 EUR" in text(pdf)
    assert "Scan" not in text(pdf)
    xml = xml_of(pdf)
    assert xml is not None
    assert faults(xml) == []


def test_a_plan_and_a_discount_stand_in_words_and_the_code_asks_for_the_first_part(ireland: Desk) -> None:
    invoice = issued(
        ireland,
        german(ireland, language="fr"),
        line(tax_code_id=code(ireland)),
        discount=EarlyPayment(Decimal("0.02"), 10),
        milestones=(
            Milestone("Acompte", Decimal("0.3"), date(2026, 7, 10)),
            Milestone("Livraison", None, None),
        ),
    )
    shown = text(read(ireland.books, make(ireland, invoice.id)))
    assert (
        "Escompte de 2 % pour paiement jusqu\u2019au 11 juillet 2026 : 2,46 € de moins, soit 120,54 € à payer." in shown
    )
    assert "Acompte 10 juil. 2026 36,90" in shown
    assert "Livraison à l\u2019étape atteinte 86,10" in shown
    assert "prochaine échéance" in shown
    head = shown.partition("Acompte")[0]
    assert "Total 123,00 € Échéance 10 juillet 2026" in head
    assert "Prochaine échéance 36,90 €" in head
    assert "Net à payer" not in shown


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_the_head_of_an_invoice_in_parts_asks_for_what_is_left_of_the_next_part(ireland: Desk, language: str) -> None:
    parts = (Milestone("A", Decimal("0.3"), date(2026, 7, 10)), Milestone("B", None, None))
    invoice = issued(ireland, german(ireland, language=language), line(tax_code_id=code(ireland)), milestones=parts)
    with ireland.books.query() as session:
        facts = facts_of(session, ireland.books, session.get_one(Invoice, invoice.id))
    asked = [paper_of(replace(facts, paid=facts.money(paid))).next for paid in (0, 10_00, 36_90, 123_00)]
    assert [one and (one.amount.minor, one.due) for one in asked] == [
        (36_90, date(2026, 7, 10)),
        (26_90, date(2026, 7, 10)),
        (86_10, None),  # all that is left, when it is reached: no day that is past already
        None,
    ]
    assert labels(language)["next"] in text(read(ireland.books, make(ireland, invoice.id)))


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_currencies_without_cents_and_with_three_are_printed_whole(ireland: Desk, currency: str) -> None:
    decide(ireland, embedded_xml=EmbeddedXml.ALWAYS)
    invoice = issued(
        ireland, german(ireland), line("1234", tax_code_id=code(ireland)), currency=currency, rate=Decimal("0.0061")
    )
    pdf = read(ireland.books, make(ireland, invoice.id))
    assert {"JPY": "1.518", "KWD": "1.517,820"}[currency] in text(pdf)
    assert (xml_of(pdf) is not None) is (currency == "JPY")


def test_who_shows_no_tax_prints_none(ireland: Desk) -> None:
    decide(ireland, embedded_xml=EmbeddedXml.ALWAYS)
    invoice = issued(ireland, german(ireland, tax_id=None), line(), tax_mode=TaxMode.NONE, language="en-IE")
    pdf = read(ireland.books, make(ireland, invoice.id))
    assert "VAT" not in text(pdf).replace("VAT no.", "")
    xml = xml_of(pdf)
    assert xml is not None
    assert faults(xml) == []


def test_prices_with_tax_and_discounts_are_exact_in_the_data_too(ireland: Desk) -> None:
    decide(ireland, embedded_xml=EmbeddedXml.ALWAYS)
    sold = [
        line("9.99", "3", tax_code_id=code(ireland)),
        line("7.77", "7", discount=Decimal("0.0333"), tax_code_id=code(ireland)),
        line("5.55", "-1", discount=Decimal("0.1"), tax_code_id=code(ireland)),
        line("-1.11", "2", tax_code_id=code(ireland, "S13")),
    ]
    for mode in (TaxMode.INCLUSIVE, TaxMode.EXCLUSIVE):
        invoice = issued(ireland, german(ireland), *sold, tax_mode=mode)
        told = einvoicing(ireland, invoice.id)
        assert told.problems == ()
        xml = xml_of(read(ireland.books, make(ireland, invoice.id)))
        assert xml is not None
        assert faults(xml) == []
        assert read_einvoice(xml).total == invoice.total_money.major


def test_a_credit_note_carries_its_data_with_the_invoice_it_is_for(ireland: Desk) -> None:
    invoice = issued(ireland, german(ireland), line(tax_code_id=code(ireland)))
    note = InvoiceService(ireland).credit(invoice.id)
    InvoiceService(ireland).issue(note.id)
    xml = xml_of(read(ireland.books, make(ireland, note.id)))
    assert xml is not None
    assert faults(xml) == []
    read_back = read_einvoice(xml)
    assert (read_back.is_credit_note, read_back.corrected_invoice) == (True, invoice.number)


def test_names_from_right_to_left_and_markup_come_out_as_they_were_written(ireland: Desk) -> None:
    invoice = issued(ireland, german(ireland), line(text="شركة النور \u202e evil", tax_code_id=code(ireland)))
    assert "شركة النور" in text(preview(ireland, invoice.id))
    draft = drafted(ireland, customer(ireland, "שלום ושות"), line(text="<b>&amp;</b>", tax_code_id=code(ireland)))
    assert "שלום ושות" in text(preview(ireland, draft.id))
    assert "<b>&amp;</b>" in text(preview(ireland, draft.id))


def test_several_are_made_at_once(australia: Desk) -> None:
    who = customer(australia)
    ids = [issued(australia, who, coded(australia, "GSTI")).id for _ in range(3)]
    papers = make_all(australia, ids)
    assert [one.subject_id for one in papers] == ids
    names = [name for name, _ in content(australia, papers)]
    assert len(set(names)) == 3
    assert all(data.startswith(b"%PDF-1.7") for _, data in content(australia, papers))


def test_an_estimate_offered_anew_has_a_new_paper(australia: Desk) -> None:
    service = EstimateService(australia)
    entered = Entered(customer(australia), (coded(australia, "GSTI"),))
    estimate = service.draft(entered)
    assert "DRAFT" in text(preview(australia, estimate.id))
    with pytest.raises(RuleBroken, match="Offer it first"):
        make(australia, estimate.id)
    service.offer(estimate.id)
    first = make(australia, estimate.id)
    assert make(australia, estimate.id).id == first.id
    shown = text(read(australia.books, first))
    assert "Estimate" in shown
    assert "Valid until" in shown
    assert "BSB" not in shown
    service.revise(estimate.id)
    service.edit(estimate.id, Entered(entered.contact_id, (coded(australia, "GSTI", "200"),)))
    service.offer(estimate.id)
    second = make(australia, estimate.id)
    assert second.id != first.id
    assert "220.00" in text(read(australia.books, second))


def test_what_no_page_holds_is_refused_before_it_is_issued(australia: Desk) -> None:
    long = customer(australia, "x" * 400)
    draft = drafted(australia, long, coded(australia, "GSTI"))
    with australia.books.query() as session, pytest.raises(InputError) as refused:
        check_printable(session, australia.books, session.get_one(Invoice, draft.id))
    assert refused.value.remedy


def test_what_is_not_there_is_not_found(australia: Desk) -> None:
    with pytest.raises(NotFound):
        preview(australia, "nothing")


def test_what_was_taken_over_has_no_paper_here(australia: Desk) -> None:
    (invoice,) = enter(australia, [Sold(taken_on=5)])
    with pytest.raises(RuleBroken, match="old system"):
        make(australia, invoice.id)


def test_the_day_and_the_amounts_agree_with_the_books(australia: Desk) -> None:
    invoice = issued(australia, customer(australia), coded(australia, "GSTI", "1234.56"))
    shown = text(read(australia.books, make(australia, invoice.id)))
    assert invoice.document_date == TODAY
    assert "Date 1 July 2026" in shown
    assert shown.count("$1,358.02") >= 2


def test_what_is_only_being_written_is_drawn_without_the_books(australia: Desk) -> None:
    who = customer(australia)
    kept = drafted(australia, who, coded(australia, "GSTI"))
    with australia.books.query() as session:
        sold = [
            InvoiceLine(
                position=1,
                description="Typed just now",
                quantity=Decimal(2),
                unit_price=Decimal(50),
                tax_code_id=tax_code_id(australia, "GSTI"),
                tax_rate=Decimal("0.1"),
                net=10_000,
                tax=1_000,
                gross=11_000,
            )
        ]
        typed = Invoice(
            kind=InvoiceKind.INVOICE,
            status=InvoiceStatus.DRAFT,
            contact_id=who,
            document_date=TODAY,
            currency="AUD",
            tax_mode=TaxMode.EXCLUSIVE,
            net=10_000,
            tax=1_000,
            total=11_000,
        )
        parts = [Instalment(position=1, name="At once", amount=11_000)]
        shown = text(drawn(session, australia.books, typed, sold, parts))
        assert "Typed just now 2 50.00 10% 100.00" in shown
        assert "At once when reached 110.00" in shown
        assert "DRAFT" in shown
        typed.contact_id = "nobody"
        with pytest.raises(NotFound):
            drawn(session, australia.books, typed, sold)
    assert "Typed" not in text(preview(australia, kept.id))
