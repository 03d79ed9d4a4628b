"""What is typed of an invoice: customer and days, the lines, what they come to, and what else stands on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.dates import due_date
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.vocabulary import TaxMode
from bookdesk.invoicing.considering import Considered
from bookdesk.invoicing.entered import LONGEST, Entered, EnteredLine
from bookdesk.invoicing.offering import Customer, Offered
from bookdesk.invoicing.pricing import Priced
from bookdesk.invoicing.recurring import Rule
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.models.invoice import InvoiceKind
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import DateField
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import heading, label, quiet, set_kind
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.sales.editor.customer.view import CustomerRow
from bookdesk.ui.sales.editor.lines.view import LinesTable
from bookdesk.ui.sales.editor.parts.view import PartsTable
from bookdesk.ui.sales.editor.presenter import Added, EditorPresenter, Opened, Sort
from bookdesk.ui.sales.editor.rule.view import RuleFields
from bookdesk.ui.sales.editor.table import number, percent, sums_of, typed_number

PAUSE = 150
"""Milliseconds after the last key until the document is considered anew."""
MODES = (
    Choice(TaxMode.EXCLUSIVE, "Prices without tax"),
    Choice(TaxMode.INCLUSIVE, "Prices with tax"),
    Choice(TaxMode.NONE, "No tax"),
)


class InvoiceForm(Scrolling):
    """The fields of an invoice or credit note. What is typed is reckoned at once, and considered after a pause."""

    typed = Signal()
    """Something is another one; it comes after the sums."""

    def __init__(self, presenter: EditorPresenter, desktop: Desktop) -> None:
        """Hold nothing yet."""
        super().__init__()
        self.setAccessibleName("The invoice that is written")
        self._presenter = presenter
        self._front: Opened | None = None
        self._offered: Offered | None = None
        self._dirty, self._usual, self._showing = False, True, False
        self._sent: tuple[EnteredLine, ...] = ()
        self._problem, self._chosen, self._reckoned_in = "", "", ""
        self._rates_of: date | None = None
        self.customer = ChoiceField("Customer")
        self.whom = CustomerRow(self.customer)
        self.dated, self.due = DateField("Date", self._day_of_today), DateField("Due", self._day_of_today)
        self.reference, self.rate = Field("Reference"), Field("Exchange rate")
        self.currency = ChoiceField("Currency")
        self.mode = Options("Prices", MODES, TaxMode.EXCLUSIVE)
        self.lines, self.parts = LinesTable(desktop.memory), PartsTable(desktop.memory)
        self.share, self.days = Field("Discount in percent"), Field("Days in which it is earned")
        self.in_parts = Tick("Paid in parts")
        self.introduction, self.note = QPlainTextEdit(), QPlainTextEdit()
        self.rule = RuleFields(self._day_of_today)
        self._sums, self._said = label("", wraps=True), label("", "muted", wraps=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._lay_out()
        self._connect()

    # -- showing

    def show_document(self, opened: Opened) -> None:
        """Show what is kept, or an empty form."""
        self._showing = True
        self._front, self._offered = opened, opened.offered
        self.offer(opened.offered)
        entered = opened.entered
        self._usual = entered is None
        whom = entered.contact_id if entered else opened.whom
        known = next((one for one in opened.offered.customers if one.id == whom), None)
        self._chosen = known.id if known else ""
        self.customer.show_value(self._chosen)
        self._show_days(entered, known)
        usual = known.currency if known and not entered else None
        self.currency.show_value((entered.currency if entered else usual) or opened.offered.base)
        self.rate.setText(number(entered.rate) if entered else "")
        self.reference.setText((entered.reference if entered else None) or "")
        self.mode.show_value((entered.tax_mode if entered else None) or opened.offered.tax_mode)
        self.lines.sheet.slips.clear()
        self.lines.show_document(entered.lines if entered else (), opened.offered, self._currency())
        self._reckoned_in, self._rates_of = self._currency(), self.dated.day()
        self._show_rest(entered)
        self.rule.show_rule(opened.rule, opened.offered.today)
        self._suit()
        self._dirty, self._showing = False, False
        self._say_problem("")
        self._reckon()
        self._timer.start()

    def show_nothing(self) -> None:
        """Show no document any more."""
        self._front, self._offered, self._dirty = None, None, False
        self._timer.stop()
        for field in self._head_fields():
            field.clear()
        self.customer.offer(())
        self.customer.set_problem("")
        self.introduction.clear()
        self.note.clear()
        self.lines.forget()
        self.parts.show_plan(())
        self._sums.setText("")
        self._say_problem("")
        self._dirty = False

    def offer(self, offered: Offered) -> None:
        """Offer these customers, products, accounts and tax codes."""
        self._offered = offered
        words = [Choice(one.id, f"{one.name}  ·  {one.place}" if one.place else one.name) for one in offered.customers]
        self.customer.offer(words)
        self.currency.offer([Choice(code, code) for code in sorted(EXPONENTS)])
        if not self._showing:
            self.lines.show_document(self.lines.lines(), offered, self._currency())
            self._reckon()

    def take_customer(self, added: Added) -> None:
        """Choose who was added meanwhile; what is typed besides stays."""
        self.take_unfinished()
        self.offer(added.offered)
        self._chosen = added.contact_id
        self.customer.show_value(added.contact_id)
        self.customer.setFocus()
        self._changed()

    def show_considered(self, found: Considered) -> None:
        """Take over what customer, product and settings say where nothing was typed meanwhile."""
        if self._front is None or self.lines.lines() != self._sent:
            return
        offered = self._offered
        if offered is not None and found.entered.lines != self._sent:
            self._sent = found.entered.lines
            self.lines.show_document(found.entered.lines, offered, self._currency())
        if self._usual:
            self._usual = False
            self._showing = True
            for edit, text in ((self.introduction, found.entered.introduction), (self.note, found.entered.note)):
                if text and not edit.toPlainText():
                    edit.setPlainText(text)
            if found.entered.discount is not None and not self.share.text():
                self._show_discount(found.entered.discount)
            self._showing = False
        self._say_problem(wording.local(str(found.doubt)) if found.doubt is not None else "")
        self._show_sums(found.sums)

    def tell_doubt(self, error: BookDeskError) -> None:
        """Say why it would not be kept as it is."""
        self._say_problem(wording.local(str(error)))

    # -- what is typed

    def entered(self) -> Entered:
        """Return what is typed; `InputError` where a field means nothing."""
        customer = self._customer()
        if customer is None:
            raise InputError("The invoice has no customer.", "Type a part of the name and choose from the list.")
        known = self._front.entered if self._front is not None else None
        day = self.dated.day() or self._day_of_today()
        note = self._kind() is InvoiceKind.CREDIT_NOTE
        begun = known if known is not None else Entered(customer.id)
        return replace(
            begun,
            contact_id=customer.id,
            lines=self.lines.meant(),
            document_date=day,
            due_date=self._due(day, customer),
            currency=self._currency(),
            rate=typed_number(self.rate.text()) if self.rate.text().strip() and self._foreign() else None,
            reference=self.reference.text().strip() or None,
            tax_mode=TaxMode(self.mode.value() or TaxMode.EXCLUSIVE),
            discount=None if note else self._discount(),
            milestones=self.parts.plan(self._currency(), day) if self._is_planned() else (),
            introduction=self.introduction.toPlainText().strip() or None,
            note=self.note.toPlainText().strip() or None,
            usual=self._usual,
        )

    def entered_rule(self) -> Rule | None:
        """Return when a schedule bills; none of what is no schedule. `InputError` where a field means nothing."""
        return self.rule.entered() if self._sort() is Sort.SCHEDULE else None

    def first_missing(self) -> QWidget:
        """Return where one begins to type: the customer, the lines where he is known."""
        return self.lines if self._chosen else self.customer

    def changed(self) -> bool:
        """Whether something was typed that is not kept."""
        return self._dirty

    def settled(self) -> None:
        """Know that what was typed is kept."""
        self._dirty = False

    def add_customer(self, name: str) -> None:
        """Make somebody a customer who was typed and is none yet."""
        if name:
            self._presenter.add_customer(name, self._rates_of)

    def take_unfinished(self) -> None:
        """Take what stands in a cell that was not left yet."""
        self.lines.take_unfinished()

    def problem(self) -> str:
        """Return what is said below sums and parts."""
        return self._problem

    def sums(self) -> str:
        """Return what is said of what the lines come to."""
        return self._sums.text()

    # -- inside

    def _head_fields(self) -> tuple[Field, ...]:
        return self.customer, self.dated, self.due, self.reference, self.currency, self.rate

    def _customer(self) -> Customer | None:
        value = self.customer.value()
        offered = self._offered.customers if self._offered is not None else ()
        return next((one for one in offered if one.id == value), None)

    def _customer_or_none(self) -> Customer | None:
        try:
            return self._customer()
        except BookDeskError:
            return None

    def _sort(self) -> Sort:
        return self._front.sort if self._front is not None else Sort.INVOICE

    def _is_planned(self) -> bool:
        invoice = self._sort() is Sort.INVOICE and self._kind() is InvoiceKind.INVOICE
        return invoice and self.in_parts.isChecked()

    def _due(self, day: date, customer: Customer) -> date | None:
        """Return the last day: of an offer the typed one, of an invoice else by the customer's terms."""
        if self._sort() is Sort.ESTIMATE:
            return self.due.day()
        if self._sort() is Sort.SCHEDULE or self._kind() is InvoiceKind.CREDIT_NOTE:
            return None
        return self.due.day() or due_date(day, customer.terms)

    def _kind(self) -> InvoiceKind:
        return self._front.kind if self._front is not None else InvoiceKind.INVOICE

    def in_currency(self) -> str:
        """Return the currency that is chosen, else the client's own."""
        return self._currency()

    def _currency(self) -> str:
        typed = self.currency.text().strip().upper()
        base = self._offered.base if self._offered is not None else ""
        return typed if typed in EXPONENTS else base

    def _foreign(self) -> bool:
        return self._offered is not None and self._currency() != self._offered.base

    def _day_of_today(self) -> date:
        return self._offered.today if self._offered is not None else self._presenter.today()

    def _discount(self) -> EarlyPayment | None:
        share, days = self.share.text().strip(), self.days.text().strip()
        if not share and not days:
            return None
        if not days.isdecimal():
            raise InputError("A discount for paying early needs its days.", "Write it as 2 % within 10 days.")
        known = self._front.entered.discount if self._front is not None and self._front.entered is not None else None
        made = EarlyPayment(typed_number(share or "0") / 100, int(days))
        return replace(made, tax=known.tax) if known is not None else made

    def _show_days(self, entered: Entered | None, customer: Customer | None) -> None:
        day = (entered.document_date if entered else None) or self._day_of_today()
        self.dated.show_day(day)
        invoice = self._sort() is Sort.INVOICE
        by_terms = due_date(day, customer.terms) if customer is not None and invoice else None
        due = entered.due_date if entered else None
        self.due.show_day(None if due == by_terms else due)
        self._hint_due()

    def _hint_due(self) -> None:
        """Say in the empty field by when it is due by the customer's terms."""
        customer = self._customer_or_none()
        try:
            day = self.dated.day() or self._day_of_today()
        except BookDeskError:
            self.due.setPlaceholderText("")  # nothing follows from a day that is none
            return
        self.due.base = day
        by_terms = wording.day(due_date(day, customer.terms)) if customer is not None else "by terms"
        self.due.setPlaceholderText("30 days" if self._sort() is Sort.ESTIMATE else by_terms)

    def _show_rest(self, entered: Entered | None) -> None:
        self.share.clear()
        self.days.clear()
        if entered is not None and entered.discount is not None:
            self._show_discount(entered.discount)
        plan = entered.milestones if entered is not None else ()
        self.parts.show_plan(plan)
        self.in_parts.setChecked(bool(plan))
        self.introduction.setPlainText((entered.introduction if entered else None) or "")
        self.note.setPlainText((entered.note if entered else None) or "")

    def _show_discount(self, offer: EarlyPayment) -> None:
        self.share.setText(percent(offer.share))
        self.days.setText(str(offer.days))

    def _suit(self) -> None:
        """Show what this kind of document has."""
        front = self._front
        sort = front.sort if front is not None else Sort.INVOICE
        note, invoice = self._kind() is InvoiceKind.CREDIT_NOTE, sort is Sort.INVOICE
        in_parts = self.in_parts.isChecked()
        self._rows["due"].setVisible(not note and sort is not Sort.SCHEDULE and not (invoice and in_parts))
        self._rows["due"].rename("Holds until" if sort is Sort.ESTIMATE else "Due")
        self._rows["dated"].setVisible(sort is not Sort.SCHEDULE)
        self._early.setVisible(not note and sort is not Sort.ESTIMATE)
        self.in_parts.setVisible(invoice and not note)
        self.parts.setVisible(invoice and not note and in_parts)
        tied = front is not None and front.tied
        self.customer.setReadOnly(tied)
        self.currency.setReadOnly(tied)
        self._rows["rate"].setVisible(self._foreign() and invoice)
        self.rule.setVisible(sort is Sort.SCHEDULE)

    def _customer_chosen(self, value: str) -> None:
        """Take the customer's currency where the document has no line with a price yet."""
        customer = self._customer_or_none()
        if self._showing or customer is None or value == self._chosen:
            return
        self._chosen = value
        if not any(line.unit_price is not None for line in self.lines.lines()):
            self.currency.show_value(customer.currency)
        self._hint_due()
        self._changed()

    def _changed(self) -> None:
        if self._showing or self._front is None:
            return
        self._dirty = True
        self._suit()
        self._hint_due()
        self._reckon()
        self._timer.start()
        self.typed.emit()

    def _currency_changed(self) -> None:
        if self._offered is None or self._showing or self._currency() == self._reckoned_in:
            return
        self._reckoned_in = self._currency()
        self.lines.show_document(self.lines.lines(), self._offered, self._reckoned_in)
        self._changed()

    def _day_changed(self) -> None:
        """Ask for the tax rates of another day."""
        day = self.dated.day() or self._day_of_today()
        if self._showing or day == self._rates_of:
            return
        self._rates_of = day
        self._presenter.offer_for(day)
        self._changed()

    def _reckon(self) -> None:
        """Add up what is typed, with what is known here."""
        offered = self._offered
        if offered is None:
            return
        mode, note = TaxMode(self.mode.value() or TaxMode.EXCLUSIVE), self._kind() is InvoiceKind.CREDIT_NOTE
        known = self._front.entered if self._front is not None else None
        by = (known.rounded_by if known is not None else None) or offered.rounded_by
        try:
            self._show_sums(sums_of(self.lines.lines(), self._currency(), offered, mode, by, coins=not note))
        except BookDeskError as error:
            self._say_problem(wording.local(str(error)))

    def _show_sums(self, sums: Priced) -> None:
        taxes = [
            f"{share.code or 'Tax'} {number(share.rate * 100)} %: {wording.amount(share.tax)}"
            for share in sums.shares
            if share.code
        ]
        rounding = f"Rounding {wording.amount(sums.rounding)}" if sums.rounding.minor else ""
        parts = (f"Net {wording.amount(sums.net)}", *taxes, rounding, f"Total {wording.money(sums.total)}")
        self._sums.setText("     ".join(filter(None, parts)))

    def _consider(self) -> None:
        if self._front is None or not self._front.open:
            return
        try:
            entered = self.entered()
        except BookDeskError as error:
            self._say_problem(str(error) if self._dirty and (self.lines.lines() or self.lines.sheet.slips) else "")
            return
        self._sent = entered.lines
        if entered.lines:
            self._presenter.consider(entered)

    def _say_problem(self, words: str) -> None:
        self._problem = words
        self._said.setText(words)
        self._said.setVisible(bool(words))
        self._mark_long()

    def _mark_long(self) -> None:
        """Mark the texts that are longer than a document keeps."""
        for edit in (self.introduction, self.note):
            set_kind(edit, "bad" if len(edit.toPlainText().strip()) > LONGEST else "", "tone")

    def _connect(self) -> None:
        self._timer.timeout.connect(self._consider)
        self.customer.chosen.connect(self._customer_chosen)
        self.whom.wanted.connect(self.add_customer)
        self.dated.settled.connect(self._day_changed)
        self.currency.chosen.connect(lambda _: self._currency_changed())
        self.mode.chosen.connect(lambda _: self._changed())
        for field in (
            self.customer,
            self.dated,
            self.due,
            self.reference,
            self.currency,
            self.rate,
            self.share,
            self.days,
        ):
            field.textEdited.connect(lambda _: self._changed())
        for edit in (self.introduction, self.note):
            edit.textChanged.connect(self._changed)
        self.lines.changed.connect(self._changed)
        self.lines.refused.connect(self._say_problem)
        self.parts.changed.connect(self._changed)
        self.in_parts.toggled.connect(lambda _: self._changed())
        self.rule.typed.connect(self._changed)

    def _lay_out(self) -> None:
        self._rows = {
            "reference": FormRow("His reference", self.reference),
            "dated": FormRow("Date", self.dated),
            "due": FormRow("Due", self.due),
            "currency": FormRow("Currency", self.currency),
            "rate": FormRow("Exchange rate", self.rate),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.addWidget(self.whom, 0, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._rows["reference"], 0, 2, 1, 2, Qt.AlignmentFlag.AlignTop)
        for place, name in enumerate(("dated", "due", "currency", "rate")):
            grid.addWidget(self._rows[name], 1, place)
            grid.setColumnStretch(place, 1)
        self._early = QWidget()
        early = QHBoxLayout(self._early)
        early.setContentsMargins(0, 0, 0, 0)
        for field in (self.share, self.days):
            field.setMaximumWidth(sized(56))
        for words, field in (("If paid early, less", self.share), ("% within", self.days)):
            early.addWidget(quiet(words, wraps=False))
            early.addWidget(field)
        early.addWidget(quiet("days", wraps=False))
        early.addStretch(1)
        for edit, words in ((self.introduction, "Text above the lines"), (self.note, "Text below the lines")):
            edit.setAccessibleName(words)
            edit.setPlaceholderText(words)
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(sized(60))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.rule)
        column.addLayout(grid)
        column.addWidget(self.mode)
        for part in (heading("Lines"), self.lines, self._sums, self._early, self.in_parts, self.parts, self._said):
            column.addWidget(part)
        for edit in (self.introduction, self.note):
            column.addWidget(edit)
        column.addStretch(1)
        self.setWidget(body)
