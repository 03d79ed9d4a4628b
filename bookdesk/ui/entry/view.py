"""The page that leads in: who, and his passphrase."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from bookdesk.core.errors import BookDeskError, InUse
from bookdesk.ui.entry.presenter import EntryPresenter
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.page import NARROW, CardPage
from bookdesk.ui.pieces.passphrase import PassphraseRow


class UnlockPage(CardPage):
    """Who, and his passphrase."""

    opened = Signal(object)
    """An opened office."""
    lost = Signal()
    other_asked = Signal()
    """The practice is open in another window, which should come to the front."""

    def __init__(self, presenter: EntryPresenter) -> None:
        """Offer the person who was here last."""
        super().__init__(NARROW)
        self._presenter = presenter
        self.user, self.passphrase = QLineEdit(presenter.last_user()), PassphraseRow("Passphrase")
        self.unlock, self.lost_button = push("Unlock", "primary"), push("I lost my passphrase", "flat")
        self._user_row = FormRow("Your name", self.user)
        self.add(self._user_row, self.passphrase, self.unlock)
        self.add_below(self.lost_button)
        self.shut_while_working(self._user_row, self.passphrase, self.unlock, self.lost_button)
        self._offered = False
        self.user.editingFinished.connect(self.look_for_keyring)
        self.passphrase.changed.connect(lambda _: self._suit())
        self.user.returnPressed.connect(self.passphrase.line.setFocus)
        self.passphrase.entered.connect(self.unlock.click)
        self.unlock.clicked.connect(self._unlock)
        self.lost_button.clicked.connect(self.lost)
        self.begins_at(self.passphrase.line if self.user.text() else self.user)

    def offer(self, user: str, passphrase: str) -> None:
        """Tell how one gets into a sample practice, as this user or as who was here last."""
        if not self.user.text():
            self.user.setText(user)
        of = "" if self.user.text() == user else f" of {user}"
        self.passphrase.hint(f"Sample practice. The passphrase{of} is: {passphrase}")
        self.begins_at(self.passphrase.line)

    def look_for_keyring(self) -> None:
        """Ask whether this person needs no passphrase just now; called once the page is painted."""
        self._presenter.look_for_keyring(self, self.user.text(), self._offer_keyring)

    def _offer_keyring(self, offered: bool) -> None:  # noqa: FBT001 - as it is answered
        if offered != self._offered:
            self._offered = offered
            self.passphrase.hint("Enter alone opens it by the keyring of this computer." if offered else "")
            self._suit()

    def _suit(self) -> None:
        self.unlock.setText("Unlock by the keyring" if self._by_keyring() else "Unlock")

    def _by_keyring(self) -> bool:
        return self._offered and not self.passphrase.text()

    def fail(self, error: BookDeskError) -> None:
        """Say it in place, and let the passphrase be typed again."""
        super().fail(error)
        if isinstance(error, InUse):
            shows = "Work on there, or close it first."
            self.banner.say(Message(error.what, Tone.WARN, shows, "Show that window", self.other_asked.emit))
        self.passphrase.line.setFocus()
        self.passphrase.line.selectAll()

    def _unlock(self) -> None:
        if self._by_keyring() and self.user.text().strip():
            self.work(on=True)
            self._presenter.unlock_by_keyring(self, self.user.text(), self.opened.emit, self._fall_back)
            return
        for row, text, line in (
            (self._user_row, self.user.text().strip(), self.user),
            (self.passphrase, self.passphrase.text(), self.passphrase.line),
        ):
            row.say("" if text else "This is needed.")
            if not text:
                line.setFocus()
                return
        self.work(on=True)
        self._presenter.unlock(self, self.user.text(), self.passphrase.text(), self.opened.emit, self.fail)

    def _fall_back(self, error: BookDeskError) -> None:
        """Ask for the passphrase where the keyring does not open the practice."""
        self._offer_keyring(offered=False)
        self.fail(error)
