"""The form of a new bank account: what the bank calls it, and where the books begin with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import BankScheme
from bookdesk.takeon.details import AccountSetting, BankDetails
from bookdesk.ui.bank.account.presenter import AccountPresenter
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces import countries
from bookdesk.ui.pieces.choice_field import ChoiceField
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import AmountField, DateField
from bookdesk.ui.pieces.form import FormRow, foot, stacked
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.pages import Scrolling

T = TypeVar("T")
_ADD, _LEAVE = "add this account", "leave the form"
COMMANDS = (
    Command(_ADD, "Add this account", ("Ctrl+Return",), "add"),
    Command(_LEAVE, "Cancel", ("Esc",), "cancel"),
)
_WIDTH = 520
_NUMBERS = {
    BankScheme.BSB: ("bsb", "account_number"),
    BankScheme.SORT_CODE: ("sort_code", "account_number"),
    BankScheme.IBAN: ("iban", "bic"),
}
_SHARES = {"account_number": 3, "iban": 4, "opening": 3, "currency": 1}
_DIRECT_ENTRY = ("user_name", "user_id", "institution")
_NUMBERS_WORDS = "Its number at the bank. Without one no payment can be made from here."
_BEGIN_WORDS = "What the bank reported at the end of the last day in the old system."
_DIRECT_ENTRY_WORDS = "What the bank asks for in a direct-entry file. All three may stay empty."


_WORDS = {
    "name": "Name",
    "code": "Code in the chart",
    "currency": "Currency",
    "bsb": "BSB",
    "sort_code": "Sort code",
    "account_number": "Account number",
    "iban": "IBAN",
    "bic": "BIC",
    "opening": "Balance",
    "day": "At the end of",
    "user_name": "User name",
    "user_id": "User id",
    "institution": "Bank",
}
"""Every field with its words, in the way Enter goes over those that this client's country asks for."""
_ORDER = tuple(_WORDS)
_HINTS = {
    "name": "What it is called here, such as Everyday.",
    "opening": "0 for an account that was just opened.",
    "user_id": "The APCA number, six digits.",
    "institution": "Three letters, like CBA.",
}


class AccountForm(Scrolling):
    """Hidden until somebody adds an account. What is refused is said below its field, and nothing is made."""

    came = Signal()
    left = Signal()
    """The form was closed, whether an account was added or not."""
    homeless = Signal()
    """The form was left, and what had the keyboard before cannot take it."""

    def __init__(self, desktop: Desktop) -> None:
        """Lay the fields out; which of them are asked for follows the client's country."""
        super().__init__()
        self.setAccessibleName("A new bank account")
        self.presenter = AccountPresenter(desktop, self)
        self.currency, self.opening = ChoiceField("Currency"), AmountField("Balance")
        self.day = DateField("Day", self.presenter.today)
        special: dict[str, Field] = {"currency": self.currency, "opening": self.opening, "day": self.day}
        self.fields: dict[str, Field] = {name: special.get(name) or Field(words) for name, words in _WORDS.items()}
        self.rows = {name: FormRow(_WORDS[name], field, _HINTS.get(name, "")) for name, field in self.fields.items()}
        self.acts = bind(self, COMMANDS, {_ADD: self._add, _LEAVE: self._give_up})
        self._about, self._problem = quiet(_DIRECT_ENTRY_WORDS), label("", "bad", wraps=True)
        self._before: dict[str, str] = {}
        self._back: QWidget | None = None
        self.currency.offer(countries.currencies())
        self._lay_out()
        self._connect()
        self.typing = HalfTyped(self, "a bank account", self._say, self.acts[_ADD].text, changed=self.changed)
        self.typing.listen()
        self.hide()

    def open(self) -> None:
        """Ask for an account; the form comes once it is known what it begins from."""
        self._back = self.window().focusWidget()
        self.presenter.prepare()

    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        return not self.isHidden() and self._texts() != self._before

    def take_keyboard(self) -> None:
        """Begin with the name."""
        self._go_to("name")

    def leave(self) -> None:
        """Ask no more, and give the keyboard back to where it was."""
        back = self._back
        self.put_away()
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus()
        else:
            self.homeless.emit()

    def put_away(self) -> None:
        """Ask no more; the keyboard goes where others say."""
        self._back = None
        if not self.isHidden():
            self.hide()
            self.left.emit()

    # -- inside

    def _lay_out(self) -> None:
        page = stacked(
            heading("A new bank account"),
            self.rows["name"],
            self._beside("code", "currency"),
            quiet(_NUMBERS_WORDS),
            self._beside("bsb", "sort_code", "account_number", "iban", "bic"),
            quiet(_BEGIN_WORDS),
            self._beside("opening", "day"),
            self._about,
            self.rows["user_name"],
            self._beside("user_id", "institution"),
            self._problem,
            foot(button(self.acts[_ADD], "primary"), left=button(self.acts[_LEAVE])),
        )
        page.setMaximumWidth(sized(_WIDTH))
        ground = QWidget()
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(page, _WIDTH)
        middle.addStretch(1)
        column = QVBoxLayout(ground)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.addLayout(middle)
        column.addStretch(1)
        self.setWidget(ground)

    def _beside(self, *names: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        for name in names:
            row.addWidget(self.rows[name], _SHARES.get(name, 2), Qt.AlignmentFlag.AlignTop)
        return row

    def _connect(self) -> None:
        for name, field in self.fields.items():
            field.problem_changed.connect(self.rows[name].say)
            field.returnPressed.connect(partial(self._walk, name))
        self.currency.chosen.connect(self._take_currency)
        self.presenter.ready.connect(self._begin)
        self.presenter.wrong.connect(self._say_wrong)
        self.presenter.added.connect(lambda _: self.put_away())

    def _begin(self, setting: AccountSetting) -> None:
        """Show the form, empty but for what can be proposed."""
        for name, field in self.fields.items():
            field.clear()
            field.set_problem("")
            self.rows[name].setVisible(name in _asked(setting.kind))
        self._about.setVisible(setting.kind is BankScheme.BSB)
        self._problem.hide()
        self.fields["code"].setText(setting.code)
        self.currency.show_value(setting.currency)
        self.opening.currency = setting.currency
        self.acts[_ADD].setEnabled(True)
        self._before = self._texts()
        self.typing.begin()
        self.show()
        self.came.emit()
        self.take_keyboard()

    def _give_up(self) -> None:
        """Leave it as a person does: what is half typed is told first, and dropped when he asks once more."""
        if self.typing.lets_go():
            self.leave()

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        if words:
            self.show_part(self._problem)

    def _texts(self) -> dict[str, str]:
        return {name: field.text() for name, field in self.fields.items()}

    def _take_currency(self, currency: str) -> None:
        self.opening.currency = currency or self.opening.currency

    def _walk(self, name: str) -> None:
        """Go from a field that can be read to the next one; from the last one add the account."""
        try:
            self.fields[name].understand()
        except BookDeskError:
            return  # the field says why
        following = [one for one in _ORDER[_ORDER.index(name) + 1 :] if not self.rows[one].isHidden()]
        if following:
            self._go_to(following[0])
        else:
            self.acts[_ADD].trigger()

    def _go_to(self, name: str) -> None:
        self.fields[name].setFocus(Qt.FocusReason.TabFocusReason)
        self.show_part(self.rows[name])

    def _add(self) -> None:
        unread: dict[str, str] = {}
        opening = self._read("opening", self.opening.money, unread)
        day = self._read("day", self.day.day, unread)
        currency = self._read("currency", self.currency.value, unread)
        texts = {name: field.text().strip() for name, field in self.fields.items() if not self.rows[name].isHidden()}
        plain = {name: text for name, text in texts.items() if name not in {"opening", "day", "currency"}}
        said = BankDetails(**plain, currency=currency or "")
        on_its_way = self.presenter.add(said, opening.major if opening is not None else None, day, unread)
        self.acts[_ADD].setEnabled(not on_its_way)  # one account for one press

    @staticmethod
    def _read(name: str, reader: Callable[[], T], unread: dict[str, str]) -> T | None:
        try:
            return reader()
        except BookDeskError as error:
            unread[name] = str(error)
            return None

    def _say_wrong(self, found: Mapping[str, str]) -> None:
        """Say below each field what is wrong with it, and go to the first; the rest is said at the foot."""
        self.acts[_ADD].setEnabled(True)
        places = [name for name in _ORDER if name in found and not self.rows[name].isHidden()]
        for name, row in self.rows.items():
            row.say(found.get(name, ""))
        rest = " ".join(words for name, words in found.items() if name not in places)
        self._say(rest)
        if places:
            self._go_to(places[0])


def _asked(kind: BankScheme) -> set[str]:
    """Return the fields for an account of a kind."""
    others = {name for numbers in _NUMBERS.values() for name in numbers} - set(_NUMBERS[kind])
    return set(_WORDS) - others - (set() if kind is BankScheme.BSB else set(_DIRECT_ENTRY))
