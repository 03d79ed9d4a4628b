"""What bank lines were matched with, item by item and in words: for the rows of the grid and their unfolded parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bank import BankAccount, BankLine, Match, MatchKind, MatchLine, MatchPart, TargetKind
from bookdesk.models.bill import Bill, BillKind
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.payment import Payment, PaymentRun
from bookdesk.models.receipt import Receipt, Refund

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class MatchedItem:
    """One thing of a match. `amount` is signed like the bank line; `record_id` is the bill's, payment's, run's or so.

    `kind` is bill, credit note, payment, payment run, invoice, receipt, entry, account or transfer.
    """

    kind: str
    record_id: str
    words: str
    amount: Money | None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class MatchDetails:
    """A match as it is unfolded: its lines in order of their days, its items, and why and by whom it was made."""

    match_id: str
    kind: MatchKind
    lines: tuple[str, ...]
    items: tuple[MatchedItem, ...]
    why: tuple[str, ...]
    by: str
    at: datetime
    entries: tuple[str, ...]
    signed_off: bool


def details_of(session: Session, match: Match) -> MatchDetails:
    """Return one match with everything in it."""
    lines = session.scalars(
        select(BankLine.id)
        .join(MatchLine, MatchLine.bank_line_id == BankLine.id)
        .where(MatchLine.match_id == match.id)
        .order_by(BankLine.day, BankLine.id)
    )
    sources = [
        match.id,
        *session.scalars(select(Receipt.id).where(Receipt.match_id == match.id)),
        *session.scalars(select(Refund.id).where(Refund.match_id == match.id)),
    ]
    posted = select(LedgerEntry.id).where(LedgerEntry.source_id.in_(sources), LedgerEntry.reverses_id.is_(None))
    said = match.why.get("why") if isinstance(match.why, dict) else None
    return MatchDetails(
        match.id,
        match.kind,
        tuple(lines),
        items_of(session, [match.id])[match.id],
        tuple(map(str, said)) if isinstance(said, list) else (),
        match.matched_by,
        match.matched_at,
        tuple(session.scalars(posted.order_by(LedgerEntry.id))),
        match.reconciliation_id is not None,
    )


def in_words(items: Sequence[MatchedItem]) -> str:
    """Return the items in one short line: three of them, and how many more."""
    shown = [item.words for item in items[:_SHOWN]]
    more = len(items) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def items_of(session: Session, match_ids: Sequence[str]) -> dict[str, tuple[MatchedItem, ...]]:
    """Return what each match holds besides its lines, in the order in which it was chosen."""
    rows = session.scalars(select(Match).where(Match.id.in_(match_ids))).all()
    matches = {one.id: one for one in rows}
    parts = session.scalars(select(MatchPart).where(MatchPart.match_id.in_(match_ids)).order_by(MatchPart.id)).all()
    accounts = {one.id: one for one in session.scalars(select(BankAccount))}
    found: dict[str, list[MatchedItem]] = defaultdict(list)
    for match_id, item in _of_parts(session, parts, matches, accounts):
        found[match_id].append(item)
    for match_id, item in _received(session, matches):
        found[match_id].append(item)
    for one in matches.values():
        if one.kind is MatchKind.TRANSFER:
            found[one.id] = [_transfer(one)]
    for match_id, item in _coded(session, matches.values(), accounts):
        found[match_id].append(item)
    return {one: tuple(found[one]) for one in matches}


def _of_parts(
    session: Session, parts: Sequence[MatchPart], matches: Mapping[str, Match], accounts: Mapping[str, BankAccount]
) -> Iterator[tuple[str, MatchedItem]]:
    """Yield what parts point to; the entry that the match itself posted is told by its accounts instead."""
    described = _described(session, parts)
    for part in parts:
        match = matches[part.match_id]
        if part.target_id != match.entry_id and (told := described.get(part.target_id)):
            kind, words, day, currency = told
            amount = Money(part.amount, currency or accounts[match.bank_account_id].currency)
            yield part.match_id, MatchedItem(kind, part.target_id, words, amount, day)


_Told = tuple[str, str, date | None, str | None]


def _described(session: Session, parts: Sequence[MatchPart]) -> dict[str, _Told]:
    """Return (kind, words, day, currency) by what parts point to."""
    wanted: dict[TargetKind, set[str]] = defaultdict(set)
    for part in parts:
        wanted[part.target_kind].add(part.target_id)
    return {
        **_bills(session, wanted[TargetKind.BILL]),
        **_payments(session, wanted[TargetKind.PAYMENT]),
        **_runs(session, wanted[TargetKind.RUN]),
        **_invoices(session, wanted[TargetKind.INVOICE]),
        **_receipts(session, wanted[TargetKind.RECEIPT]),
        **_entries(session, wanted[TargetKind.ENTRY]),
    }


def _bills(session: Session, ids: Iterable[str]) -> dict[str, _Told]:
    query = select(Bill, Contact.name).outerjoin(Contact, Contact.id == Bill.contact_id).where(Bill.id.in_(ids))
    return {
        bill.id: (
            bill.kind.value,
            _named((bill.kind is BillKind.CREDIT_NOTE and "credit note") or "bill", bill.number, name, "of"),
            bill.document_date,
            bill.currency,
        )
        for bill, name in session.execute(query)
    }


def _payments(session: Session, ids: Iterable[str]) -> dict[str, _Told]:
    query = (
        select(Payment, PaymentRun.execution_date, Contact.name)
        .join(PaymentRun, PaymentRun.id == Payment.run_id)
        .outerjoin(Contact, Contact.id == Payment.contact_id)
        .where(Payment.id.in_(ids))
    )
    return {
        one.id: ("payment", _named("payment", one.statement_reference, name or one.holder, "to"), day, one.currency)
        for one, day, name in session.execute(query)
    }


def _runs(session: Session, ids: Iterable[str]) -> dict[str, _Told]:
    return {
        run.id: ("payment run", f"payment run {run.number}", run.execution_date, run.currency)
        for run in session.scalars(select(PaymentRun).where(PaymentRun.id.in_(ids)))
    }


def _entries(session: Session, ids: Iterable[str]) -> dict[str, _Told]:
    return {
        entry.id: ("entry", entry.narration, entry.posting_date, None)
        for entry in session.scalars(select(LedgerEntry).where(LedgerEntry.id.in_(ids)))
    }


def _named(what: str, number: str | None, name: str | None, between: str) -> str:
    return " ".join(part for part in (what, number, f"{between} {name}" if name else None) if part)


def _invoices(session: Session, ids: Iterable[str]) -> dict[str, _Told]:
    query = select(Invoice, Contact.name).join(Contact, Contact.id == Invoice.contact_id).where(Invoice.id.in_(ids))
    return {
        one.id: (one.kind.value, _named(one.kind.value, one.number, name, "of"), one.document_date, one.currency)
        for one, name in session.execute(query)
    }


def _receipts(session: Session, ids: Iterable[str]) -> dict[str, _Told]:
    query = select(Receipt, Contact.name).join(Contact, Contact.id == Receipt.contact_id).where(Receipt.id.in_(ids))
    return {
        one.id: ("receipt", _named("receipt", one.number, name, "of"), one.day, one.currency)
        for one, name in session.execute(query)
    }


def _received(session: Session, matches: Mapping[str, Match]) -> Iterator[tuple[str, MatchedItem]]:
    """Yield what receipts of matches hold besides invoices: what was kept on account, and fees that were kept back."""
    query = (
        select(Receipt, Contact.name, Account, TaxCode.code)
        .join(Contact, Contact.id == Receipt.contact_id)
        .outerjoin(Account, Account.id == Receipt.fee_account_id)
        .outerjoin(TaxCode, TaxCode.id == Receipt.fee_tax_code_id)
        .where(Receipt.match_id.in_(matches), Receipt.reversed_on.is_(None))
        .order_by(Receipt.day, Receipt.id)
    )
    for receipt, name, account, code in session.execute(query):
        match_id = receipt.match_id or ""
        why = matches[match_id].why
        kept = why.get("kept") if isinstance(why, dict) else None
        amount = kept.get(receipt.id) if isinstance(kept, dict) else None
        if isinstance(amount, int):
            words = _named("on account", receipt.number, name, "of")
            yield match_id, MatchedItem("receipt", receipt.id, words, Money(amount, receipt.currency), receipt.day)
        if receipt.fee:
            words = f"{account.code} {account.name}" + (f" {code}" if code else "")
            fee = Money(-receipt.fee, receipt.banked_currency)
            yield match_id, MatchedItem("account", account.id, words, fee, receipt.day)


def _transfer(match: Match) -> MatchedItem:
    other = match.why.get("with") if isinstance(match.why, dict) else None
    return MatchedItem("transfer", match.entry_id or "", f"transfer with {other}" if other else "transfer", None)


def _coded(
    session: Session, matches: Iterable[Match], accounts: Mapping[str, BankAccount]
) -> Iterator[tuple[str, MatchedItem]]:
    """Yield the accounts that codings, and what was coded of a residue, went to; with tax, signed like the line."""
    coded = {entry: one for one in matches if (entry := _coding_of(one))}
    query = (
        select(Posting, Account, TaxCode.code, LedgerEntry.posting_date)
        .join(Account, Account.id == Posting.account_id)
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .outerjoin(TaxCode, TaxCode.id == Posting.tax_code_id)
        .where(Posting.entry_id.in_(coded))
        .order_by(Posting.entry_id, Posting.position)
    )
    rows = session.execute(query).all()
    taxes = {(row.Posting.entry_id, row.Posting.position): row.Posting.amount for row in rows if row.Posting.is_tax}
    for row in rows:
        posting, match = row.Posting, coded[row.Posting.entry_id]
        if posting.is_tax or posting.account_id == accounts[match.bank_account_id].account_id:
            continue
        tax = taxes.get((posting.entry_id, posting.position + 1), 0)  # a line's tax is posted right after it
        words = f"{row.Account.code} {row.Account.name}" + (f" {row.code}" if row.code else "")
        amount = Money(-posting.amount - tax, posting.currency)
        yield match.id, MatchedItem("account", row.Account.id, words, amount, row.posting_date)


def _coding_of(match: Match) -> str | None:
    """Return the entry whose accounts tell what was done: a coding's own, or that of a residue."""
    why = match.why if isinstance(match.why, dict) else {}
    residue = why.get("residue")
    if isinstance(residue, dict):
        return str(residue["entry"])
    return match.entry_id if match.kind is MatchKind.CODED else None
