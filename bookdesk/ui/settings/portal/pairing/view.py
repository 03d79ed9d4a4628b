"""Pairing the firm with its portal: address and code first, then the fingerprint that somebody compares."""

from __future__ import annotations

from bookdesk.office.portal import Met
from bookdesk.ui.look.tokens import BASE
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.settings.security.view import Inline

_COMPARE = (
    "This fingerprint must be the one that the portal’s host sees beside the code. Have it read to you. Where a sign"
    " differs, somebody stands between: trust nothing."
)


class PairForm(Inline):
    """Where the portal is, and its one-time code."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        self.address, self.code = Field("Address of the portal"), PassphraseRow("One-time code")
        self.code.hint("The portal’s host has it made there. It is good once, and for 15 minutes.")
        self.address.setPlaceholderText("https://pay.example")
        super().__init__("Reach it", FormRow("Address of the portal", self.address), self.code)
        self.address.returnPressed.connect(self.code.line.setFocus)
        self.code.entered.connect(self.go_on.click)

    def entered(self) -> tuple[str, str]:
        """Return address and code."""
        return self.address.text().strip(), self.code.text().strip()


class TrustForm(Inline):
    """The portal that answered, before its key is trusted."""

    def __init__(self) -> None:
        """Hidden until a portal was met."""
        self.met: Met | None = None
        self.whose, self.fingerprint = label("", wraps=True), label("", "title", size=BASE + 2, wraps=True)
        super().__init__("It is the same: trust it", self.whose, self.fingerprint, quiet(_COMPARE))
        self.leave.setText("It differs, or nobody can say")

    def show_met(self, met: Met, fingerprint: str) -> None:
        """Show whose key answered."""
        self.met = met
        self.whose.setText(f"At {met.address} a portal answers with the key:")
        self.fingerprint.setText(fingerprint)
        self.fingerprint.setAccessibleName(f"Fingerprint: {fingerprint}")

    def put_away(self) -> None:
        """Ask no more; what was met is forgotten."""
        self.met = None
        super().put_away()
