"""The words, amounts and dates of a document in its language and country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bookdesk.sandbox.papers.truth import Kind, Locale

_ENGLISH = {
    "number": "Invoice number",
    "credit_number": "Credit note number",
    "date": "Invoice date",
    "credit_date": "Date",
    "due": "Due date",
    "order": "Your order",
    "reference": "Payment reference",
    "bill_to": "Bill to",
    "description": "Description",
    "quantity": "Qty",
    "price": "Unit price",
    "rate": "VAT",
    "amount": "Amount",
    "net": "Subtotal",
    "tax": "VAT",
    "total": "Total",
    "paid": "Less deposit paid",
    "balance": "Amount due",
    "pay_to": "Payment details",
    "corrects": "Original invoice",
    "page": "Page",
    "of": "of",
    "carried": "Carried forward",
    "inclusive": "All prices include VAT.",
    "included": "Total includes VAT of",
    "thanks": "Thank you for your business.",
    "tax_id": "VAT no.",
    "phone": "Phone",
}
_GERMAN = {
    "number": "Rechnungsnummer",
    "credit_number": "Gutschriftnummer",
    "date": "Rechnungsdatum",
    "credit_date": "Datum",
    "due": "Zahlbar bis",
    "order": "Ihre Bestellung",
    "reference": "Verwendungszweck",
    "bill_to": "Rechnung an",
    "description": "Bezeichnung",
    "quantity": "Menge",
    "price": "Einzelpreis",
    "rate": "USt.",
    "amount": "Betrag",
    "net": "Summe netto",
    "tax": "Umsatzsteuer",
    "total": "Gesamtbetrag",
    "paid": "abzüglich Anzahlung",
    "balance": "Zu zahlen",
    "pay_to": "Bankverbindung",
    "corrects": "Zu Rechnung",
    "page": "Seite",
    "of": "von",
    "carried": "Übertrag",
    "inclusive": "Alle Preise enthalten die Umsatzsteuer.",
    "included": "Darin enthaltene Umsatzsteuer",
    "thanks": "Vielen Dank für Ihren Auftrag.",
    "tax_id": "USt-IdNr.",
    "phone": "Telefon",
}
_WORDS: Mapping[Locale, Mapping[str, str]] = {
    Locale.AUSTRALIA: _ENGLISH
    | {
        "rate": "GST",
        "tax": "GST",
        "tax_id": "ABN",
        "inclusive": "All prices include GST.",
        "included": "Total includes GST of",
        "credit_number": "Adjustment note no.",
    },
    Locale.IRELAND: _ENGLISH | {"due": "Payment due"},
    Locale.BRITAIN: _ENGLISH | {"number": "Invoice no.", "tax_id": "VAT Reg No"},
    Locale.AMERICA: _ENGLISH
    | {
        "number": "Invoice #",
        "credit_number": "Credit memo #",
        "date": "Date",
        "order": "P.O. #",
        "rate": "Tax",
        "tax": "Sales tax",
        "tax_id": "EIN",
        "price": "Rate",
        "balance": "Balance due",
        "inclusive": "Prices include sales tax.",
        "included": "Includes sales tax of",
    },
    Locale.GERMANY: _GERMAN,
}
_TITLES: Mapping[Locale, Mapping[Kind, str]] = {
    Locale.AUSTRALIA: {Kind.INVOICE: "Tax Invoice", Kind.CREDIT_NOTE: "Adjustment Note", Kind.RECEIPT: "Tax Invoice"},
    Locale.IRELAND: {Kind.INVOICE: "Invoice", Kind.CREDIT_NOTE: "Credit Note", Kind.RECEIPT: "Receipt"},
    Locale.BRITAIN: {Kind.INVOICE: "VAT Invoice", Kind.CREDIT_NOTE: "Credit Note", Kind.RECEIPT: "VAT Receipt"},
    Locale.AMERICA: {Kind.INVOICE: "Invoice", Kind.CREDIT_NOTE: "Credit Memo", Kind.RECEIPT: "Sales Receipt"},
    Locale.GERMANY: {Kind.INVOICE: "Rechnung", Kind.CREDIT_NOTE: "Rechnungskorrektur", Kind.RECEIPT: "Kassenbon"},
}
_SYMBOLS = {"AUD": "$", "USD": "$", "EUR": "€", "GBP": "£"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Wording:
    """Speaks one locale and one currency."""

    locale: Locale
    currency: str

    def __getitem__(self, word: str) -> str:
        """Return a label."""
        return _WORDS[self.locale][word]

    def title(self, kind: Kind) -> str:
        """Return what the document calls itself."""
        if kind is Kind.STATEMENT:
            return "Kontoauszug" if self.locale is Locale.GERMANY else "Statement of Account"
        return _TITLES[self.locale][kind]

    def plain(self, amount: Decimal) -> str:
        """Return an amount without its currency: `1,234.50`, `1.234,50`."""
        text = f"{amount:,.2f}"
        if self.locale is Locale.GERMANY:
            return text.translate(str.maketrans(",.", ".,"))
        return text

    def money(self, amount: Decimal) -> str:
        """Return an amount with its currency: `$1,234.50`, `1.234,50 €`."""
        symbol = _SYMBOLS[self.currency]
        if self.locale is Locale.GERMANY:
            return f"{self.plain(amount)} {symbol}"
        return f"{'-' if amount < 0 else ''}{symbol}{self.plain(abs(amount))}"

    def quantity(self, quantity: Decimal) -> str:
        """Return a quantity without idle zeros."""
        text = format(quantity.normalize(), "f")
        return text.replace(".", ",") if self.locale is Locale.GERMANY else text

    def percent(self, rate: Decimal) -> str:
        """Return a tax rate: `10%`, `13.5%`, `19 %`."""
        return self.quantity(rate) + (" %" if self.locale is Locale.GERMANY else "%")

    def day(self, day: date) -> str:
        """Return a date with figures, in the country's order."""
        order = {Locale.AMERICA: "%m/%d/%Y", Locale.GERMANY: "%d.%m.%Y"}
        return day.strftime(order.get(self.locale, "%d/%m/%Y"))

    def long_day(self, day: date) -> str:
        """Return a date with the month's name (English) or with figures (German)."""
        if self.locale is Locale.GERMANY:
            return self.day(day)
        month = _MONTHS[day.month - 1]
        return f"{month} {day.day}, {day.year}" if self.locale is Locale.AMERICA else f"{day.day} {month} {day.year}"

    def tax_id(self, tax_id: str) -> str:
        """Return a tax id as it is printed: an ABN in groups, the rest as registered."""
        if self.locale is Locale.AUSTRALIA:
            return f"{tax_id[:2]} {tax_id[2:5]} {tax_id[5:8]} {tax_id[8:]}"
        return tax_id
