"""The form of how customers may pay: each method with its fee and what would arrive, before it is offered."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.fees import Rate, in_force
from bookdesk.receivables.online.settings import Offers, Wishes
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import AmountField, DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.settings.online.table import (
    METHODS,
    Typed,
    arrives,
    percent_typed,
    percent_words,
    rates_in,
    with_fees,
)
from bookdesk.ui.settings.security.view import Inline

ON, OFF = "on", "off"
_METHODS_SAID = "What is ticked is offered. Where nothing is, the gateway’s page offers whatever it has."
_SINCE_SAID = "A fee that changes is said from a day on; what was told before stays as it was."


class MethodRow(QWidget):
    """One way of paying: whether it is offered, what it costs, and what would arrive of a payment by it."""

    typed = Signal()
    entered_all = Signal()
    """Enter was pressed."""

    def __init__(self, method: PayMethod) -> None:
        """Know nothing yet."""
        super().__init__()
        self.method, words = method, METHODS[method]
        self.offered = Tick(words)
        self.percent, self.fixed = Field(f"{words}: percent"), AmountField(f"{words}: fixed part")
        self.arrives = quiet()
        self._before: Rate | None = None
        row = FlowLayout(GRID)
        for name, field in (("Percent", self.percent), ("and each time", self.fixed)):
            part = FormRow(name, field)
            part.setMinimumWidth(sized(130))
            field.setAccessibleName(f"{words}: {name}")
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.offered)
        column.addLayout(row)
        column.addWidget(self.arrives)
        for one in (self.percent, self.fixed):
            one.textChanged.connect(self.typed)
            one.returnPressed.connect(self.entered_all)

    def show_rate(self, rate: Rate | None, currency: str, *, offered: bool) -> None:
        """Show what is known of it now."""
        self._before = rate
        self.offered.setChecked(offered)
        self.percent.setText(percent_words(rate.percent) if rate is not None else "")
        self.fixed.currency = currency
        self.fixed.show_money(rate.fixed if rate is not None else None)

    def entered(self) -> Typed:
        """Return what is typed; `InputError` for what is no percentage or no amount."""
        return Typed(percent_typed(self.percent.text()), self.fixed.money())

    def tell(self, tax: int, currency: str) -> None:
        """Say what would arrive by what is typed so far."""
        try:
            words = arrives(self.method, self.entered(), tax, currency, self._before)
        except BookDeskError as error:
            words = str(error)
        self.arrives.setText(words)


class WishesForm(Inline):
    """Methods with their fees, pay links in mails, and where payouts and fees go."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        self.rows = {method: MethodRow(method) for method in METHODS}
        self._wishes, self._offers, self._today = Wishes(), Offers((), (), ""), date.min
        self.since, self.tax = DateField("Fees from", lambda: self._today), Field("Tax on the fee in percent")
        self.in_mails = Options("Pay link in mails", [Choice(ON, "In each mail"), Choice(OFF, "In none")], ON)
        self.payouts_to, self.fee_tax_code = ChoiceField("Payouts reach"), ChoiceField("Tax code of fees")
        super().__init__(
            "Keep it",
            quiet(_METHODS_SAID),
            *self.rows.values(),
            FormRow("Fees from", self.since, _SINCE_SAID),
            FormRow("Tax on the fee in percent", self.tax, "Empty where the gateway charges none."),
            FormRow("Pay link in mails", self.in_mails, "Of invoices that are open; it is made as the mail leaves."),
            FormRow("Payouts reach", self.payouts_to, "The bank account of the client that the gateway pays out to."),
            FormRow("Tax code of fees", self.fee_tax_code, "For the tax return: what the gateway’s invoice says."),
        )
        self.tax.textChanged.connect(self._tell)
        for row in self.rows.values():
            row.typed.connect(self._tell)
            row.entered_all.connect(self.go_on.click)
        for field in (self.since, self.tax):
            field.returnPressed.connect(self.go_on.click)
        for choice in (self.payouts_to, self.fee_tax_code):
            choice.only_chooses = True

    def first(self) -> QWidget:
        """Return where typing begins."""
        return self.rows[PayMethod.CARD].offered

    def show_wishes(self, wishes: Wishes, offers: Offers, today: date) -> None:
        """Show what holds today."""
        self._wishes, self._offers, self._today = wishes, offers, today
        rates, table = rates_in(wishes, today, offers.currency), in_force(wishes.fees, today)
        for method, row in self.rows.items():
            row.show_rate(rates.get(method), offers.currency, offered=method in wishes.methods)
        self.since.show_day(today)
        self.tax.setText(percent_words(table.tax) if table is not None and table.tax else "")
        self.in_mails.show_value(ON if wishes.in_mails else OFF)
        self.payouts_to.offer([Choice(one, name) for one, name in offers.banks])
        only = offers.banks[0][0] if len(offers.banks) == 1 else ""  # payouts reach it without a word
        self.payouts_to.show_value(wishes.payouts_to or only)
        self.fee_tax_code.offer([Choice(one, name) for one, name in offers.tax_codes])
        self.fee_tax_code.show_value(wishes.fee_tax_code or "")
        self._tell()

    def entered(self) -> Wishes:
        """Return what is typed; `InputError` for what cannot be read, or a fee that is offered and has no day."""
        since = self.since.day()
        if since is None:
            raise InputError("It is not said from which day these fees hold.", "Write a day, such as today.")
        typed = {method: row.entered() for method, row in self.rows.items()}
        wishes = with_fees(self._wishes, typed, since, percent_typed(self.tax.text()) or 0, self._offers.currency)
        return Wishes(
            tuple(method for method, row in self.rows.items() if row.offered.isChecked()),
            wishes.fees,
            self.in_mails.value() == ON,
            self.fee_tax_code.value() or None,
            self.payouts_to.value() or None,
        )

    def _tell(self) -> None:
        try:
            tax = percent_typed(self.tax.text()) or 0
        except BookDeskError:
            tax = 0
        for row in self.rows.values():
            row.tell(tax, self._offers.currency)
