"""The form of a supplier's bank details: what accounts of his country are made of comes first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from bookdesk.contacts.details import ContactDetails
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.vocabulary import BankScheme
from bookdesk.ui.contacts.presenter import ContactsPresenter
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.labels import label, quiet

_WORDS = {
    "holder": "Holder",
    "iban": "IBAN",
    "bic": "BIC",
    "bsb": "BSB",
    "sort_code": "Sort code",
    "routing": "Routing number",
    "account_number": "Account number",
}
IBAN_FIRST = tuple(_WORDS)
_BY_CODE = {"AU": "bsb", "GB": "sort_code", "US": "routing"}
"""What names the bank in countries that pay by bank code and account number."""
_SCHEMES = (
    (BankScheme.IBAN, "iban"),
    (BankScheme.BSB, "bsb"),
    (BankScheme.SORT_CODE, "sort_code"),
    (BankScheme.ROUTING, "routing"),
)


def order_of(country: str) -> tuple[str, ...]:
    """Return the fields in the order in which a supplier of a country is asked for them."""
    code = _BY_CODE.get(country)
    first = ("holder", code, "account_number") if code is not None else ()
    return (*first, *(name for name in IBAN_FIRST if name not in first))


class AccountForm(QFrame):
    """Where money for a supplier goes: an IBAN, or a bank code and an account number."""

    left = Signal()
    """Nothing is entered any more."""

    def __init__(self, presenter: ContactsPresenter) -> None:
        """Hidden until it is opened."""
        super().__init__()
        self.setProperty("kind", "card")
        self._presenter, self._contact_id = presenter, ""
        self.fields = {name: QLineEdit() for name in _WORDS}
        self._names = {name: quiet(words, wraps=False) for name, words in _WORDS.items()}
        self._problem, self.save, self.cancel = label("", "bad", wraps=True), QPushButton("Save"), QPushButton("Cancel")
        self.save.setProperty("kind", "primary")
        self._grid = QGridLayout()
        for name, field in self.fields.items():
            field.setAccessibleName(_WORDS[name])
            field.returnPressed.connect(self._save)
        acts = QHBoxLayout()
        for act in (self.save, self.cancel):
            acts.addWidget(act)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(quiet("A second person calls the supplier back before money goes to a new account."))
        column.addLayout(self._grid)
        column.addWidget(self._problem)
        column.addLayout(acts)
        self._put_in_order(IBAN_FIRST)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.leave)
        self.typing = HalfTyped(self, "bank details", self.refuse, self.save.text, changed=self.changed)
        self.typing.listen()
        self.hide()

    def changed(self) -> bool:
        """Whether an account was begun to be typed."""
        return any(field.text().strip() for name, field in self.fields.items() if name != "holder")

    def open(self, details: ContactDetails) -> None:
        """Ask for the account of a supplier."""
        self._contact_id = details.id
        for field in self.fields.values():
            field.clear()
        self.fields["holder"].setText(details.name)
        self._problem.hide()
        self.typing.begin()
        order = order_of(details.country or self._presenter.country())
        self._put_in_order(order)
        self.show()
        self.fields[order[1]].setFocus()

    def order(self) -> list[str]:
        """Return the fields from above."""
        return sorted(self.fields, key=lambda name: self.fields[name].y())

    def leave(self) -> None:
        """Enter nothing."""
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            if self.typing.lets_go():
                self.leave()
        else:
            super().keyPressEvent(event)

    def refuse(self, words: str) -> None:
        """Say why it was not saved, or nothing any more."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _put_in_order(self, order: Sequence[str]) -> None:
        """Put the fields below each other, for the eye and for Tab."""
        for row, name in enumerate(order):
            self._grid.addWidget(self._names[name], row, 0)
            self._grid.addWidget(self.fields[name], row, 1)
        for before, after in pairwise(order):
            self.setTabOrder(self.fields[before], self.fields[after])
        self.setTabOrder(self.fields[order[-1]], self.save)
        self.setTabOrder(self.save, self.cancel)

    def _save(self) -> None:
        text = {name: _compact(name, field.text()) for name, field in self.fields.items()}
        given = [scheme for scheme, name in _SCHEMES if text[name]]
        if len(given) != 1:
            self.refuse(
                "Write one of IBAN, BSB, sort code or routing number, with the account number where it has one."
            )
            return
        routing = text["bsb"] or text["sort_code"] or text["routing"]
        account = BankDetails(
            given[0],
            iban=text["iban"] or None,
            bic=text["bic"] or None,
            routing=routing or None,
            account_number=text["account_number"] or None,
        )
        self._presenter.enter_account(self._contact_id, account, text["holder"])


def _compact(name: str, text: str) -> str:
    """Return a number without the blanks and marks it is written with; a name as it is."""
    return text.strip() if name == "holder" else "".join(sign for sign in text if sign.isalnum()).upper()
