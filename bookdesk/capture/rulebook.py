"""The client's rules of coding: read with their proof, added, changed, put in order. Each act is one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.coderules import CodeRule, PastLine, Proof, ProvedRule, conflicts, proved, words_of
from bookdesk.capture.naming import account_named, supplier_named, tax_code_named
from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.texts import clean
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.capturing import CaptureRule
from bookdesk.models.contact import Contact
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_MOST_LINES = 5_000
"""Confirmed lines, the newest, that rules are held against."""


@dataclass(frozen=True, slots=True)
class RuleTyped:
    """A rule as a person writes it: supplier by name or id, account and tax code by code; nothing where it is open."""

    account: str
    supplier: str = ""
    contains: str = ""
    tax_code: str = ""


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule with its proof, and the positions of earlier rules that take lines from it and code them otherwise."""

    rule: CodeRule
    proof: Proof
    after: tuple[int, ...]

    @property
    def alone(self) -> bool:
        """Whether it acts by itself."""
        return self.rule.enabled and self.proof.enough

    @property
    def standing(self) -> str:
        """How far it is, in words."""
        if not self.rule.enabled:
            return "switched off"
        return "acts by itself" if self.alone else "proposes"


class RuleBook:
    """Reads and changes the rules of one client."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def rules(self) -> tuple[RuleShown, ...]:
        """Return every rule in order."""
        with self._desk.books.query() as session:
            rules, past = rules_of(session), past_lines(session)
        later = conflicts(rules, past)
        return tuple(RuleShown(one.rule, one.proof, later.get(one.rule.id, ())) for one in proved(rules, past))

    def tried(self, typed: RuleTyped) -> RuleShown:
        """Return what a rule would have done so far; nothing is kept."""
        with self._desk.books.query() as session:
            row = CaptureRule(id="", position=0, enabled=True)
            _take(session, row, typed)
            rules, past = rules_of(session), past_lines(session)
            rule = _rule(session, row, position=len(rules) + 1)
        (one,) = proved([rule], past)
        return RuleShown(rule, one.proof, conflicts([*rules, rule], past).get(rule.id, ()))

    def add(self, typed: RuleTyped) -> RuleShown:
        """Add a rule after the others."""
        with self._change("rule added") as work:
            row = CaptureRule(position=len(_rows(work.session)) + 1)
            _take(work.session, row, typed)
            work.add(row)
            work.commit()
        return self._shown(row.id)

    def edit(self, reference: str, typed: RuleTyped) -> RuleShown:
        """Write a rule anew, by place or id; its place stays."""
        with self._change("rule changed") as work:
            row = self._row(work, reference)
            _take(work.session, row, typed)
            work.commit()
        return self._shown(row.id)

    def switch(self, reference: str, *, on: bool) -> RuleShown:
        """Let a rule count, or not."""
        with self._change("rule switched on" if on else "rule switched off") as work:
            row = self._row(work, reference)
            row.enabled = on
            work.commit()
        return self._shown(row.id)

    def move(self, reference: str, place: int) -> RuleShown:
        """Put a rule at another place (from 1); the others close up."""
        with self._change("rules put in order") as work:
            row = self._row(work, reference)
            rows = [work.get(CaptureRule, one.id) for one in _rows(work.session) if one.id != row.id]
            rows.insert(max(0, min(place - 1, len(rows))), row)
            _number(rows)
            work.commit()
        return self._shown(row.id)

    def remove(self, reference: str) -> None:
        """Remove a rule; what it coded stays."""
        with self._change("rule removed") as work:
            row = self._row(work, reference)
            work.delete(row)
            _number([work.get(CaptureRule, one.id) for one in _rows(work.session) if one.id != row.id])
            work.commit()

    def _shown(self, rule_id: str) -> RuleShown:
        return next(one for one in self.rules() if one.rule.id == rule_id)

    def _row(self, work: Change, reference: str) -> CaptureRule:
        rows = _rows(work.session)
        known = {one.id: one for one in rows} | {str(one.position): one for one in rows}
        if reference not in known:
            raise NotFound(f"There is no rule {reference}.", "Choose one from the list.", command="bookdesk rule list")
        return work.get(CaptureRule, known[reference].id)

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.CAPTURE_RULE_EDITED, reason, actor=self._desk.actor)


def rules_of(session: Session) -> tuple[CodeRule, ...]:
    """Return the client's rules in order."""
    return tuple(_rule(session, row) for row in _rows(session))


def past_lines(session: Session, supplier_id: str | None = None) -> tuple[PastLine, ...]:
    """Return how confirmed lines were coded, the newest first, of one supplier where he is named."""
    query = (
        select(Bill.contact_id, BillLine.description, BillLine.account_id, BillLine.tax_code_id, Contact.origin)
        .join(Bill, Bill.id == BillLine.bill_id)
        .outerjoin(Contact, Contact.id == Bill.contact_id)
        .where(
            Bill.taken_on.is_(False),
            Bill.status.in_((BillStatus.REVIEWED, BillStatus.APPROVED)),
            BillLine.account_id.is_not(None),
        )
        .order_by(Bill.document_date.desc(), Bill.id.desc(), BillLine.position)
        .limit(_MOST_LINES)
    )
    if supplier_id is not None:
        query = query.where(Bill.contact_id == supplier_id)
    rows = session.execute(query)
    return tuple(PastLine(who, said, account, tax, origin) for who, said, account, tax, origin in rows if account)


def rules_for(session: Session, supplier_id: str | None) -> tuple[ProvedRule, ...]:
    """Return the rules that may be about lines of a supplier (None: of somebody unknown), each with its proof."""
    rules = [one for one in rules_of(session) if one.enabled and one.supplier_id in {None, supplier_id}]
    if not rules:
        return ()
    everybody = any(one.supplier_id is None for one in rules)
    return proved(rules, past_lines(session, None if everybody else supplier_id))


def _rows(session: Session) -> Sequence[CaptureRule]:
    return session.scalars(select(CaptureRule).order_by(CaptureRule.position, CaptureRule.id)).all()


def _number(rows: Sequence[CaptureRule]) -> None:
    for place, row in enumerate(rows, 1):
        row.position = place


def _rule(session: Session, row: CaptureRule, position: int = 0) -> CodeRule:
    contact = session.get(Contact, row.contact_id) if row.contact_id else None
    account = session.get_one(Account, row.account_id)
    code = session.get(TaxCode, row.tax_code_id) if row.tax_code_id else None
    return CodeRule(
        row.id,
        position or row.position,
        row.contact_id,
        contact.name if contact is not None else "",
        row.contains or "",
        row.account_id,
        f"{account.code} {account.name}",
        row.tax_code_id,
        code.code if code is not None else "",
        row.enabled,
    )


def _take(session: Session, row: CaptureRule, typed: RuleTyped) -> None:
    contains = clean(typed.contains)
    if contains and not words_of(contains):
        raise InputError(f"“{contains}” has no word in it.", "Write a word as it stands on the lines.")
    if not contains and not typed.supplier:
        raise InputError("A rule for every line of everybody codes nothing well.", "Name a supplier or some words.")
    row.contains = contains or None
    row.contact_id = supplier_named(session, typed.supplier) if typed.supplier else None
    row.account_id = account_named(session, typed.account)
    row.tax_code_id = tax_code_named(session, typed.tax_code) if typed.tax_code else None
