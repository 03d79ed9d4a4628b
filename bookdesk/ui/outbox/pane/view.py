"""One mail in full: what it says, its papers, what happened to it; a paper takes its place while it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from bookdesk.mail.listing import MailRow
from bookdesk.mail.service import MailDetails
from bookdesk.models.paper import Paper as PaperRow
from bookdesk.ui.drawing import PageDrawn
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.outbox.table import facts_of, happenings, size, state_pill, warning
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import push
from bookdesk.ui.pieces.labels import PillLabel, heading, label, quiet
from bookdesk.ui.pieces.letter import Letter
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.paper import Paper, bare
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.timeline import Timeline
from bookdesk.ui.pieces.tips import plain_tip

PDF = "application/pdf"
_LONGEST, _END = 34, 10
"""Letters of a file's name on its button, and how many of them are its end."""


class MailPane(QStackedWidget):
    """The chosen mail, or a paper that goes with it."""

    paper_wanted = Signal(object)
    """A `Paper` that goes along, to be painted."""
    save_wanted = Signal(object)
    """A `Paper` to be saved."""

    def __init__(self, acts: Sequence[QAction], person: Callable[[str], str]) -> None:
        """Show nothing yet; `acts` are what can be done with it, `person` names users."""
        super().__init__()
        self.letter = LetterPane(acts, person)
        self.back, self.keep = push("Back to the mail", "flat"), push("Save…", "flat")
        self.back.setIcon(icon("left", "muted"))
        self.keep.setIcon(icon("export", "muted"))
        self._sheet = QWidget()  # so that the keys of the page act while it is shown only
        self.paper = Paper(self._sheet, [bare(self.back)], [self.keep])
        inside = QVBoxLayout(self._sheet)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.paper)
        self._looked: PaperRow | None = None
        self.addWidget(self.letter)
        self.addWidget(self._sheet)
        self.letter.file_chosen.connect(self._open)
        self.back.clicked.connect(self.close_paper)
        self.keep.clicked.connect(self._save)

    def show_mail(self, details: MailDetails | None, row: MailRow | None) -> None:
        """Show a mail with its row of the list, or that none is chosen."""
        if details is None or details.view.id != self.letter.mail_id():
            self.close_paper()
        self.letter.show_mail(details, row)

    def show_page(self, page: PageDrawn) -> None:
        """Show a page of the paper that was asked for; one that was left meanwhile is not shown."""
        if self._looked is not None and page.key == self._looked.id:
            image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
            self.paper.show_page(page.key, page.number, page.of, image, (), drawn=False)

    def reads_paper(self) -> bool:
        """Whether a paper is read in the place of the letter."""
        return self.currentWidget() is self._sheet

    def close_paper(self) -> None:
        """Show the letter again."""
        held = self.reads_paper() and self.paper.isAncestorOf(self.window().focusWidget())
        self._looked = None
        self.setCurrentWidget(self.letter)
        self.paper.show_nothing()
        if held:
            self.letter.focus_files()

    def _open(self, paper: PaperRow) -> None:
        if paper.media_type != PDF:
            self.save_wanted.emit(paper)
            return
        self._looked = paper
        self.paper.show_name(paper.file_name)
        self.paper.show_nothing()
        self.setCurrentWidget(self._sheet)
        self.back.setFocus()
        self.paper_wanted.emit(paper)

    def _save(self) -> None:
        if self._looked is not None:
            self.save_wanted.emit(self._looked)


class LetterPane(Scrolling):
    """What a mail says, to whom, and what happened to it."""

    file_chosen = Signal(object)
    whole_asked = Signal()
    """The person wants all the history of this mail."""

    def __init__(self, acts: Sequence[QAction], person: Callable[[str], str]) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setAccessibleName("The chosen mail")
        self._person = person
        self._details: MailDetails | None = None
        self._title, self._pill, self._facts = heading(""), PillLabel(), Facts()
        self._none, self.warned = quiet("No mail is chosen."), label("", "warn", wraps=True)
        self._title.setWordWrap(True)
        self.body = Letter(120)
        self.body.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._files, self.files = FlowLayout(GRID // 2), list[QPushButton]()
        self._happened, self._heading = Timeline(), heading("What happened to it")
        self._happened.whole_asked.connect(self.whole_asked)
        body, row = QWidget(), FlowLayout(GRID // 2)
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for act in acts:
            row.addWidget(button(act, hides=True))
        for part in (self._none, self._title, self._pill, self.warned):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self._facts)
        column.addLayout(self._files)
        for below in (self.body, self._heading, self._happened):
            column.addWidget(below)
        column.addStretch(1)
        self.setWidget(body)
        self.show_mail(None, None)

    def mail_id(self) -> str:
        """Return the id of the mail that is shown, nothing for none."""
        return self._details.view.id if self._details is not None else ""

    def shown(self) -> MailDetails | None:
        """Return the mail that is shown."""
        return self._details

    def show_mail(self, details: MailDetails | None, row: MailRow | None) -> None:
        """Show a mail with its row of the list, or that none is chosen."""
        other = details is None or details.view.id != self.mail_id()
        self._details = details
        known = details is not None and row is not None
        self._none.setVisible(not known)
        for part in (self._title, self._facts, self.body, self._heading, self._happened):
            part.setVisible(known)
        self._pill.show_pill(state_pill(row) if row is not None and known else None)
        papers = (*details.papers, *details.slips) if details is not None else ()
        if other or len(papers) != len(self.files):
            self._show_files(papers)
        said = warning(details, row) if details is not None and row is not None else ""
        self.warned.setText(said)
        self.warned.setVisible(bool(said))
        if details is None or row is None:
            self.body.clear()
            return
        self._title.setText(details.view.subject)
        self._facts.show_facts(facts_of(details, row))
        self._happened.show_entries(happenings(details, self._person))
        if other or self.body.toPlainText() != details.text:
            self.body.setPlainText(details.text)

    def focus_files(self) -> None:
        """Put the keyboard on the first paper."""
        if self.files:
            self.files[0].setFocus()

    def _show_files(self, papers: Sequence[PaperRow]) -> None:
        while (item := self._files.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.files = [self._file(paper) for paper in papers]

    def _file(self, paper: PaperRow) -> QPushButton:
        made = push(f"{_shortened(paper.file_name)}   {size(paper.size)}")
        made.setToolTip(plain_tip(paper.file_name))
        made.setIcon(icon("file", "muted"))
        made.setAccessibleName(f"Look at {paper.file_name}, {size(paper.size)}")
        made.clicked.connect(partial(self.file_chosen.emit, paper))
        self._files.addWidget(made)
        return made


def _shortened(name: str) -> str:
    """Return a file's name with its middle left out where it is long: the end tells what it is."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - _END - 1]}…{name[-_END:]}"
