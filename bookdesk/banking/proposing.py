"""What the engine says about the open lines of an account, in the words of the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import records, rules
from bookdesk.banking.matching import Document, DocumentKind, Line, Party, Reason, Suggestion, Workload, match
from bookdesk.banking.targets import Kind, Target, open_targets
from bookdesk.core.money import Money
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bank import BankAccount, BankLine, CodingRule, Match, MatchLine, MatchPart
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.payment import Payment

_CLIENT = "client"
_RUN_PARTY = "run"
_RUN_DAYS = 5
_LEFT_OVER = "a person says where what is left over is coded"
_MOVED_UP = ("what fitted better was taken meanwhile",)
_BY_PERSON = frozenset({Kind.RUN, Kind.RECEIPT})
"""What the engine is not asked about: a run is found by its total, and money on account is given back by a person."""
_KINDS = {
    Kind.PAYMENT: DocumentKind.PAYMENT,
    Kind.RUN: DocumentKind.RUN,
    Kind.BILL: DocumentKind.BILL,
    Kind.CREDIT_NOTE: DocumentKind.CREDIT_NOTE,
    Kind.INVOICE: DocumentKind.INVOICE,
    Kind.RECEIPT: DocumentKind.CREDIT_NOTE,
    Kind.ENTRY: DocumentKind.PAYMENT,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One answer for one open line. `pair` is the other line of a transfer; `rule` a coding rule that fits.

    `credit_of` is the customer, by id and name, whose credit the line becomes where nothing of his is open.
    """

    line: BankLine
    rank: int
    kind: str
    targets: tuple[tuple[Target, Money], ...]
    auto: bool
    points: float
    reasons: tuple[Reason, ...]
    vetoes: tuple[str, ...] = ()
    difference: Money | None = None
    pair: str | None = None
    rule: CodingRule | None = None
    coding: tuple[str, str | None] | None = None
    credit_of: tuple[str, str] | None = None


def propose(session: Session, account: BankAccount) -> list[Proposal]:
    """Return proposals for the open lines of an account, oldest line first, best proposal first."""
    lines = records.open_lines(session)
    targets = {target.key: target for target in open_targets(session, account)}
    own = {line.id: line for line in lines if line.bank_account_id == account.id}
    runs = _wholes(list(own.values()), list(targets.values()))
    coded = _by_rules(session, list(own.values()))
    waiting = [line for line in lines if line.id not in runs]
    names = {row.id: row.name for row in session.execute(select(Contact.id, Contact.name))}
    found = [
        _proposal(own[one.line], one, targets, names)
        for one in match(_workload(session, waiting, list(targets.values())))
        if one.line in own
    ]
    settled = {one.line.id for one in found if one.rank == 1}
    found += [*runs.values(), *(one for one in coded if one.line.id not in settled | runs.keys())]
    return sorted(found, key=lambda one: (one.line.day, one.line.id, one.rank))


def without(proposals: Sequence[Proposal], line_ids: Collection[str], target_keys: Collection[str]) -> list[Proposal]:
    """Return what is left of proposals once these lines are matched and these targets taken; nothing is asked anew.

    Answers that rest on what is gone are left out, and the others of a line move up. One that becomes the first is
    never sure: it was not when something fitted better. A later `propose` may find more.
    """
    lines, targets = set(line_ids), set(target_keys)
    ranks: Counter[str] = Counter()
    left: list[Proposal] = []
    for one in proposals:
        if one.line.id in lines or one.pair in lines or any(target.key in targets for target, _ in one.targets):
            continue
        ranks[one.line.id] += 1
        moved = ranks[one.line.id] != one.rank
        left.append(replace(one, rank=ranks[one.line.id], auto=False, vetoes=_MOVED_UP) if moved else one)
    return left


def _workload(session: Session, lines: Sequence[BankLine], targets: Sequence[Target]) -> Workload:
    """Put the question to the engine: lines of all accounts (for transfers), targets, and contacts as parties."""
    aliases = _learnt_names(session)
    parties = [
        Party(row.id, _CLIENT, row.name, tuple(sorted(aliases.get(row.id, ()))), customer=row.customer)
        for row in session.scalars(select(Contact))
    ]
    return Workload(
        tuple(map(_line, lines)),
        tuple(_document(target) for target in targets if target.kind not in _BY_PERSON and not target.payout),
        (*parties, Party(_RUN_PARTY, _CLIENT, "payment run")),
    )


def _line(line: BankLine) -> Line:
    """Put a line to the engine. Each has an id: what is stored was sorted out when it came, and none repeats another.

    Two equal bookings of one file are two, as when a card is used twice a day.
    """
    return Line(
        line.id,
        _CLIENT,
        line.bank_account_id,
        line.currency,
        line.amount,
        line.day,
        line.description,
        line.payee or "",
        line.reference or "",
        line.bank_id or line.id,
        line.position,
        line.payee_account,
    )


def _document(target: Target) -> Document:
    return Document(
        target.key,
        _CLIENT,
        _KINDS[target.kind],
        target.contact_id or _RUN_PARTY,
        target.number,
        target.amount.currency,
        target.amount.minor,
        target.day,
        target.due,
        target.reference,
        target.discount.minor if target.discount is not None else 0,
        target.discount_until,
    )


def _learnt_names(session: Session) -> dict[str, set[str]]:
    """Return by contact how matched lines called him, and the holders of his accounts."""
    found: dict[str, set[str]] = {}
    paid = (
        select(Payment.contact_id, BankLine.payee)
        .join(MatchPart, MatchPart.target_id == Payment.id)
        .join(Match, Match.id == MatchPart.match_id)
        .join(MatchLine, MatchLine.match_id == Match.id)
        .join(BankLine, BankLine.id == MatchLine.bank_line_id)
    )
    for query in (paid, select(PayeeAccount.contact_id, PayeeAccount.holder)):
        for contact, name in session.execute(query):
            if name:
                found.setdefault(contact, set()).add(name)
    return found


def _wholes(lines: Sequence[BankLine], targets: Sequence[Target]) -> dict[str, Proposal]:
    """Propose whole runs and payouts: the only line of that amount near its day, and the only such run or payout.

    A payout is sure where the line names the gateway, too: anybody may pay the same amount.
    """
    wholes = [target for target in targets if target.kind is Kind.RUN or target.payout]
    found: dict[str, Proposal] = {}
    for line in lines:
        fitting = [one for one in wholes if _shows(line, one)]
        if fitting:
            whole = fitting[0]
            alone = len(fitting) == 1 and sum(_shows(other, whole) for other in lines) == 1
            vetoes = () if alone else (f"another {_called(whole)} or line of this total is open",)
            if whole.payout and not _names(line, whole):
                vetoes = (*vetoes, f"the line does not name {whole.contact}")
            reason = Reason("run", 4.0, _said(whole))
            shares = ((whole, whole.amount),)
            found[line.id] = Proposal(line, 1, "run", shares, not vetoes, 4.0, (reason,), vetoes)
    return found


def _called(whole: Target) -> str:
    return "payout" if whole.payout else "run"


def _said(whole: Target) -> str:
    if whole.payout:
        return f"the amount is the payout of {whole.contact} of {whole.day.isoformat()}"
    return f"the amount is the total of payment run {whole.number} of {whole.day.isoformat()}"


def _names(line: BankLine, whole: Target) -> bool:
    text = " ".join((line.description, line.payee or "", line.reference or ""))
    return whole.contact.casefold() in text.casefold()


def _shows(line: BankLine, whole: Target) -> bool:
    same = Money(line.amount, line.currency) == whole.amount if line.currency == whole.amount.currency else False
    return same and -1 <= (line.day - whole.day).days <= _RUN_DAYS


def _proposal(line: BankLine, one: Suggestion, targets: Mapping[str, Target], names: Mapping[str, str]) -> Proposal:
    shares = tuple(
        (targets[share.document], Money(share.amount, targets[share.document].amount.currency)) for share in one.shares
    )
    left_over = () if not one.difference or one.vetoes else (_LEFT_OVER,)
    return Proposal(
        line,
        one.rank,
        one.kind,
        shares,
        one.auto and not one.difference,
        one.points,
        one.reasons,
        (*one.vetoes, *left_over),
        Money(one.difference, line.currency) if one.difference else None,
        one.pair,
        credit_of=(one.party, names[one.party]) if one.party is not None else None,
    )


def _by_rules(session: Session, lines: Sequence[BankLine]) -> list[Proposal]:
    """Propose codings by the rules a person enabled."""
    enabled = session.scalars(
        select(CodingRule).where(CodingRule.enabled.is_(True), CodingRule.suspended_reason.is_(None))
    ).all()
    codes = {row.id: row.code for row in session.scalars(select(Account))}
    taxes = {row.id: row.code for row in session.scalars(select(TaxCode))}
    found: list[Proposal] = []
    for line in lines:
        rule = next((one for one in enabled if rules.matches(one.contains, line.description)), None)
        if rule is not None:
            reason = Reason("rule", 3.0, f"the text contains {rule.contains!r}")
            coding = (codes[rule.account_id], taxes.get(rule.tax_code_id or ""))
            found.append(
                Proposal(
                    line,
                    rank=1,
                    kind="rule",
                    targets=(),
                    auto=False,
                    points=reason.points,
                    reasons=(reason,),
                    vetoes=("a person codes it",),
                    rule=rule,
                    coding=coding,
                )
            )
    return found
