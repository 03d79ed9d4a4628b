"""How a bill is probably coded: by a rule that proved itself, as the same line before, by defaults. Pure.

What the accounting system says of a supplier is looked up, never learned from: rows whose origin is Xero give no
coding here (its terms forbid learning).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bookdesk.capture.coderules import ProvedRule, ruling
from bookdesk.core.dates import Terms, due_date
from bookdesk.core.vocabulary import WayOfPayment

NOT_LEARNED_FROM = frozenset({"xero"})
"""Origins of rows that nothing is learned from."""


@dataclass(frozen=True, slots=True)
class CodedLine:
    """How a line of an earlier bill was coded; `origin` names the system its bill was pulled from."""

    description: str
    account_id: str
    tax_code_id: str | None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class SupplierHabits:
    """A supplier's defaults and the lines of his last bills, newest first."""

    account_id: str | None = None
    tax_code_id: str | None = None
    terms: Terms | None = None
    way: WayOfPayment | None = None
    last: tuple[CodedLine, ...] = ()
    rules: tuple[ProvedRule, ...] = ()
    """The client's rules that may be about his lines, in order."""
    supplier_id: str | None = None


@dataclass(frozen=True, slots=True)
class RatedCode:
    """A tax code for purchases with the rate it has on the document's day (0.10 is 10 %)."""

    id: str
    code: str
    rate: Decimal
    plain: bool
    """Whether it is taxable or zero at home: not capital, import or reverse charge."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A proposal for one line and its reason."""

    account_id: str | None
    tax_code_id: str | None
    why: str
    proved: bool = True
    """False where a rule says so that did not prove itself yet: a person should look."""


def propose_coding(
    description: str, rate: Decimal | None, habits: SupplierHabits, codes: Sequence[RatedCode]
) -> Coding:
    """Propose account and tax code of a line; `rate` is the fraction printed for it, None where none is."""
    rule = ruling(habits.rules, habits.supplier_id, description)
    if rule is not None and rule.proof.enough:
        return _by_rule(rule, rate, habits, codes)
    learned = [line for line in habits.last if (line.origin or "").lower() not in NOT_LEARNED_FROM]
    like = next((line for line in learned if line.description.casefold() == description.casefold()), None)
    last = like or (learned[0] if learned else None)
    if like is None and rule is not None:
        return _by_rule(rule, rate, habits, codes)
    account: str | None
    if like is not None:
        account, why = like.account_id, "as the same line was coded before"
    elif habits.account_id is not None:
        account, why = habits.account_id, "the supplier's account"
    else:
        account, why = (
            (last.account_id, "as the supplier's last bill was coded")
            if last
            else (None, "no bill of this supplier is coded yet")
        )
    preferred = [code for code in (habits.tax_code_id, last.tax_code_id if last else None) if code]
    return Coding(account, _tax_code(rate, preferred, codes), why)


def _by_rule(rule: ProvedRule, rate: Decimal | None, habits: SupplierHabits, codes: Sequence[RatedCode]) -> Coding:
    preferred = [code for code in (rule.rule.tax_code_id, habits.tax_code_id) if code]
    return Coding(rule.rule.account_id, _tax_code(rate, preferred, codes), rule.why, rule.proof.enough)


def _tax_code(rate: Decimal | None, preferred: Sequence[str], codes: Sequence[RatedCode]) -> str | None:
    """Return the supplier's code where its rate is the printed one, else the plain code of that rate."""
    known = {code.id: code for code in codes}
    for code in preferred:
        if code in known and (rate is None or known[code].rate == rate):
            return code
    fitting = [code for code in codes if code.plain and code.rate == rate]
    return fitting[0].id if rate is not None and fitting else None


def propose_due(printed: date | None, issued: date | None, terms: Terms | None) -> tuple[date | None, str]:
    """Return the due date and why: printed on the document, else by the supplier's terms."""
    if printed:
        return printed, "printed on the document"
    if issued and terms:
        return due_date(issued, terms), f"by the supplier's terms, {terms}"
    return None, "neither printed nor known from terms"


def propose_way(printed: WayOfPayment | None, habits: SupplierHabits) -> WayOfPayment:
    """Return the way of payment: what the document says, else the supplier's, else a transfer."""
    return printed or habits.way or WayOfPayment.TRANSFER
