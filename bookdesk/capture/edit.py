"""A draft under correction: what its setters work on, wherever they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from bookdesk.capture.proposal import RatedCode
from bookdesk.capture.summing import Said
from bookdesk.core.entered import entered_money
from bookdesk.core.money import Money
from bookdesk.models.bill import Bill, BillLine

OF_A_LINE = (
    *("description", "quantity", "unit_price", "account_id"),
    *("tax_code_id", "net", "tax", "gross", "tax_edited"),
)
"""What a line says; its place and its bill are not its own."""


@dataclass
class Edit:
    """A draft under correction: the bill, its lines in order, and the tax codes of its day."""

    session: Session
    bill: Bill
    lines: list[BillLine]
    codes: tuple[RatedCode, ...]
    said: Said = field(default_factory=dict)
    """What persons said of net, tax and total before, and by this correction."""

    def held(self) -> Mapping[str, Money]:
        """Return what persons said of the sums of the only line; nothing where there are several."""
        if len(self.lines) != 1:
            return {}
        return {name: self.amount(texts[-1]) for name, texts in self.said.items() if texts}

    def rate(self, line: BillLine) -> Decimal | None:
        """Return the rate of the line's tax code."""
        return next((code.rate for code in self.codes if code.id == line.tax_code_id), None)

    def money(self, minor: int) -> Money:
        """Return an amount in the bill's currency."""
        return Money(minor, self.bill.currency)

    def amount(self, text: str) -> Money:
        """Read an amount in the bill's currency."""
        return entered_money(text, self.bill.currency)
