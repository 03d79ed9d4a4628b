"""The baseline: a reader that looks for a few labels and takes the first fitting text behind or below. Never tuned."""

from __future__ import annotations

import re

_AMOUNT = r"-?[0-9][0-9.,' ]*[.,][0-9]{2}"
_DATE = (
    r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{1,2}\.? [A-Za-zäéû]{3,9},? [0-9]{4}"
    r"|[A-Za-z]{3,9} [0-9]{1,2},? [0-9]{4}"
)
_NUMBER = r"[A-Z0-9][A-Z0-9/_-]*[0-9][A-Z0-9/_-]*"
_LABELS: dict[str, tuple[str, str]] = {
    "invoice_number": (
        r"invoice\s*(?:no|number|#|nr)|rechnungs?-?\s*(?:nr|nummer)|facture\s*(?:n°|no)|rechnung nr",
        _NUMBER,
    ),
    "issue_date": (r"invoice date|rechnungsdatum|date de facture|datum|date", _DATE),
    "total": (r"grand total|total due|amount due|gesamtbetrag|bruttosumme|rechnungsbetrag|total ttc|total", _AMOUNT),
    "net": (r"subtotal|net total|nettobetrag|summe netto|rechnungssumme ohne ust|total ht", _AMOUNT),
    "tax": (r"vat|gst|tax|mwst|umsatzsteuer|steuerbetrag|tva", _AMOUNT),
    "supplier_tax_id": (r"", r"(?:DE|FR|GB|IE|NL|AT|BE)[0-9A-Z]{8,12}"),
    "iban": (r"", r"[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?"),
}
_COMPANY = re.compile(r"[^\n]*\b(?:GmbH|AG|Ltd|Limited|Inc|SARL|B\.V\.|BHD|Pty)\b[^\n]*", re.IGNORECASE)


def read_naively(text: str) -> dict[str, str | None]:
    """Return fields from a document's lines."""
    found: dict[str, str | None] = {name: _behind(text, *pair) for name, pair in _LABELS.items()}
    for name in ("total", "net", "tax"):
        found[name] = _decimal(found[name])
    found["issue_date"] = _iso(found["issue_date"])
    company = _COMPANY.search(text)
    found["supplier_name"] = company[0].strip() if company else text.strip().partition("\n")[0] or None
    found["currency"] = next(
        (
            code
            for sign, code in (("€", "EUR"), ("EUR", "EUR"), ("$", "USD"), ("£", "GBP"), ("RM", "MYR"))
            if sign in text
        ),
        None,
    )
    return found


def _behind(text: str, label: str, value: str) -> str | None:
    """Return the first fitting text behind the label in its line, else in the next line."""
    match = re.search(rf"(?i:\b(?:{label}))[^\n]*?({value})" if label else f"({value})", text)
    if match is None and label:
        match = re.search(rf"(?i:\b(?:{label}))[^\n]*\n[^\n]*?({value})", text)
    return match[1].strip() if match else None


def _decimal(text: str | None) -> str | None:
    if text is None:
        return None
    digits = re.sub(r"[^0-9-]", "", text)
    return f"{digits[:-2] or '0'}.{digits[-2:]}"


def _iso(text: str | None) -> str | None:
    match = re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", text or "")
    return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text
