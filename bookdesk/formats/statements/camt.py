"""ISO 20022 camt.052, 053 and 054, any version and namespace.

052 is an intraday report, 053 the statement of booked days, 054 the details of entries that stand in a 053.
A document without any of the three fails loudly, and so does one that is not well-formed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lxml import etree

from bookdesk.core.errors import InputError
from bookdesk.formats.statements.camt_details import party_of, remittance_of
from bookdesk.formats.statements.model import (
    Balance,
    Basis,
    Problems,
    Statement,
    StatementFile,
    Status,
    Transaction,
)
from bookdesk.formats.statements.proof import prove_all
from bookdesk.formats.statements.text import joined
from bookdesk.formats.statements.values import amount_of, iso_date

_CONTAINERS = {
    "BkToCstmrStmt": ("Stmt", Basis.STATEMENT),
    "BkToCstmrAcctRpt": ("Rpt", Basis.REPORT),
    "BkToCstmrDbtCdtNtfctn": ("Ntfctn", Basis.NOTIFICATION),
}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NONREF"})


def read_camt(data: bytes) -> StatementFile:
    """Read all statements, reports or notifications; `InputError` if the file holds none of them."""
    root = _parsed(data)
    problems = Problems()
    found = list(_containers(root))
    if not found:
        raise InputError(
            f"This XML file holds no bank statement (its root is {root.tag}).",
            "BookDesk reads camt.052, camt.053 and camt.054; download one of these.",
        )
    statements = [_Reader(basis, problems).statement(element) for element, basis in found]
    return StatementFile("camt", prove_all(statements), problems.all())


def _parsed(data: bytes) -> etree._Element:
    """Parse without entities, DTD or network, and drop all namespaces."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"The XML is damaged: {error}.", "Download the statement from the bank once more.") from error
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def _containers(root: etree._Element) -> Iterator[tuple[etree._Element, Basis]]:
    for message in root.iter(*_CONTAINERS):
        name, basis = _CONTAINERS[str(message.tag)]
        for element in message.findall(name):
            yield element, basis


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the statements of one file."""

    basis: Basis
    problems: Problems

    def statement(self, element: etree._Element) -> Statement:
        """Return one statement, its entries as the bank booked them."""
        read = [self.entry(entry) for entry in element.findall("Ntry")]
        currency = _text(element, "Acct/Ccy") or _currency_of_balances(element)
        return Statement(
            account=_text(element, "Acct/Id/IBAN") or _text(element, "Acct/Id/Othr/Id"),
            currency=currency or next((item.currency for item in read if item), None),
            transactions=tuple(item for item in read if item is not None),
            number=_text(element, "ElctrncSeqNb") or _text(element, "LglSeqNb") or _text(element, "Id"),
            opening=_balance(element, _OPENING),
            closing=_balance(element, _CLOSING),
            basis=self.basis,
        )

    def entry(self, entry: etree._Element) -> Transaction | None:
        """Return one entry: a single payment with its own details, or a batch with its payments as details."""
        amount = _amount(entry.find("Amt"), entry)
        booked_on, value_on = _day(entry, "BookgDt"), _day(entry, "ValDt")
        day = booked_on or value_on or self._dated_by_list(entry)
        if amount is None or day is None:
            what = "amount" if amount is None else "date"
            self.problems.add(_line(entry), f"An entry was left out: its {what} cannot be read.")
            return None
        status = _text(entry, "Sts/Cd") or _text(entry, "Sts") or "BOOK"
        booking = Transaction(
            booked_on=day,
            amount=amount,
            currency=_currency(entry.find("Amt")),
            value_on=value_on,
            description=joined(_text(entry, "AddtlNtryInf")),
            bank_id=_reference(entry, "AcctSvcrRef") or _reference(entry, "NtryRef"),
            kind=_kind(entry),
            status=Status.BOOKED if status == "BOOK" else Status.PENDING,
            reversal=_text(entry, "RvslInd") in {"true", "1"},
            line=_line(entry),
        )
        parts = [self._detail(booking, entry, part) for part in entry.findall("NtryDtls/TxDtls")]
        return _with_parts(booking, parts)

    def _dated_by_list(self, entry: etree._Element) -> date | None:
        """Return the day of the whole list, for entries of notifications that carry no day of their own."""
        listed = entry.getparent()
        day = None if listed is None else iso_date(_text(listed, "CreDtTm") or _text(listed, "FrToDt/ToDtTm"))
        if day is not None:
            self.problems.add(_line(entry), f"An entry has no date; it was given that of its list, {day}.")
        return day

    def _detail(self, booking: Transaction, entry: etree._Element, part: etree._Element) -> Transaction:
        """Return one payment of an entry with its own amount; the entry's only where the bank gives none."""
        money = part.find("Amt")
        if money is None:
            money = part.find("AmtDtls/TxAmt/Amt")
        own = None if money is None else _amount(money, part if part.find("CdtDbtInd") is not None else entry)
        text, reference = remittance_of(part)
        payee, account = party_of(part, money_in=booking.amount >= 0)
        return replace(
            booking,
            amount=booking.amount if own is None else own,
            currency=booking.currency if own is None else _currency(money),
            description=joined(text, _text(part, "AddtlTxInf"), booking.description),
            reference=reference,
            payee=payee,
            payee_account=account,
            bank_id=_reference(part, "Refs/AcctSvcrRef"),
            end_to_end_id=_reference(part, "Refs/EndToEndId"),
            cheque_number=_text(part, "Refs/ChqNb"),
            line=_line(part),
        )


def _with_parts(booking: Transaction, parts: list[Transaction]) -> Transaction:
    """Lend a single payment's details to its entry; number the payments of a batch, which need ids of their own."""
    if len(parts) == 1:
        part = parts[0]
        foreign = part.currency != booking.currency
        return replace(
            part,
            amount=booking.amount,
            currency=booking.currency,
            bank_id=booking.bank_id or part.bank_id,
            original_amount=part.amount if foreign else None,
            original_currency=part.currency if foreign else None,
            line=booking.line,
        )
    numbered = tuple(
        replace(part, bank_id=f"{part.bank_id or booking.bank_id or ''}#{index}") for index, part in enumerate(parts, 1)
    )
    return replace(
        booking, details=numbered, description=booking.description or joined(*(p.description for p in parts))
    )


def _line(element: etree._Element) -> int | None:
    """Return the line the element stands on; the type stubs of lxml leave its type open."""
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def _text(element: etree._Element, path: str) -> str | None:
    return (element.findtext(path) or "").strip() or None


def _reference(element: etree._Element, path: str) -> str | None:
    found = _text(element, path)
    return None if found is None or found in _NO_REFERENCE else found


def _amount(money: etree._Element | None, owner: etree._Element) -> Decimal | None:
    """Return the signed amount; the sign stands beside it, not in it."""
    value = None if money is None else amount_of(money.text)
    side = _text(owner, "CdtDbtInd")
    if value is None or side not in {"CRDT", "DBIT"}:
        return None
    return value if side == "CRDT" else -value


def _currency(money: etree._Element | None) -> str | None:
    return None if money is None else money.get("Ccy")


def _day(element: etree._Element, path: str) -> date | None:
    """Return the date written, be it a date or an instant: its offset never moves the day."""
    return iso_date(_text(element, f"{path}/Dt") or _text(element, f"{path}/DtTm"))


def _balance(element: etree._Element, kinds: tuple[str, ...]) -> Balance | None:
    """Return the balance of the first kind of `kinds` that is given."""
    given = {_text(item, "Tp/CdOrPrtry/Cd"): item for item in reversed(element.findall("Bal"))}
    for kind in kinds:
        if kind in given:
            amount = _amount(given[kind].find("Amt"), given[kind])
            return None if amount is None else Balance(amount, _day(given[kind], "Dt"))
    return None


def _currency_of_balances(element: etree._Element) -> str | None:
    return _currency(element.find("Bal/Amt"))


def _kind(entry: etree._Element) -> str | None:
    """Return the bank transaction code: ISO domain-family-subfamily, or the bank's own."""
    domain = entry.find("BkTxCd/Domn")
    if domain is not None:
        parts = (_text(domain, "Cd"), _text(domain, "Fmly/Cd"), _text(domain, "Fmly/SubFmlyCd"))
        return "-".join(part for part in parts if part)
    return _text(entry, "BkTxCd/Prtry/Cd")
