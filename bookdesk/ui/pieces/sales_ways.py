"""The way between the screens of sales: one choice above each of them, whichever folder it stands in."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QSizePolicy

from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.paper import bare
from bookdesk.ui.pieces.tips import plain_tip

KINDS = (
    Choice("sales", "Invoices"),
    Choice("receipts", "Receipts"),
    Choice("online", "Online"),
    Choice("estimates", "Estimates"),
    Choice("schedules", "Recurring"),
    Choice("reminders", "Reminders"),
    Choice("outbox", "Outbox"),
)


class SalesWays(Options):
    """Screens of which one is shown, and the way to what is decided for all of them once."""

    def __init__(self, desktop: Desktop, here: str) -> None:
        """Stand above the screen `here`."""
        super().__init__("What is sold", KINDS, here)
        self._here = here
        self.settings = bare(QPushButton(icon("settings", "muted"), "Invoice settings"))
        self.settings.setObjectName("button invoice settings")
        self.settings.setProperty("kind", "chip")
        self.settings.setToolTip(plain_tip("Invoice settings: letterhead, numbers, tax, products, wording"))
        self.settings.setAutoDefault(True)
        self.settings.clicked.connect(lambda: desktop.go(Place("invoice settings", back=Place(here))))
        row = self.layout()
        if row is not None:
            row.addWidget(self.settings)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.chosen.connect(lambda screen: desktop.go(Place(screen)))
        self.chosen.connect(lambda _: self.show_value(self._here))  # each of them shows itself
