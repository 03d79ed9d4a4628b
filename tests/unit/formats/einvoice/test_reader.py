from __future__ import annotations

import codecs
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.records import from_data, to_data
from bookdesk.formats.einvoice.invoice import EInvoice, Syntax
from bookdesk.formats.einvoice.parties import account, as_iban, is_credit_note
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.formats.einvoice.tree import SIZE_LIMIT, calendar, exact
from tests.unit.formats.einvoice import samples

ALL = {Syntax.UBL: samples.UBL, Syntax.CII: samples.CII, Syntax.ZUGFERD1: samples.ZUGFERD1}


@pytest.mark.parametrize("syntax", ALL)
def test_the_three_syntaxes_say_the_same(syntax: Syntax) -> None:
    invoice = read_einvoice(ALL[syntax].encode())
    assert invoice.syntax is syntax
    assert (invoice.supplier_name, invoice.customer_name) == ("Farmgate Foods Limited", "Corner Café")
    assert invoice.supplier_tax_ids == ("IE6388047V", "LOCAL-9")
    assert invoice.supplier_tax_id == "IE6388047V"
    assert (invoice.invoice_number, invoice.po_number, invoice.currency) == ("R-2041", "PO-77", "EUR")
    assert (invoice.issue_date, invoice.due_date) == (date(2024, 3, 5), date(2024, 4, 4))
    assert invoice.tax_point == date(2024, 2, 29)
    assert [str(one) for one in (invoice.net, invoice.tax, invoice.total)] == ["65.46", "12.44", "77.90"]
    assert [str(one) for one in (invoice.prepaid, invoice.amount_due)] == ["7.90", "70.00"]
    assert (invoice.iban, invoice.bic) == ("IE29AIBK93115212345678", "AIBKIE2D")
    assert (invoice.payment_means_code, invoice.payment_reference) == ("58", "RF18 2041")
    assert not invoice.is_credit_note


@pytest.mark.parametrize("syntax", ALL)
def test_lines_and_tax_come_digit_for_digit(syntax: Syntax) -> None:
    invoice = read_einvoice(ALL[syntax].encode())
    (tax,) = invoice.tax_breakdown
    (line,) = invoice.line_items
    assert (str(tax.rate), str(tax.net), str(tax.tax), tax.category) == ("19.00", "65.46", "12.44", "S")
    assert (line.description, line.item_number, line.unit) == ("Oats", "A1", "KGM")
    assert (line.quantity, line.unit_price, line.per_quantity) == (Decimal(200), Decimal("32.73"), Decimal(100))
    assert (line.net, line.tax_rate, line.tax_category) == (Decimal("65.46"), Decimal(19), "S")


def test_an_account_beside_the_iban_is_kept() -> None:
    assert read_einvoice(samples.CII.encode()).bank_account == "12345678"


def test_a_credit_note_is_one_by_name_by_code_or_by_sign() -> None:
    note = read_einvoice(samples.UBL_CREDIT_NOTE.encode())
    assert (note.is_credit_note, note.type_code, note.corrected_invoice) == (True, "381", "R-2041")
    assert [line.quantity for line in note.line_items] == [Decimal(1)]
    assert read_einvoice(samples.CII.replace(">380<", ">381<").encode()).is_credit_note
    assert read_einvoice(samples.CII.replace(">77.90<", ">-77.90<").encode()).is_credit_note
    assert not is_credit_note("380", Decimal(0))


@pytest.mark.parametrize("syntax", ALL)
def test_an_invoice_survives_the_wire(syntax: Syntax) -> None:
    invoice = read_einvoice(ALL[syntax].encode())
    assert from_data(EInvoice, json.loads(json.dumps(to_data(invoice)))) == invoice


def declared(name: str) -> str:
    """Return the sample with another declaration."""
    return samples.UBL.replace('encoding="UTF-8"', f'encoding="{name}"')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "iso-8859-15", "windows-1252", "UTF-8-sig"])
def test_usual_encodings_are_read(encoding: str) -> None:
    text = declared(encoding.upper().removesuffix("-SIG"))
    assert read_einvoice(text.encode(encoding)).customer_name == "Corner Café"


@pytest.mark.parametrize("beginning", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("name", ["ISO-8859-1", "windows-1252", "UTF-16", "us-ascii", "utf-8", "ISO-8859-15"])
def test_utf_8_is_read_as_such_whatever_it_declares(name: str, beginning: bytes) -> None:
    assert read_einvoice(beginning + declared(name).encode()).customer_name == "Corner Café"


@pytest.mark.parametrize("name", ["UTF-8", "UTF-16", "ISO-8859-1", "Windows-1252"])
def test_an_8_bit_text_is_read_whatever_it_declares_and_keeps_its_euro(name: str) -> None:
    text = declared(name).replace("Café", "Café Œuf €")
    assert read_einvoice(text.encode("cp1252")).customer_name == "Corner Café Œuf €"


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("name", ["UTF-16", "UTF-8", "ISO-8859-1"])
def test_utf_16_is_known_by_its_mark_or_its_first_letter(coding: str, mark: str, name: str) -> None:
    assert read_einvoice((mark + declared(name)).encode(coding)).customer_name == "Corner Café"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (declared("UTF-32").encode("utf-32"), "UTF-32"),
        (declared("UTF-7").encode("utf-7"), "UTF-7"),
        (declared("IBM037").encode(), "IBM037"),
        (declared("Shift_JIS").encode(), "SHIFT_JIS"),
        (declared("UTF-16").encode("utf-16")[:-1], "damaged"),
        (declared("UTF-8").encode().replace("é".encode(), b"\x81\x8d"), "damaged"),
        (declared("UTF-8").encode("cp037"), "damaged"),
    ],
)
def test_another_coding_is_refused_by_its_name(data: bytes, complaint: str) -> None:
    with pytest.raises(UnreadableDocument, match=complaint):
        read_einvoice(data)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "damaged"),
        (b"<Invoice>", "damaged"),
        (b"<Invoice><ID>1</Invoice>", "damaged"),
        (b"<Order><ID>1</ID></Order>", "Order"),
        (b"<SCRDMCCBDACIOMessageStructure/>", "no e-invoice"),
        (b"<Invoice/>", "neither a number nor a total"),
        (f"{BOMB}<Invoice><ID>&b;</ID></Invoice>".encode(), "document type"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><Invoice><ID>1</ID></Invoice>', "document type"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Invoice><ID>&e;</ID></Invoice>', "document type"),
        (b"<Invoice>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Invoice>", "damaged"),
        (b'<?xml version="1.0" encoding="UTF-7"?><Invoice><ID>1</ID></Invoice>', "XML file"),
        (b"<Invoice>" + b" " * SIZE_LIMIT + b"</Invoice>", "20 MB"),
    ],
)
def test_what_is_hostile_or_no_invoice_is_refused_in_words(data: bytes, complaint: str) -> None:
    with pytest.raises(UnreadableDocument, match=complaint) as caught:
        read_einvoice(data)
    assert caught.value.remedy


def test_amounts_that_are_no_plain_decimals_are_unknown() -> None:
    for text in ("NaN", "1e5", "1,00", "\u0661", "", "1_0", "Infinity", "0x1", "9" * 16):
        assert exact(text) is None
    assert (exact("-0.50"), exact("+1."), exact(".5")) == (Decimal("-0.50"), Decimal(1), Decimal("0.5"))


def test_dates_that_are_none_are_unknown() -> None:
    assert calendar("20240230") is None
    assert calendar("5.3.2024") is None
    assert calendar("2024-03-05T10:00:00+01:00") == date(2024, 3, 5)


def test_accounts_are_told_apart() -> None:
    assert as_iban("nl57 rabo 0107307510") == "NL57RABO0107307510"
    assert account(None, "NL57RABO0107307510") == ("NL57RABO0107307510", None)
    assert account("44421800", None) == (None, "44421800")
    assert account("IBAN", None) == (None, None)


@given(st.text(alphabet="<>/&;! abID[]\"'=-", max_size=60))
def test_junk_is_refused_and_nothing_worse(junk: str) -> None:
    with pytest.raises(UnreadableDocument):
        read_einvoice(f"<Invoice>{junk}".encode())


HEADER = ("supplier_name", "invoice_number", "currency")
AMOUNTS = {"net": "net", "tax": "tax", "total": "total", "due_amount": "amount_due"}


def test_public_samples_are_read_as_their_labels_say(shared: Path) -> None:
    folder = shared / "data" / "capture" / "einvoice-xml"
    wrong = []
    for labels in sorted(folder.glob("*.gt.json")):
        truth = json.loads(labels.read_text(encoding="utf-8"))
        invoice = read_einvoice(labels.with_name(labels.name.removesuffix(".gt.json")).read_bytes())
        wrong += [(labels.name, key) for key in _differences(invoice, truth)]
    assert wrong == []


def _differences(invoice: EInvoice, truth: dict[str, str]) -> list[str]:
    wrong = [key for key in HEADER if " ".join(truth[key].split()) != getattr(invoice, key)]
    cent = Decimal("0.01")
    wrong += [key for key, name in AMOUNTS.items() if Decimal(truth[key]) != getattr(invoice, name).quantize(cent)]
    wrong += [key for key in ("issue_date", "due_date") if truth[key] and truth[key] != str(getattr(invoice, key))]
    if truth["supplier_tax_id"] and truth["supplier_tax_id"] not in invoice.supplier_tax_ids:
        wrong.append("supplier_tax_id")
    return wrong
