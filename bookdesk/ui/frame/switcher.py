"""The client switcher: a few letters, Enter, and another client is in front. Without letters: those used last."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from bookdesk.office.finding import ranked
from bookdesk.office.overview import ClientLine
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.finder import Finder, Hit

_REMEMBERED, _HINT = 12, "Client"


class Switcher(Finder):
    """The finder over clients."""

    def __init__(self, desktop: Desktop, over: QWidget) -> None:
        """Know no figures yet: they come with the first look."""
        super().__init__(over, "Switch client", _HINT)
        self._desktop = desktop
        self._needs: dict[str, str] | None = None
        self._screen = "inbox"
        self._wanted: Place | None = None
        """Where somebody wants to go and needs a client for."""
        self.asked.connect(self._show)
        desktop.client_changed.connect(self._remember)
        desktop.line_changed.connect(self._know)
        desktop.went.connect(self._went)
        self.closed.connect(self._want_nothing)

    def ask_for(self, place: Place, words: str) -> None:
        """Ask whose a place is to be, called `words`; it is gone to once a client is chosen."""
        self._wanted = place
        self.text.setPlaceholderText(f"{words} shows one client: which?")
        self.open()

    def _want_nothing(self) -> None:
        self._wanted = None
        self.text.setPlaceholderText(_HINT)

    def _show(self, text: str) -> None:
        if self._needs is None:
            self._needs = {}
            self._desktop.door.ask(self, self._stored, self._know_all)
        entries = {str(entry.client_id): entry for entry in self._desktop.office.clients()}
        last = [one for one in self._recent() if one in entries]
        ordered = [*last, *(one for one in entries if one not in last)]
        chosen = ranked(text, [(one, entries[one].name) for one in ordered])
        self.show_hits([self._hit(one, entries[one].name) for one in chosen])

    def _hit(self, client_id: str, name: str) -> Hit:
        entry = self._desktop.office.entry(client_id)
        what = "  ".join(filter(None, (entry.profile.country, entry.profile.currency)))
        usual = Place(self._screen if self._screen != "clients" else "inbox")
        place = replace(self._wanted or usual, client_id=client_id)
        return Hit(
            name, what, (self._needs or {}).get(client_id, ""), client_id=client_id, act=lambda: self._desktop.go(place)
        )

    def _recent(self) -> list[str]:
        return self._desktop.memory.text("recent clients").split()

    def _remember(self, client_id: str) -> None:
        if client_id:
            recent = [client_id, *(one for one in self._recent() if one != client_id)]
            self._desktop.memory.keep("recent clients", " ".join(recent[:_REMEMBERED]))

    def _stored(self) -> dict[str, str]:
        return {str(line.client_id): self._need(line) for line in self._desktop.overview().stored()}

    def _know_all(self, needs: dict[str, str]) -> None:
        self._needs = needs
        self._show(self.text.text())

    def _know(self, line: ClientLine) -> None:
        if self._needs is not None:
            self._needs[str(line.client_id)] = self._need(line)

    def _need(self, line: ClientLine) -> str:
        attention = self._desktop.overview().attention(line)
        if attention is None:
            return ""
        return attention.needs[0].words if attention.needs else "all clear"

    def _went(self, place: Place) -> None:
        """Stay on the same screen when the client changes; a review is of one client's document."""
        self._screen = "inbox" if place.screen in ("review", "settings", "clients", "approvals") else place.screen
