"""What would leave for the portal, document by document: it leaves once somebody has seen it here."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.receivables.portal.listing import ToTell
from bookdesk.ui import wording
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.letter import Letter
from bookdesk.ui.settings.portal.table import leaving_words
from bookdesk.ui.settings.security.view import Inline

_WITH = (
    "With each goes what its reader sees: its lines, what is open and when it is due, to whom it is addressed, and its"
    " PDF where papers are offered. The portal keeps it closed under a key of this client."
)
_SEEN = "It leaves by itself with the next round of the window; switch the client off to keep it here."
_UNSEEN = "Until somebody lets it leave here, nothing does."
_NONE = "No document would leave, only how the client is shown: his name, and how customers reach him."


class LeavingForm(Inline):
    """What would be told next."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        self.words, self.list, self.goes = label("", wraps=True), Letter(90), quiet()
        self.list.setAccessibleName("What would leave")
        super().__init__("Let it leave now", self.words, self.list, quiet(_WITH), self.goes)
        self.leave.setText("Close")

    def show_rows(self, rows: Sequence[ToTell], *, seen: bool) -> None:
        """Show what would leave, and whether somebody has `seen` it before, so that it does without being asked."""
        self.goes.setText(_SEEN if seen else _UNSEEN)
        self.words.setText(f"{wording.count(len(rows), 'document')} would leave:" if rows else _NONE)
        self.list.setPlainText("\n".join(leaving_words(row) for row in rows))
        self.list.setVisible(bool(rows))
