"""The form of an access: who, which client, with which roles there, until when, and up to which amount he approves."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.office.people import Access, Limit, Staff, Wish
from bookdesk.security.roles import PERMISSIONS, Permission, Role
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.people.presenter import LimitWish, PeoplePresenter
from bookdesk.ui.people.table import role_words
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.fields import AmountField, DateField
from bookdesk.ui.pieces.form import FormRow, foot, push, stacked
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.labels import heading, label
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.role_ticks import RoleTicks

_WIDTH = 560
_USUAL, _OWN = "usual", "own"
_NONE, _UP_TO, _ANY = "none", "up to", "any"


class AccessForm(Scrolling):
    """Hidden until somebody is to open a client, or to do something else there."""

    given = Signal(object, str, object)
    """A `Wish`, whose it is, and a `LimitWish` where the limit was changed."""
    left = Signal()

    def __init__(self, presenter: PeoplePresenter) -> None:
        """Ask nothing yet."""
        super().__init__()
        self._presenter = presenter
        self._staff: Staff | None = None
        self._limit: Limit | None = None
        self.title = heading("")
        self.person, self.client = ChoiceField("Person"), ChoiceField("Client")
        self.way = Options(
            "Roles there", [Choice(_USUAL, "His usual ones"), Choice(_OWN, "For this client only")], _USUAL
        )
        self.roles, self.until = RoleTicks(), DateField("Last day", presenter.today)
        self.how_far = Options(
            "Approves",
            [Choice(_NONE, "Nothing yet"), Choice(_UP_TO, "Up to an amount"), Choice(_ANY, "Any amount")],
            _NONE,
        )
        self.amount = AmountField("Up to")
        self.problem = label("", "bad", wraps=True)
        self.save, self.cancel = push("Let him open it", "primary"), push("Cancel", "flat")
        self._rows = {
            "person": FormRow("Person", self.person),
            "client": FormRow("Client", self.client),
            "way": FormRow("Roles there", self.way),
            "until": FormRow("Last day", self.until, "Empty is for good; an auditor needs one."),
            "limit": FormRow("Approves bills there", self.how_far),
            "amount": FormRow("Up to", self.amount, "In the client's own currency, tax included."),
        }
        self._lay_out()
        self._connect()
        self.typing = HalfTyped(self, "an access", self._say, self.save.text)
        self.typing.listen()
        self.hide()

    def ask(self, staff: Staff, user_id: str, client_id: str) -> None:
        """Ask what somebody is to have at a client; either may still be chosen."""
        self._staff = staff
        self.person.offer([Choice(one.id, one.name) for one in staff.members if one.active])
        self.client.offer([Choice(one.client_id, one.name) for one in staff.clients])
        self.person.show_value(user_id)
        self.client.show_value(client_id)
        self.problem.hide()
        self.save.setEnabled(True)
        self.show()
        self.verticalScrollBar().setValue(0)
        self._show_present()
        self.typing.begin()
        (self.client if not client_id else self.person if not user_id else self.way).setFocus()

    def refuse(self, error: BookDeskError) -> None:
        """Say why it was not done, and keep what was typed."""
        self.save.setEnabled(True)
        self._say(f"{error.what} {error.remedy}")

    def put_away(self) -> None:
        """Ask no more."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            if self.typing.lets_go():
                self.put_away()
        else:
            super().keyPressEvent(event)

    # -- inside

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if words:
            self.show_part(self.problem)

    def _lay_out(self) -> None:
        rows = self._rows
        page = stacked(
            self.title,
            *(rows[name] for name in ("person", "client", "way")),
            self.roles,
            *(rows[name] for name in ("until", "limit", "amount")),
            self.problem,
            foot(self.save, left=self.cancel),
        )
        page.setMaximumWidth(sized(_WIDTH))
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.addWidget(page)
        column.addStretch(1)
        self.setWidget(ground)

    def _connect(self) -> None:
        for field in (self.person, self.client):
            field.chosen.connect(self._show_present)
        self.way.chosen.connect(self._suit)
        self.roles.changed.connect(self._suit)
        self.how_far.chosen.connect(self._suit)
        for last in (self.until, self.amount):
            last.returnPressed.connect(self.save.click)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.put_away)

    def _chosen(self) -> tuple[str, str]:
        return self.person.exact(), self.client.exact()

    def _access(self) -> Access | None:
        user_id, client_id = self._chosen()
        served = self._staff.client(client_id) if self._staff is not None else None
        return served.access.get(user_id) if served is not None else None

    def _usual(self) -> tuple[Role, ...]:
        member = self._staff.member(self._chosen()[0]) if self._staff is not None else None
        return member.roles if member is not None else ()

    def _show_present(self) -> None:
        """Begin with what he has there now."""
        access = self._access()
        own = access is not None and access.own_roles
        self.title.setText("Change an access" if access is not None else "Give a client")
        self.save.setText("Change it" if access is not None else "Let him open it")
        self.way.show_value(_OWN if own else _USUAL)
        self.roles.show_roles(access.roles if access is not None and own else self._usual())
        self.until.show_day(access.until if access is not None else None)
        usual = self._usual()
        self._rows["way"].hint(f"Usually: {role_words(usual)}." if usual else "")
        self._limit = None
        self._suit()
        user_id, client_id = self._chosen()
        if self._staff is not None and self._staff.client(client_id) and self._staff.member(user_id):
            self._presenter.limit(user_id, client_id, self._show_limit, lambda _: self._suit())

    def _show_limit(self, limit: Limit) -> None:
        self._limit = limit
        self.amount.currency = limit.currency
        self.amount.show_money(limit.amount)
        self.how_far.show_value(_UP_TO if limit.amount is not None else _ANY if limit.given else _NONE)
        self.how_far.buttons[_NONE].setVisible(not limit.given)
        self._suit()

    def _suit(self) -> None:
        """Ask for what matters with what is chosen; a client whose books are not started has no limits."""
        own = self.way.value() == _OWN
        self.roles.setVisible(own)
        roles = self.roles.roles() if own else self._usual()
        approves = any(Permission.APPROVE in PERMISSIONS[role] for role in roles) and self._limit is not None
        self._rows["limit"].setVisible(approves)
        self._rows["amount"].setVisible(approves and self.how_far.value() == _UP_TO)

    def _save(self) -> None:
        try:
            wish, limit = self._wish(), self._limit_wish()
        except BookDeskError as error:
            self.refuse(error)
            return
        self.save.setEnabled(False)
        self.problem.hide()
        self.given.emit(wish, self.person.text(), limit)

    def _wish(self) -> Wish:
        user_id, client_id = self.person.value(), self.client.value()
        if not user_id or not client_id:
            raise InputError("Person or client is missing.", "Choose both.")
        own = self.roles.roles() if self.way.value() == _OWN else ()
        if self.way.value() == _OWN and not own:
            raise InputError("No role is chosen.", "Choose at least one, or let him have his usual ones.")
        return Wish(user_id, client_id, own, self.until.day())

    def _limit_wish(self) -> LimitWish | None:
        before, far = self._limit, self.how_far.value()
        if before is None or far == _NONE or not self._rows["limit"].isVisibleTo(self):
            return None
        amount = self.amount.money() if far == _UP_TO else None
        if far == _UP_TO and amount is None:
            raise InputError("The amount is missing.", "Write up to which amount he approves.")
        return None if before.given and before.amount == amount else LimitWish(amount)
