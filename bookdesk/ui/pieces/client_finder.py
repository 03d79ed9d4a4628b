"""The finder over clients for an act that needs another one: a few letters, Enter, and it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from bookdesk.office.finding import ranked
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.ui.pieces.finder import Finder, Hit


class ClientFinder(Finder):
    """Asks for one of some clients."""

    def __init__(self, over: QWidget, what: str) -> None:
        """Float over a window; `what` says which client is asked for."""
        super().__init__(over, what, what)
        self._among: dict[str, ClientEntry] = {}
        self._then: Callable[[str], object] | None = None
        self.asked.connect(self._show)

    def ask(self, among: Sequence[ClientEntry], then: Callable[[str], object], question: str = "") -> None:
        """Ask for one of these; `then` is given its id. The `question` names what is done with it."""
        if question:
            self.text.setPlaceholderText(question)
            self.text.setAccessibleName(question)
        self._among, self._then = {str(entry.client_id): entry for entry in among}, then
        self.open()

    def _show(self, text: str) -> None:
        found = ranked(text, [(one, entry.name) for one, entry in self._among.items()])
        self.show_hits([self._hit(one) for one in found])

    def _hit(self, client_id: str) -> Hit:
        entry = self._among[client_id]
        what = "  ".join(filter(None, (entry.profile.country, entry.profile.currency)))
        act = None if self._then is None else partial(self._then, client_id)
        return Hit(entry.name, what, client_id=client_id, act=act)
