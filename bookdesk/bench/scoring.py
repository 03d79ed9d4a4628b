"""Compare a read document with its known answer. What an answer leaves empty is not labelled and never counts.

Names count as right when they are alike (85 of 100) or one contains the other; identifiers without case, spaces and
punctuation; amounts and dates exactly. Any of several registered tax numbers of the seller is right. Amounts of what
was read as a credit note count without their sign, as they are entered: some print it with a minus, some without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from rapidfuzz import fuzz

FIELDS = (
    *("supplier_name", "supplier_tax_id", "invoice_number", "issue_date", "due_date", "currency"),
    *("net", "tax", "total", "iban", "customer_name"),
)
"""The fields that are scored, as answers name them."""
_AMOUNTS = frozenset({"net", "tax", "total"})
_EXACT = frozenset({"issue_date", "due_date", "currency"})
_ALIKE = 85
_CONTAINED = 5


def is_right(name: str, value: str | None, answer: Mapping[str, object], *, unsigned: bool = False) -> bool | None:
    """Return whether `value` is right for field `name`, None where the answer has none.

    `unsigned`: it was read of a credit note, of whose amounts the sign says nothing.
    """
    wanted = _wanted(name, answer)
    if not wanted:
        return None
    return value is not None and any(_same(name, value, text, unsigned=unsigned) for text in wanted)


def _wanted(name: str, answer: Mapping[str, object]) -> list[str]:
    found = [answer.get(name)]
    if name == "supplier_tax_id":
        several = answer.get("supplier_tax_ids")
        found += several if isinstance(several, list) else []
    if name == "supplier_name":
        found.append(answer.get("supplier_trading_name"))
    return [str(text) for text in found if text not in {None, ""}] if answer.get(name) not in {None, ""} else []


def _same(name: str, value: str, wanted: str, *, unsigned: bool) -> bool:
    if name in _AMOUNTS:
        try:
            one, other = Decimal(value), Decimal(wanted)
            return abs(one) == abs(other) if unsigned else one == other
        except InvalidOperation:
            return False
    if name in _EXACT:
        return value == wanted
    left, right = _bare(value), _bare(wanted)
    if name.endswith("_name"):
        contained = len(left) >= _CONTAINED and (left in right or (len(right) >= _CONTAINED and right in left))
        return contained or fuzz.ratio(left, right) >= _ALIKE
    return left == right


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


@dataclass
class Tally:
    """How many labelled fields were right, by field."""

    right: dict[str, int] = field(default_factory=dict)
    labelled: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, outcome: bool | None) -> None:  # noqa: FBT001 - three answers, one place
        """Count one field of one document."""
        if outcome is not None:
            self.labelled[name] = self.labelled.get(name, 0) + 1
            self.right[name] = self.right.get(name, 0) + outcome

    def share(self, name: str) -> float:
        """Return the share of a field that was right."""
        return self.right[name] / self.labelled[name]

    def micro(self, names: Iterable[str] = FIELDS) -> float | None:
        """Return the share over all labelled fields, None where nothing is labelled."""
        labelled = sum(self.labelled.get(name, 0) for name in names)
        return sum(self.right.get(name, 0) for name in names) / labelled if labelled else None
