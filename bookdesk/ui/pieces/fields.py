"""Fields that understand how people write amounts and dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget

from bookdesk.core.amounts import DecimalMark, human_amount
from bookdesk.core.currencies import exponent
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.ui import wording
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.field import Field


def money_typed(text: str, currency: str, locale: QLocale | None = None) -> Money:
    """Return an amount as a person wrote it; `InputError` where it is none, or could be two."""
    written = text.strip().replace(wording.MINUS, "-")
    mark = DecimalMark.COMMA if (locale or QLocale()).decimalPoint() == "," else DecimalMark.DOT
    reading = human_amount(written, mark)
    surplus = reading.decimals > exponent(currency)  # 1.000 where cents are written: a thousand may be meant
    if reading.value is None or (surplus and human_amount(written).ambiguous):
        raise InputError(f"{written} can be read in two ways.", "Write it with all its decimals.")
    return Money.of(reading.value, currency)


class AmountField(Field):
    """An amount of money: typed as people write it, shown as the locale does. Empty is none."""

    def __init__(self, name: str, currency: str = "", parent: QWidget | None = None) -> None:
        """Hold an amount of a currency."""
        super().__init__(name, parent)
        self.currency = currency
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def money(self) -> Money | None:
        """Return the amount; `InputError` where what stands here is none, or could be two."""
        text = self.text().strip()
        return money_typed(text, self.currency, self.locale()) if text else None

    def show_money(self, value: Money | None) -> None:
        """Show an amount."""
        if value is not None:
            self.currency = value.currency
        self.setText(wording.amount(value))
        self.set_problem("")

    def understand(self) -> None:
        """Write the amount as the locale does."""
        self.setText(wording.amount(self.money()))


class DateField(Field):
    """A date: `3/11`, `3.11.26`, `+30` or `net 30`, `eom`, `today`. `base` is what `+30` counts from."""

    def __init__(self, name: str, today: Callable[[], date], parent: QWidget | None = None) -> None:
        """Count from `today`, unless `base` is set."""
        super().__init__(name, parent)
        self._today = today
        self.base: date | None = None

    def day(self) -> date | None:
        """Return the date; `InputError` where what stands here is none."""
        text = self.text().strip()
        return typed_day(text, self.base or self._today(), self.locale()) if text else None

    def show_day(self, value: date | None) -> None:
        """Show a date."""
        self.setText(wording.day(value))
        self.set_problem("")

    def understand(self) -> None:
        """Write the date as the locale does."""
        self.setText(wording.day(self.day()))
