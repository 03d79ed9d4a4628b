"""The panel in which money of a customer is taken in: how much, when, how, for what; and what is booked with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from bookdesk.core.amounts import DecimalMark, human_amount
from bookdesk.core.errors import BookDeskError, Conflict, InputError
from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.receivables.foresight import Foreseen, filled
from bookdesk.receivables.receiptlists import ReceiptDetails
from bookdesk.receivables.takings import KeptBack, Taken, Wanted
from bookdesk.store.errors import StaleRecord
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import AmountField, DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet, set_kind
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.options import OptionRow
from bookdesk.ui.pieces.panel import LOOKED_AFTER, Panel
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.sales.laying.view import SHOWN, LayingTable, height_of
from bookdesk.ui.sales.taking.presenter import Asked, Seen, TakingPresenter
from bookdesk.ui.sales.taking.table import SIDES, sides_of

WAYS = [
    Choice(ReceiptWay.BANK.value, "By bank"),
    Choice(ReceiptWay.CASH.value, "Cash"),
    Choice(ReceiptWay.CHEQUE.value, "Cheque"),
    Choice(ReceiptWay.CARD.value, "Card"),
    Choice(ReceiptWay.OTHER.value, "Otherwise"),
]
_OF_BANK = frozenset({ReceiptWay.BANK.value, ReceiptWay.CARD.value})
_BOOK = "Book the payment"
_BESIDE, _BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
_BOTH = 640
"""Pixels at 100 % in which the invoices and the entry stand beside each other."""
_FAR_MORE = 100
"""More than so many times what is open is asked about."""


class TakingPanel(Panel):
    """Money of one customer: laid on his open invoices, the rest his credit."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__(_BOOK, desktop, "a payment")
        self.title.setWordWrap(True)
        self.presenter = TakingPresenter(desktop, self)
        self._asked: Asked | None = None
        self._seen: Seen | None = None
        self._looking: Taken | None = None
        self._again = self._by_hand = self._busy = False
        self._doubted = ""
        self.customer, self.currency = ChoiceField("Customer"), ChoiceField("Currency")
        self.amount, self.day = AmountField("Amount"), DateField("Day", self.presenter.today)
        self.into, self.reference = ChoiceField("Account"), Field("Reference")
        self.fee, self.banked, self.rate = AmountField("Fee"), AmountField("Reached the account"), Field("Rate")
        self.ways = OptionRow("How it was paid", WAYS, ReceiptWay.BANK.value)
        self.refuse_discount = Tick("Give no discount for paying early")
        self.invoices = LayingTable("taken invoices", desktop.memory)
        self._sides = RowsModel(SIDES, lambda row: row.key, self)
        self.booked = WholeTable(self._sides, "taken postings", desktop.memory, "What is booked", ("debit", "credit"))
        self.booked.setFixedHeight(height_of(self.booked, SHOWN + 1))
        self.invoices.setFixedHeight(self.booked.height())
        self._said, self._tables = quiet(""), QBoxLayout(_BESIDE)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOKED_AFTER)
        self._lay_out()
        self._listen()

    # -- asking

    def ask(self, asked: Asked) -> None:
        """Ask for what came of a customer, what is open being proposed."""
        fresh = self._asked is None or self.isHidden()
        other = self._asked is None or self._asked.purse.contact_id != asked.purse.contact_id
        if self._asked is not None and other and self.occupied():
            return
        self._asked = asked
        self.title.setText(f"Money of {asked.purse.customer}")
        self.currency.offer([Choice(one, one) for one in asked.purse.currencies])
        self.currency.show_value(asked.currency)
        self.into.offer([Choice(one.id, one.name) for one in asked.purse.accounts])
        self.invoices.sheet.show_invoices(sorted(asked.invoices, key=lambda one: one.id not in asked.chosen))
        self.invoices.setVisible(bool(asked.invoices))
        for field in (self.amount, self.fee, self.banked):
            field.currency = asked.currency
        if fresh or other:
            self._begin(asked)
        self._rows["currency"].setVisible(len(asked.purse.currencies) > 1)
        self._fill()
        self._look()
        self.unfold(first=self.amount, anew=fresh or other)
        self.amount.selectAll()

    def ask_whom(self, people: tuple[tuple[str, str], ...]) -> None:
        """Ask first who paid."""
        if self.occupied():
            return
        self.forget()
        self.title.setText("Take a payment")
        self.customer.offer([Choice(key, name) for key, name in people])
        self._show_form(on=False)
        self.unfold(first=self.customer)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._asked = self._seen = self._looking = None
        self._timer.stop()
        for field in (self.customer, self.amount, self.reference, self.fee, self.banked, self.rate, self.into):
            field.clear()
        self.invoices.sheet.forget()
        self._sides.forget()
        self._said.setText("")
        self.leave()

    def said(self) -> str:
        """Return what is said of what would be booked."""
        return self._said.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the entry below the invoices where it has no room beside them: no figure of either is cut."""
        super().resizeEvent(event)
        self._tables.setDirection(_BELOW if self.width() < sized(_BOTH) else _BESIDE)

    def _begin(self, asked: Asked) -> None:
        """Propose all that is open of what was chosen, today, into the first account."""
        self._show_form(on=True)
        self._again = self._by_hand = self._busy = False
        self._doubted = ""
        self.do.setText(_BOOK)
        self.refuse_discount.setChecked(False)
        self.day.show_day(asked.purse.today)
        for field in (self.reference, self.fee, self.banked, self.rate):
            field.clear()
        chosen = [one for one in asked.invoices if one.id in asked.chosen]
        early = {one.id for one in chosen if one.last_day is not None and asked.purse.today <= one.last_day}
        parts = [one.open - one.discount if one.id in early else one.open for one in chosen]
        self.amount.show_money(total(parts, asked.currency) if parts else None)
        self.into.show_value(asked.purse.accounts[0].id if asked.purse.accounts else "")
        self.ways.show_value((ReceiptWay.BANK if asked.purse.accounts else ReceiptWay.CASH).value)

    def _show_form(self, *, on: bool) -> None:
        for part in self._form:
            part.setVisible(on)
        for name in ("currency", "banked", "rate"):
            self._rows[name].setVisible(False)  # each is asked for once it is known that it is needed
        self._rows["customer"].setVisible(not on)
        self.do.setVisible(on)
        self.problem.hide()

    # -- what was typed

    def _laid(self) -> None:
        """The person said himself what is settled: no field shows it."""
        self.typing.touch(surely=True)
        self._changed(laid=True)

    def _changed(self, *, laid: bool = False) -> None:
        """Something is said otherwise: fill the invoices anew unless that was done by hand, then look again."""
        self._again, self._seen, self._doubted = False, None, ""
        self.do.setText(_BOOK)
        self.problem.hide()
        if self._asked is None:
            return
        self._by_hand = self._by_hand or laid
        if not self._by_hand:
            self._fill()
        self._judge()
        self._timer.start()

    def _fill(self) -> None:
        """Lay the amount on the invoices, the longest due first."""
        asked = self._asked
        if asked is None:
            return
        try:
            amount, day = self.amount.money(), self.day.day() or asked.purse.today
        except BookDeskError:
            self.invoices.sheet.lay({})  # what cannot be read settles nothing
            return
        nothing = Money.zero(asked.currency)
        give = not self.refuse_discount.isChecked()
        self.invoices.sheet.lay(filled(asked.wanted, amount or nothing, day, discounts=give))
        self._judge()

    def _judge(self) -> None:
        """Ask for a rate, or for what reached the account, only where the currencies differ."""
        asked = self._asked
        if asked is None:
            return
        converted, foreign = self._converted(asked), asked.currency != asked.purse.base
        self._rows["banked"].setVisible(converted)
        self._rows["rate"].setVisible(foreign and not converted)
        self._rows["rate"].rename(f"1 {asked.currency} in {asked.purse.base}")
        self.fee.currency = self.banked.currency = asked.purse.base if converted else asked.currency
        self.refuse_discount.setVisible(any(one.last_day is not None for one in asked.wanted))

    def _converted(self, asked: Asked) -> bool:
        """Whether the account is kept in the currency of the books, and the invoices are not."""
        account = asked.account(self._account())
        return account is not None and account.currency == asked.purse.base != asked.currency

    def _account(self) -> str:
        try:
            return self.into.value()
        except BookDeskError:
            return ""

    def _entered(self, asked: Asked) -> Taken:
        amount = self.amount.money()
        if amount is None or amount.minor <= 0:
            raise InputError("It is not said how much came.", "Write an amount of more than nothing.")
        way, into = ReceiptWay(self.ways.value()), self.into.value() or None
        if way is ReceiptWay.BANK and into is None:
            raise InputError("It is not said into which account it came.", "Choose one, or say that it was cash.")
        laid = self.invoices.sheet.laid()
        over = self.invoices.sheet.total(asked.currency) - amount
        if over.minor > 0:
            raise InputError(
                f"{over} more is laid on invoices than came in.", "Lay less on them, or correct the amount."
            )
        fee, converted = self.fee.money(), self._converted(asked)
        return Taken(
            asked.purse.contact_id,
            amount,
            way,
            self.day.day(),
            into,
            tuple(Wanted(key, part) for key, part in laid.items()),
            KeptBack(fee) if fee else None,
            self._reached() if converted else None,
            self._rate_typed(asked) if asked.currency != asked.purse.base and not converted else None,
            self.reference.text().strip() or None,
            again=self._again,
            discounts=not self.refuse_discount.isChecked(),
        )

    def _reached(self) -> Money:
        found = self.banked.money()
        if found is None:
            raise InputError("It is not said what the bank made of it.", "Write what reached the account.")
        return found

    def _rate_typed(self, asked: Asked) -> Decimal:
        text = self.rate.text().strip()
        if not text:
            raise InputError(f"The rate of {asked.currency} is missing.", f"Write what one was in {asked.purse.base}.")
        mark = DecimalMark.COMMA if self.locale().decimalPoint() == "," else DecimalMark.DOT
        found = human_amount(text, mark).value
        if found is None or found <= 0:
            raise InputError(f"{text} is no rate.", "Write it with its decimals, as 1.5321.")
        return found

    # -- looking, and booking

    def _look(self) -> None:
        """Ask what would be booked; what cannot be is said quietly, since it may be half typed."""
        asked = self._asked
        self._timer.stop()
        if asked is None:
            return
        try:
            taken = self._entered(asked)
        except BookDeskError as error:
            self._show_nothing(error if self.amount.text().strip() else None)
            return
        self._looking = taken
        self.presenter.foresee(taken)

    def _show_seen(self, seen: Seen) -> None:
        if seen.taken != self._looking:
            return
        self._seen = seen
        self._sides.show_rows(sides_of(seen.foreseen.posted))
        doubt = _doubt_of(self._asked, seen.taken) if self._asked is not None else ""
        warned = " ".join(seen.foreseen.warnings)
        said = wording.local(warned), wording.local(doubt), self._how(), _said_of(seen.foreseen)
        self._said.setText("  ·  ".join(filter(None, said)))
        set_kind(self._said, "warn" if doubt or warned else "muted")

    def _how(self) -> str:
        """Return how it came and into which account: above the button, wherever the fields are."""
        words = next((one.words for one in WAYS if one.value == self.ways.value()), "")
        return f"{words} into {self.into.text()}" if self.into.text().strip() else words

    def _doubt(self, taken: Taken, error: BookDeskError) -> None:
        if taken == self._looking:
            self._show_nothing(error)

    def _show_nothing(self, error: BookDeskError | None) -> None:
        self._seen = self._looking = None
        self._sides.forget()
        self._said.setText(wording.local(f"{error.what} {error.remedy}".strip()) if error is not None else "")
        set_kind(self._said, "warn" if error is not None else "muted")

    def _take(self) -> None:
        """Book what is shown; where something was typed since, it is shown first."""
        asked = self._asked
        if asked is None or self._busy:
            return
        try:
            taken = self._entered(asked)
        except BookDeskError as error:
            self.refuse(error)
            return
        seen = self._seen
        if seen is None or replace(taken, again=False) != replace(seen.taken, again=False):
            self._look()
            return
        if self._is_meant(asked, taken):
            self._busy = True
            self.presenter.take(seen, taken)

    def _is_meant(self, asked: Asked, taken: Taken) -> bool:
        """Ask about what is most often a slip; pressing again says that it is none."""
        doubt = _doubt_of(asked, taken)
        if doubt in {"", self._doubted}:
            return True
        self._doubted = doubt
        self.refuse(InputError(doubt, "Correct it, or press once more if it is so."))
        self.do.setText("It is so: book it")
        return False

    def _refused(self, error: BookDeskError) -> None:
        """Say why, and show what is open by now; an equal one may be meant, which pressing again says."""
        self._busy = False
        self.refuse(error)
        if isinstance(error, Conflict) and not isinstance(error, StaleRecord):
            self._again = True
            self.do.setText("It is another one: book it")
        elif self._asked is not None:
            self._by_hand = False
            self.presenter.look_at(self._asked.purse.contact_id, self._asked.currency, self._asked.chosen)

    def _tell(self, details: ReceiptDetails) -> None:
        self.forget()
        row = details.row
        rest = f" {wording.money(row.unapplied)} of it stay the customer's credit." if row.unapplied.minor else ""
        amount = wording.money(row.receipt.money)
        self._busy = False
        words, its_page = f"Receipt {row.receipt.number or ''} of {amount} booked.{rest}", self._desktop.client_id
        back = Place("receipts", its_page, item=row.receipt.id, act="reverse")
        label, act = "Take it back…", partial(self._desktop.go, back)
        self._desktop.tell(Message(words, Tone.GOOD, label=label, act=act))

    # -- inside

    def _choose_customer(self) -> None:
        try:
            chosen = self.customer.value()
        except BookDeskError:
            return
        if chosen:
            self.presenter.look_at(chosen)

    def _choose_currency(self) -> None:
        asked = self._asked
        if asked is None:
            return
        try:
            wanted = self.currency.value()
        except BookDeskError:
            return
        if wanted and wanted != asked.currency:
            self.ask(replace(asked, currency=wanted, chosen=frozenset()))

    def _choose_way(self, way: str) -> None:
        """Money by bank or card is on an account; what comes by hand is in hand, unless an account is named."""
        asked = self._asked
        if asked is not None:
            usual = asked.purse.accounts[0].id if asked.purse.accounts else ""
            self.into.show_value(usual if way in _OF_BANK else "")
        self._changed()

    def _listen(self) -> None:
        for field in (self.amount, self.day, self.into, self.reference, self.fee, self.banked, self.rate):
            field.textEdited.connect(lambda _: self._changed())
            field.returnPressed.connect(self.press)
        for choice in (self.into, self.customer, self.currency):
            choice.picked.connect(self._changed)
        self.customer.settled.connect(self._choose_customer)
        self.currency.settled.connect(self._choose_currency)
        self.ways.chosen.connect(self._choose_way)
        self.refuse_discount.toggled.connect(lambda _: self._changed())
        self.invoices.sheet.typed.connect(self._laid)
        self.invoices.sheet.refused.connect(self.refuse)
        self._timer.timeout.connect(self._look)
        self.do.clicked.connect(self._take)
        presenter = self.presenter
        presenter.customers.connect(self.ask_whom)
        presenter.asked.connect(self.ask)
        presenter.seen.connect(self._show_seen)
        presenter.doubted.connect(self._doubt)
        presenter.taken.connect(self._tell)
        presenter.refused.connect(self._refused)

    def _lay_out(self) -> None:
        self._rows: dict[str, FormRow] = {}
        first, tables = FlowLayout(GRID), self._tables
        for name, words, field in (
            ("customer", "Who paid", self.customer),
            ("currency", "Currency", self.currency),
            ("amount", "Amount", self.amount),
            ("day", "Paid on", self.day),
            ("into", "Into account", self.into),
            ("reference", "Reference", self.reference),
            ("fee", "Fee kept back", self.fee),
            ("banked", "Reached the account", self.banked),
            ("rate", "Rate", self.rate),
        ):
            self._rows[name] = _part(words, field)
            first.addWidget(self._rows[name])
        self._rows["ways"] = FormRow("How it was paid", self.ways)
        first.addWidget(self._rows["ways"])
        self.customer.setMinimumWidth(sized(280))
        self.into.setPlaceholderText("in hand")
        tables.setSpacing(GRID)
        tables.addWidget(self.invoices, 3)
        tables.addWidget(self.booked, 2)
        usual = [self._rows[name] for name in ("amount", "day", "into", "reference", "fee", "ways")]
        self._form: list[QWidget] = [*usual, self.invoices, self.booked, self._said]
        self.refuse_discount.hide()
        self.lay_out(first, tables, self.refuse_discount, self._said, scrolls=True)


def _doubt_of(asked: Asked, taken: Taken) -> str:
    """Return what looks like a slip: paid before what it pays was written, or far more than he owes."""
    laid, day = {one.invoice for one in taken.invoices or ()}, taken.day or asked.purse.today
    later = next((one for one in asked.invoices if one.id in laid and one.day > day), None)
    said = [f"{later.number} is of {later.day.isoformat()}, and this was paid on {day.isoformat()}."] if later else []
    opened = total((one.open for one in asked.invoices), asked.currency)
    if opened.minor > 0 and taken.amount.minor > _FAR_MORE * opened.minor:
        said.append(f"{taken.amount} is far more than the {opened} that is open.")
    return " ".join(said)


def _said_of(seen: Foreseen) -> str:
    """Return in one line what becomes of the money."""
    paid = total((one.paid for one in seen.parts), seen.amount.currency)
    left = [f"{one.number} keeps {wording.money(one.left)} open" for one in seen.parts if one.left]
    said = [f"Settles {wording.money(paid)}" if paid else "Settles no invoice"]
    said += [f"discount given {wording.money(seen.discount)}"] if seen.discount else []
    said += [f"{wording.money(seen.credit)} stays his credit"] if seen.credit else []
    said += [f"fee {wording.money(seen.fee)}, {wording.money(seen.banked)} reaches the account"] if seen.fee else []
    gain = seen.gain
    if gain:
        said.append(f"exchange {'gain' if gain.minor > 0 else 'loss'} {wording.money(abs(gain))}")
    return "  ·  ".join([*said, *left[:3]])


def _part(words: str, field: QWidget) -> FormRow:
    made = FormRow(words, field)
    made.setMinimumWidth(sized(130))
    return made
