"""The words of mails, as they are asked for, tried and kept; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.wordstrial import try_words
from bookdesk.mail.templates import Placeholder, Template
from bookdesk.mail.templateservice import MailTemplateService, Objections, Words, empty_in, objections, offered
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace

T = TypeVar("T")


class WordingPresenter(QObject):
    """Holds the words of one language."""

    found = Signal(object)
    """All `Words` of the language, in use."""
    tried = Signal(object)
    """The `TriedWords` of what was typed last."""
    unfit = Signal(object)
    """Why it could not be tried."""
    kept = Signal()
    failed = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self.language = "en"
        self._busy = False
        desktop.books_changed.connect(self._changed)

    def show(self, language: str = "") -> None:
        """Ask for the words of a language, or of the same one again."""
        wanted = self.language = language or self.language
        self._ask("words", lambda workspace: MailTemplateService(workspace.desk).words(wanted), self.found.emit)

    def begin_anew(self) -> None:
        """Know nothing of what was under way: another client comes."""
        self._busy = False

    def may_edit(self) -> bool:
        """Whether the person may change the words."""
        return permitted(self._desktop.office.entry(self._desktop.client_id).roles, Permission.INVOICE)

    def objections(self, words: Words, template: Template) -> Objections:
        """Return what keeps what is typed from being used."""
        return objections(words.kind, template)

    def empty_in(self, words: Words, template: Template) -> tuple[Placeholder, ...]:
        """Return the placeholders that leave nothing in their place in such a mail."""
        return empty_in(words.kind, template)

    def offered(self, words: Words) -> tuple[Placeholder, ...]:
        """Return the placeholders to offer."""
        return offered(words.kind)

    def try_out(self, words: Words, template: Template) -> None:
        """Ask how a mail would be in what is typed."""

        def work(workspace: Workspace) -> object:
            return try_words(workspace.desk, words.kind, words.language, words.tone, template)

        self._ask("mail", work, self.tried.emit)

    def keep(self, typed: Sequence[tuple[Words, Template]]) -> None:
        """Use what is typed from now on."""
        pairs = tuple(typed)

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            service = MailTemplateService(workspace.desk)
            for words, template in pairs:
                service.keep(words.kind, words.language, words.tone, template, words.version or 0)

        self._act(work)

    def reset(self, words: Words) -> None:
        """Use the built-in words of a mail again."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            MailTemplateService(workspace.desk).reset(words.kind, words.language, words.tone)

        self._act(work)

    # -- inside

    def _act(self, work: Callable[[Workspace], None]) -> None:
        """Change something once: a second press would be held against what the first one made of it."""
        if self._busy:
            return

        def done(_: None) -> None:
            self._busy = False
            self.kept.emit()

        def undone(error: BookDeskError) -> None:
            self._busy = False
            self.failed.emit(error)

        self._busy = True
        self._desktop.act(self._desktop.client_id, self, work, done, undone)

    def _ask(self, name: str, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, work, then, self.unfit.emit, name=name)

    def _changed(self, client_id: str) -> None:
        if client_id == self._desktop.client_id:
            self.show()
