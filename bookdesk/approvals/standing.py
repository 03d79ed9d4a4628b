"""Where a bill stands with its approvers, derived from what was signed; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.approvals.policy import Case, Plan, Rules, plan
from bookdesk.approvals.records import Sheet, base_amount
from bookdesk.approvals.statements import entitled, sound
from bookdesk.approvals.validity import Given, Validity, validity
from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import Decision
from bookdesk.ledger.alone import Alone
from bookdesk.ledger.sole import People
from bookdesk.models.approval import ApprovalDecision

_FOR = (Decision.APPROVED, Decision.RECEIVED, Decision.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a bill's approvals. `approved` holds for its present payment content only."""

    sheet: Sheet
    plan: Plan
    validity: Validity
    decisions: tuple[Given, ...]

    @property
    def bill_id(self) -> str:
        """The bill."""
        return self.sheet.bill.id

    @property
    def approved(self) -> bool:
        """Whether enough approvals count."""
        return self.plan.approved

    @property
    def approvers(self) -> tuple[str, ...]:
        """Whose approvals count: users by id, persons outside the practice by name."""
        return self.plan.counted

    @property
    def decision_ids(self) -> tuple[str, ...]:
        """What was said for the bill as it is now and not taken back: an approval is as old as the last of it."""
        withdrawn = {one.about_id for one in self.decisions if one.sound and one.decision is Decision.WITHDRAWN}
        said = [one for one in self.decisions if one.decision in _FOR and one.id not in withdrawn]
        return tuple(one.id for one in said if one.payment_hash == self.sheet.payment_hash)

    @property
    def payee_account_id(self) -> str | None:
        """The account that was approved with it."""
        return self.sheet.payee_account_id

    @property
    def why(self) -> str:
        """The plan and what lapsed, in sentences; what changed before it was approved anew is of no use any more."""
        lapsed = self.validity.unsound if self.approved else self.validity.lapsed
        return " ".join((*self.plan.reasons, *lapsed))


def standing(  # noqa: PLR0913 - what a bill is judged by
    sheet: Sheet, rules: Rules, base: str, client_id: str, people: People, *, sole: Alone | None = None
) -> Standing:
    """Judge one bill; every signature is verified anew, and whether its author had the role then.

    `sole` is who works alone for the client, if anybody does.
    """
    given = tuple(_given(row, sheet, client_id, people) for row in sheet.decisions)
    bill = sheet.bill
    word = sole is not None and sole.takes_the_clients_word
    found = validity(
        given,
        sheet.payment_hash,
        sheet.accounting_hash,
        bill.created_by,
        edited_by=(sheet.last_edited_by, *sheet.set_by),
        clients_word=word,
    )
    try:
        amount = base_amount(bill, base)
    except RuleBroken as no_rate:
        return Standing(sheet, Plan(1, (), (), (str(no_rate),)), found, given)
    alone = sole.user if sole is not None and sole.approves_his_own else None
    case = Case(amount, bill.created_by, sheet.last_edited_by, found.users, found.outside, alone, sheet.set_by)
    return Standing(sheet, plan(case, rules), found, given)


def _given(row: ApprovalDecision, sheet: Sheet, client_id: str, people: People) -> Given:
    return Given(
        row.id,
        row.decision,
        row.decided_by,
        row.payment_hash,
        row.accounting_hash,
        sound(row, client_id, sheet.evidence.get(row.evidence_id or ""), people),
        row.given_by,
        row.about_id,
        sheet.evidence.get(row.evidence_id or ""),
        entitled(row, client_id, people),
    )
