"""What of a client is offered at the portal, and the portal's own key at his gateway."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bookdesk.core.errors import InputError
from bookdesk.protocol.commands import MOST_DAYS
from bookdesk.receivables.portal.switching import Offer, PortalKeys
from bookdesk.ui.pieces.clipboard import copy
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.settings.portal.table import TICKS
from bookdesk.ui.settings.security.view import Inline

_OFFERED: Final = "What is ticked is shown at the portal, each to whoever has its link. The rest stays here."
_KEY_SAID: Final = (
    "Make a second restricted key at the gateway, with the same rights as the desk’s, and where customers keep a way"
    " to pay, with writing customers, PaymentMethods and SetupIntents. It goes to the portal closed, and is kept"
    " nowhere here."
)
_HOOK_SAID: Final = "Enter it at the gateway, among its webhooks; it shows a secret for it then."
_MESSAGES_SAID: Final = (
    "What the gateway shows for the address of its messages. Empty leaves the portal asking by itself."
)
_OLD_SAID: Final = "Only while a secret is exchanged: both are believed until the key is given again with the new one."


class OfferForm(Inline):
    """What is offered of a client."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        self.ticks = {name: Tick(words) for name, words in TICKS.items()}
        self.contact_line = Field("How customers reach the client")
        self.keep_days, self.fresh_days = Field("Days after settling"), Field("Days until figures are old")
        self._offer = Offer()
        super().__init__(
            "Keep it",
            quiet(_OFFERED),
            *self.ticks.values(),
            FormRow(
                "How customers reach the client", self.contact_line, "Stands on each page; such as: Ann, 01 555 0100"
            ),
            FormRow("Days after settling", self.keep_days, "So long the portal keeps what is settled."),
            FormRow("Days until figures are old", self.fresh_days, "After so many without us a page says it."),
        )
        for field in (self.contact_line, self.keep_days, self.fresh_days):
            field.returnPressed.connect(self.go_on.click)

    def show_offer(self, offer: Offer) -> None:
        """Show what is offered now."""
        self._offer = offer
        for name, tick in self.ticks.items():
            tick.setChecked(bool(getattr(offer, name)))
        self.contact_line.setText(offer.contact_line or "")
        self.keep_days.setText(str(offer.keep_days))
        self.fresh_days.setText(str(offer.fresh_days))

    def entered(self) -> Offer:
        """Return what is to be offered; `InputError` for days that are no number, or too many."""
        ticked = {name: tick.isChecked() for name, tick in self.ticks.items()}
        offer = replace(self._offer, on=True, contact_line=self.contact_line.text().strip() or None, **ticked)
        return replace(offer, keep_days=_days(self.keep_days), fresh_days=_days(self.fresh_days))


class KeysForm(Inline):
    """The portal's own key at the gateway, and the secret by which it believes the gateway's messages."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        self.key = PassphraseRow("The portal’s restricted key")
        self.secret = PassphraseRow("Secret of the gateway’s messages", _MESSAGES_SAID)
        self.old_secret = PassphraseRow("Secret until now", _OLD_SAID)
        self.hook, self.copy_it = Field("Address of the gateway’s messages"), push("Copy")
        self.hook.setReadOnly(True)
        self.copy_it.setToolTip("Copy the address. The clipboard forgets it after 30 seconds.")
        self.copy_it.clicked.connect(lambda: copy(self.hook.text()))
        there = FormRow("Address of the gateway’s messages", self.hook, _HOOK_SAID, self.copy_it)
        super().__init__("Give it to the portal", quiet(_KEY_SAID), self.key, there, self.secret, self.old_secret)
        for row in (self.key, self.secret, self.old_secret):
            row.entered.connect(self.go_on.click)

    def show_hook(self, address: str) -> None:
        """Show where the gateway is to send its messages."""
        self.hook.setText(address)
        self.hook.setCursorPosition(0)

    def put_away(self) -> None:
        """Ask no more, and forget what was typed."""
        super().put_away()
        for row in (self.key, self.secret, self.old_secret):
            row.clear()

    def entered(self) -> PortalKeys:
        """Return what is typed; `InputError` where no key is."""
        key = self.key.text().strip()
        if not key:
            raise InputError("No key is typed.", "Paste the portal’s restricted key here.")
        typed = (self.old_secret.text().strip(), self.secret.text().strip())
        return PortalKeys(key, tuple(one for one in typed if one))


def _days(field: Field) -> int:
    text = field.text().strip()
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise InputError(f"{field.accessibleName()}: that is no number of days.", f"Write 1 to {MOST_DAYS:,}.")
    return int(text)
