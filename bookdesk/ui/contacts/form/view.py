"""The form of a contact: what everybody has, then what only customers or suppliers have. Only changes are saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from bookdesk.contacts.details import ContactDetails
from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import CustomerKind
from bookdesk.ui.contacts.form.presenter import FormPresenter, Offers
from bookdesk.ui.contacts.form.table import (
    CHECKS,
    CHOSEN,
    HINTS,
    KINDS,
    LANGUAGES,
    TERMS,
    WAYS,
    WORDS,
    town_first,
    value_of,
    words_for,
)
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces import countries
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow, push, stacked
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.labels import heading, label
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.tick import Tick

_TICKS = ("customer", "supplier", "reminders")


class _Foot(QFrame):
    """What stands below the form and does not scroll away; the keys of the form work there, too."""

    def __init__(self, form: ContactForm) -> None:
        """Belong to `form`."""
        super().__init__()
        self._form = form

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key means in the form."""
        if not self._form.takes(event):
            super().keyPressEvent(event)


class ContactForm(QFrame):
    """The fields of a contact to be typed into; only what was changed is saved, against the version it began from."""

    left = Signal()
    """Nothing is changed any more."""
    opened = Signal(bool)
    """It is open, or closed again."""

    def __init__(self, save: Callable[[str, Mapping[str, str], int | None], None], desktop: Desktop) -> None:
        """Hidden until it is opened; `save` is given the id (nothing for a new one), what changed, and the version."""
        super().__init__()
        self.setProperty("kind", "card")
        self.setAccessibleName("The contact that is edited")
        self.presenter = FormPresenter(desktop, self)
        self._keep = save
        self._details: ContactDetails | None = None
        self._known: dict[str, str] = {}
        self._offered: dict[str, Sequence[Choice]] = {}
        self.fields: dict[str, Field] = {
            name: (ChoiceField if name in CHOSEN else Field)(words) for name, words in WORDS.items()
        }
        self.ticks = {
            "customer": Tick("Customer"),
            "supplier": Tick("Supplier"),
            "reminders": Tick("Reminders are wanted"),
        }
        self.kind = Options("What the customer is", KINDS, CustomerKind.BUSINESS)
        self.notes = QPlainTextEdit()
        self.rows = {name: FormRow(words, self.fields[name], HINTS.get(name, "")) for name, words in WORDS.items()}
        self._title, self._problem = heading(""), label("", "bad", wraps=True)
        self.save, self.cancel, self.foot = push("Save", "primary"), push("Cancel"), _Foot(self)
        self._lay_out()
        self._offer()
        self._connect()
        self.typing = HalfTyped(self, "a contact", self._say, self.save.text, changed=self.changed)
        self.typing.listen()
        self.hide()
        self.foot.hide()

    # -- opening and leaving

    def open(self, details: ContactDetails | None, *, customer: bool = False) -> None:
        """Edit a contact, or write a new one, a customer or a supplier."""
        self._details = details
        self._known = self._begin(details, customer=customer)
        for name, field in self.fields.items():
            if isinstance(field, ChoiceField):
                field.only_chooses = True  # Enter on a list saves no whole form
                self._choose(name, self._known[name])
            else:
                field.setText(self._known[name])
                field.set_problem("")
            self.rows[name].say()
        for name, tick in self.ticks.items():
            tick.setChecked(self._known[name] == "yes")
        self.kind.show_value(self._known["kind"])
        self.notes.setPlainText(self._known["notes"])
        self._title.setText(details.name if details is not None else "New contact")
        self._problem.hide()
        self.typing.begin()
        self.work(on=False)
        self._suit()
        self.presenter.ask()
        self._show(on=True)
        self.fields["name"].setFocus()
        self.fields["name"].selectAll()

    def leave(self) -> None:
        """Change nothing."""
        if not self.isHidden():
            self._show(on=False)
            self.left.emit()

    def forget(self) -> None:
        """Show nothing of any contact, and offer nothing of any client."""
        self._details, self._known = None, {}
        if not self.isHidden():
            self._show(on=False)
        for field in self.fields.values():
            field.clear()
        self.notes.clear()
        self._show_offers(Offers())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape, save it with Ctrl+Enter from anywhere in it."""
        if not self.takes(event):
            super().keyPressEvent(event)

    def takes(self, event: QKeyEvent) -> bool:
        """Do what a key means here, and return whether it means anything."""
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            if self.typing.lets_go():
                self.leave()
        elif held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save.click()
        else:
            return False
        return True

    def changed(self) -> dict[str, str]:
        """Return what was changed, by field; of a new one also what it is, once anything is typed."""
        texts = {name: _text_of(field) for name, field in self.fields.items()}
        texts |= {name: "yes" if tick.isChecked() else "no" for name, tick in self.ticks.items()}
        texts |= {"kind": self.kind.value(), "notes": self.notes.toPlainText().strip()}
        found = {name: text for name, text in texts.items() if text != self._known.get(name, "")}
        if self._details is None and found:
            found |= {name: texts[name] for name in ("supplier", "customer", "country")}
        return found

    def refuse(self, words: str) -> None:
        """Say why it was not saved, and keep what was typed."""
        self.work(on=False)
        self._say(words)

    def refusal(self) -> str:
        """Return why it was not saved, nothing where it may be."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def work(self, *, on: bool) -> None:
        """Take no second press while it is being saved."""
        self.save.setEnabled(not on)

    # -- inside

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _show(self, *, on: bool) -> None:
        for part in (self, self.foot):
            part.setVisible(on)
        self.opened.emit(on)

    def _begin(self, details: ContactDetails | None, *, customer: bool) -> dict[str, str]:
        """Return what stands in the fields at first."""
        names = (*WORDS, *_TICKS, "kind", "notes")
        if details is not None:
            return {name: value_of(details, name) for name in names}
        begun = dict.fromkeys(names, "") | {"kind": CustomerKind.BUSINESS.value, "reminders": "yes", "grace_days": "0"}
        begun["country"] = self.presenter.country()  # most are at home
        return begun | {"customer": "yes" if customer else "no", "supplier": "no" if customer else "yes"}

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        changed = self.changed()
        if not changed:
            self.leave()
            return
        self._problem.hide()
        self.work(on=True)
        known = self._details
        self._keep(known.id if known else "", changed, known.version if known else None)

    def _suit(self) -> None:
        """Show what this kind of contact has, called as in its country."""
        country = _text_of(self.fields["country"])
        home = country if country in {one.value for one in countries.countries()} else self.presenter.country()
        for name, words in words_for(home).items():
            self.rows[name].rename(words)
        first, second = ("city", "postcode") if town_first(home) else ("postcode", "city")
        self._town.put(self.rows[first], self.rows[second])
        self.setTabOrder(self.fields["street"], self.fields[first])
        self.setTabOrder(self.fields[first], self.fields[second])
        self.setTabOrder(self.fields[second], self.fields["country"])
        self._customers.setVisible(self.ticks["customer"].isChecked())
        self._suppliers.setVisible(self.ticks["supplier"].isChecked())

    def _check(self, name: str) -> None:
        """Say below a field what is wrong with what was typed into it."""
        text = _text_of(self.fields[name])
        try:
            if text:
                CHECKS[name](text, _text_of(self.fields["country"]))
        except BookDeskError as error:
            self.rows[name].say(str(error))
        else:
            self.rows[name].say()

    def _offer(self) -> None:
        """Offer what is the same for every client."""
        self._offered |= {
            "country": countries.countries(),
            "currency": countries.currencies(),
            "language": LANGUAGES,
            "zone": countries.zones(""),
            "terms": TERMS,
            "way_of_payment": WAYS,
        }

    def _show_offers(self, offers: Offers) -> None:
        """Offer accounts and codes; what stands in the fields is shown with its name."""
        found = {
            "sales_account": offers.accounts,
            "default_account": offers.accounts,
            "sales_tax_code": offers.sales_codes,
            "default_tax_code": offers.purchase_codes,
        }
        self._offered |= found
        for name in found:
            self._choose(name, _text_of(self.fields[name]))

    def _choose(self, name: str, value: str) -> None:
        """Show a value among what is offered; one that is kept and not offered stays what it is, and means no other."""
        field, kept, offered = self.fields[name], self._known.get(name, ""), self._offered.get(name, ())
        others = {kept, value} - {"", *(one.value for one in offered)}
        if isinstance(field, ChoiceField):
            field.offer((*offered, *(Choice(one, one) for one in sorted(others))))
            field.show_value(value)

    def _connect(self) -> None:
        self.presenter.offered.connect(self._show_offers)
        for field in self.fields.values():
            field.returnPressed.connect(self._save)
        for name in CHECKS:
            self.fields[name].editingFinished.connect(lambda name=name: self._check(name))
        for name in CHOSEN:
            self.fields[name].problem_changed.connect(self.rows[name].say)
        country = self.fields["country"]
        country.settled.connect(self._suit)
        country.settled.connect(lambda: self._check("tax_id"))
        for tick in self.ticks.values():
            tick.toggled.connect(lambda _: self._suit())
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.leave)

    def _lay_out(self) -> None:
        rows = self.rows
        self._town = _Pair(rows["postcode"], rows["city"])
        self.notes.setAccessibleName("Notes")
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(sized(72))
        ticks = QHBoxLayout()
        for name in ("customer", "supplier"):
            ticks.addWidget(self.ticks[name])
        ticks.addStretch(1)
        self._customers = stacked(
            heading("As a customer"),
            self.kind,
            _Pair(rows["currency"], rows["language"]),
            rows["reminder_email"],
            self.ticks["reminders"],
            _Pair(rows["grace_days"], rows["zone"]),
            _Pair(rows["sales_account"], rows["sales_tax_code"]),
            _Pair(rows["buyer_reference"], rows["electronic_address"]),
        )
        self._suppliers = stacked(
            heading("As a supplier"),
            rows["way_of_payment"],
            _Pair(rows["default_account"], rows["default_tax_code"]),
        )
        self.foot.setProperty("kind", "footer")
        acts = QHBoxLayout()
        for act in (self.save, self.cancel):
            acts.addWidget(act)
        acts.addStretch(1)
        under = QVBoxLayout(self.foot)
        under.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        under.addWidget(self._problem)
        under.addLayout(acts)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addWidget(self._title)
        column.addWidget(rows["name"])
        column.addLayout(ticks)
        column.addWidget(_Pair(rows["attention"], rows["phone"]))
        column.addWidget(rows["email"])
        column.addWidget(rows["street"])
        column.addWidget(self._town)
        column.addWidget(_Pair(rows["country"], rows["tax_id"]))
        column.addWidget(_Pair(rows["terms_days"], rows["terms"], shares=(1, 3)))
        column.addWidget(self._customers)
        column.addWidget(self._suppliers)
        column.addWidget(FormRow("Notes for colleagues", self.notes))


class _Pair(QWidget):
    """Two fields beside each other, their names at one height; below each other where there is little width."""

    def __init__(self, first: QWidget, second: QWidget, shares: tuple[int, int] = (1, 1)) -> None:
        """Hold two fields; `shares` are those of the width."""
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GRID)
        self._both = (first, second)
        for part, share in zip(self._both, shares, strict=True):
            self._box.addWidget(part, share, Qt.AlignmentFlag.AlignTop)

    def put(self, first: QWidget, second: QWidget) -> None:
        """Put the two in another order."""
        if self._box.indexOf(first) > self._box.indexOf(second):
            self._box.removeWidget(first)
            self._box.insertWidget(0, first, 1, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand as there is room."""
        super().resizeEvent(event)
        needed = sum(part.minimumSizeHint().width() for part in self._both) + GRID
        ways = QBoxLayout.Direction
        wanted = ways.LeftToRight if event.size().width() >= needed else ways.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the wider one: they can do with a line each."""
        width = max(part.minimumSizeHint().width() for part in self._both)
        return QSize(width, super().minimumSizeHint().height())


def _text_of(field: Field) -> str:
    return field.exact() if isinstance(field, ChoiceField) else field.text().strip()
