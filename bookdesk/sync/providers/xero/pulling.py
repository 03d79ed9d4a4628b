"""Xero's records as neutral facts, and how each list is asked for. Pure but for the call it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from bookdesk.core.texts import number_key
from bookdesk.sync.ports import Fact, Page, Pulled, Stream
from bookdesk.sync.providers.xero.mapping import day_of, instant_of

Body = Mapping[str, Any]
Get = Callable[[str, Mapping[str, str]], Body]
"""Calls GET on a path with headers and returns the answer's object."""

_OVERLAP = timedelta(seconds=60)
_PAGE_SIZE = 200
_SIDES = {
    "CanApplyToAssets": "asset",
    "CanApplyToEquity": "equity",
    "CanApplyToExpenses": "expense",
    "CanApplyToLiabilities": "liability",
    "CanApplyToRevenue": "revenue",
}
_TREATMENTS = (
    ("CAPEX", "capital"),
    ("EXEMPTEXPENSES", "zero rated"),
    ("EXEMPTCAPITAL", "zero rated"),
    ("EXEMPTEXPORT", "zero rated"),
    ("EXEMPTOUTPUT", "exempt"),
    ("EXEMPTINPUT", "exempt"),
    ("ZERORATED", "zero rated"),
    ("INPUTTAXED", "input taxed"),
    ("BASEXCLUDED", "outside scope"),
    ("REVERSECHARGE", "reverse charge"),
    ("NONE", "outside scope"),
    ("INPUT", "taxable"),
    ("RRINPUT", "taxable"),
    ("OUTPUT", "taxable"),
    ("RROUTPUT", "taxable"),
)
"""What tax types mean, by how they begin; the first that fits. Types a firm made itself have no meaning to us."""
_EXEMPT_OR_FREE, _FREE = "EXEMPTOUTPUT", "free"
"""In Australia this type is GST-free, which is zero rated by the trade's word; elsewhere it is exempt."""


@dataclass(frozen=True, slots=True)
class _List:
    path: str
    name: str
    read: Callable[[Body], Pulled]
    paged: bool = True
    query: Mapping[str, str] | None = None


def pages(stream: Stream, cursor: str | None, get: Get) -> Iterator[Page]:
    """Yield the pages of a stream, what changed since `cursor` (an ISO instant in UTC without zone)."""
    for listed in _LISTS[stream]:
        yield from _paged(listed, cursor, get) if listed.paged else _whole(listed, get)


def _whole(listed: _List, get: Get) -> Iterator[Page]:
    """Read a short list at once: what is not in it any more is gone."""
    records = tuple(listed.read(item) for item in get(listed.path, {}).get(listed.name) or [])
    yield Page(records, None, complete=True)


def _paged(listed: _List, cursor: str | None, get: Get) -> Iterator[Page]:
    headers = {"If-Modified-Since": cursor} if cursor else {}
    newest, number, count = cursor, 1, 1
    while number <= count:
        query = {**(listed.query or {}), "page": str(number), "pageSize": str(_PAGE_SIZE)}
        answer = get(f"{listed.path}?{urlencode(query)}", headers)
        items = answer.get(listed.name) or []
        count = int((answer.get("pagination") or {}).get("pageCount") or 1)
        newest = max(filter(None, (newest, *map(_updated, items))), default=None)
        yield Page(tuple(map(listed.read, items)), newest if number >= count else cursor)
        number += 1


def _updated(item: Body) -> str | None:
    """Return the server's own time of an item less the overlap: the desk's clock is never compared with it."""
    instant = instant_of(item.get("UpdatedDateUTC"))
    return (instant - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%S") if instant else None


def _organisation(item: Body) -> Pulled:
    locks = [day for day in map(day_of, (item.get("PeriodLockDate"), item.get("EndOfYearLockDate"))) if day]
    fact: Fact = {
        "currency": str(item.get("BaseCurrency") or ""),
        "country": str(item.get("CountryCode") or ""),
        "locked_through": max(locks).isoformat() if locks else None,
    }
    return Pulled(str(item["OrganisationID"]), str(item["Name"]), active=True, fact=fact)


def _account(item: Body) -> Pulled:
    bank = item.get("Type") == "BANK"
    fact: Fact = {
        "code": str(item.get("Code") or ""),
        "side": str(item.get("Class") or "").lower(),
        "bank": bank,
        "pays": bank or bool(item.get("EnablePaymentsToAccount")),
        "postable": not bank and item.get("SystemAccount") not in {"DEBTORS", "CREDITORS"},
        "system": str(item.get("SystemAccount") or ""),
        "number": str(item.get("BankAccountNumber") or ""),
        "currency": str(item.get("CurrencyCode") or ""),
    }
    return Pulled(str(item["AccountID"]), str(item["Name"]), item.get("Status") == "ACTIVE", fact)


def _tax_rate(item: Body) -> Pulled:
    tax_type = str(item["TaxType"])
    treatment = next((meaning for start, meaning in _TREATMENTS if tax_type.startswith(start)), "")
    if tax_type == _EXEMPT_OR_FREE and _FREE in str(item["Name"]).casefold():
        treatment = "zero rated"
    fact: Fact = {
        "rate": str(item.get("EffectiveRate") or "0"),
        "sides": [side for name, side in _SIDES.items() if item.get(name)],
        "treatment": treatment,
    }
    return Pulled(tax_type, str(item["Name"]), item.get("Status") == "ACTIVE", fact)


def _contact(item: Body) -> Pulled:
    fact: Fact = {
        "tax_number": str(item.get("TaxNumber") or ""),
        "email": str(item.get("EmailAddress") or ""),
    }
    return Pulled(str(item["ContactID"]), str(item["Name"]), item.get("ContactStatus") == "ACTIVE", fact)


def _document(item: Body) -> Pulled:
    credit = "CreditNoteID" in item
    number = str(item.get("CreditNoteNumber" if credit else "InvoiceNumber") or "")
    day = day_of(item.get("Date"))
    fact: Fact = {
        "contact": str((item.get("Contact") or {}).get("ContactID") or ""),
        "number_key": number_key(number),
        "day": day.isoformat() if day else None,
        "currency": str(item.get("CurrencyCode") or ""),
        "net": str(item.get("SubTotal") or "0"),
        "tax": str(item.get("TotalTax") or "0"),
        "total": str(item.get("Total") or "0"),
        "status": str(item.get("Status") or ""),
        "credit": credit,
    }
    gone = item.get("Status") in {"VOIDED", "DELETED"}
    return Pulled(str(item["CreditNoteID" if credit else "InvoiceID"]), number, not gone, fact)


_LISTS: dict[Stream, tuple[_List, ...]] = {
    Stream.ORGANISATION: (_List("Organisation", "Organisations", _organisation, paged=False),),
    Stream.ACCOUNTS: (_List("Accounts", "Accounts", _account, paged=False),),
    Stream.TAX_CODES: (_List("TaxRates", "TaxRates", _tax_rate, paged=False),),
    Stream.CONTACTS: (_List("Contacts", "Contacts", _contact, query={"includeArchived": "true"}),),
    Stream.DOCUMENTS: (
        _List("Invoices", "Invoices", _document, query={"where": 'Type=="ACCPAY"'}),
        _List("CreditNotes", "CreditNotes", _document, query={"where": 'Type=="ACCPAYCREDIT"'}),
    ),
    Stream.SALES: (
        _List("Invoices", "Invoices", _document, query={"where": 'Type=="ACCREC"'}),
        _List("CreditNotes", "CreditNotes", _document, query={"where": 'Type=="ACCRECCREDIT"'}),
    ),
}
