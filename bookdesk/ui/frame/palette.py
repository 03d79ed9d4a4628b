"""Search everything: what can be done here, where one can go, clients, and records of the client in front."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

from bookdesk.office.finding import INSIDE, fit
from bookdesk.office.search import Found, FoundKind, search
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.commands import shown_keys
from bookdesk.ui.pieces.finder import Finder, Hit

_SCREENS = {
    FoundKind.CLIENT: ("clients", "clients"),
    FoundKind.BILL: ("bills", "bill"),
    FoundKind.INVOICE: ("sales", "sales"),
    FoundKind.ESTIMATE: ("estimates", "sales"),
    FoundKind.RECEIPT: ("receipts", "receipt"),
    FoundKind.CONTACT: ("contacts", "contact"),
    FoundKind.DOCUMENT: ("review", "file"),
}
"""Where a thing found is shown, and its icon."""

SECTIONS = {
    "Mail": "mail",
    "Documents by mail": "mailboxes",
    "Watched folders": "watched folders",
    "Paid online": "paid online",
    "Pay portal": "pay portal",
    "Security": "security",
    "Recovery sheet": "recovery",
    "Backups": "backups",
    "Layouts of suppliers": "layouts",
    "Verify": "verify",
}
"""Sections of the settings, and the view by which each is gone to."""


class Palette(Finder):
    """The finder over commands, places and records."""

    def __init__(
        self,
        desktop: Desktop,
        over: QWidget,
        actions: Callable[[], Iterable[QAction]],
        buttons: Callable[[], Iterable[QAbstractButton]],
    ) -> None:
        """Offer the actions that are alive when it is opened, and the buttons that can be pressed."""
        super().__init__(over, "Search everything", "A bill, a supplier, a client, or what you want to do")
        self._desktop, self._actions, self._buttons = desktop, actions, buttons
        self._text = ""
        self.asked.connect(self._ask)

    def _ask(self, text: str) -> None:
        self._text = text
        here = best_first(text, self._fitting(text))
        self.show_hits(here, looking=bool(text.strip()))
        if text.strip():
            office, client_id = self._desktop.office, self._desktop.client_id
            self._desktop.door.ask(
                self, lambda: search(office, client_id, text), lambda found: self._add(here, found), name="search"
            )

    def _fitting(self, text: str) -> list[Hit]:
        words = text.casefold().split()
        alive = [action for action in self._actions() if action.isEnabled() and action.isVisible()]
        acts = [_hit(action) for action in alive if all(word in action.text().casefold() for word in words)]
        if not words:
            return acts
        known = {action.text() for action in self._actions()}
        return [*acts, *self._pressable(words, known), *self._sections(words)]

    def _pressable(self, words: list[str], known: set[str]) -> Iterable[Hit]:
        """Return the buttons that are looked for and do no command: an answer to an objection, an act of a card."""
        offered: set[str] = set()
        for one in self._buttons():
            called = one.text()
            fits = bool(called) and all(word in called.casefold() for word in words)
            if fits and one.isVisible() and one.isEnabled() and called not in known | offered:
                offered.add(called)
                yield Hit(called, icon="right", act=partial(_press, one))

    def _sections(self, words: list[str]) -> Iterable[Hit]:
        """Return the sections of the settings that are looked for: each holds what no command is called by."""
        for section, view in SECTIONS.items():
            called = f"Settings: {section}"
            if all(word in called.casefold() for word in words):
                place = Place("settings", self._desktop.client_id, view=view)
                yield Hit(called, icon="settings", act=partial(self._desktop.go, place))

    def _add(self, here: list[Hit], found: Iterable[Found]) -> None:
        self.show_hits(best_first(self._text, [*map(self._found, found), *here]))

    def _found(self, one: Found) -> Hit:
        screen, picture = _SCREENS[one.kind]
        client = one.id if one.kind is FoundKind.CLIENT else ""
        place = Place("inbox", one.id) if client else Place(screen, self._desktop.client_id, item=one.id)
        return Hit(one.title, one.subtitle, icon=picture, client_id=client, act=lambda: self._desktop.go(place))


def best_first(text: str, hits: Iterable[Hit]) -> list[Hit]:
    """Return hits by how well what was typed fits their words; equally good ones stay in their order.

    A record that was found by what its words do not say, such as its amount, comes where they merely contain it.
    """
    typed = " ".join(text.casefold().split())

    def rank(hit: Hit) -> int:
        found = fit(typed, hit.words.casefold())
        return INSIDE if found is None else found

    return sorted(hits, key=rank)


def _press(found: QAbstractButton) -> None:
    """Press a button, unless it went since it was found: what it answered is no question any more."""
    if isValid(found):
        found.click()


def _hit(action: QAction) -> Hit:
    return Hit(action.text(), right=shown_keys(action), icon="right", act=action.trigger)
