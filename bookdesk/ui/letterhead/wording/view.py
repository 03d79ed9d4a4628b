"""The words of mails: the kinds at the left, what they say in the middle, a mail as it would leave at the right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.wordstrial import WITH_DOCUMENT, TriedWords
from bookdesk.mail.templates import Placeholder, Template
from bookdesk.mail.templateservice import Words
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.letterhead.wording.presenter import WordingPresenter
from bookdesk.ui.letterhead.wording.table import COLUMNS, LANGUAGES, NAMES, WordsRow, named
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.tips import plain_tip

PAUSE = 300
"""Milliseconds after the last key until the mail is written anew."""
_BODY = 160
"""Pixels at 100 % of the field for what a mail says."""


class WordingPage(QWidget):
    """The words of one language; what is typed of several mails is kept together."""

    typed = Signal()
    """Something is typed, or other words are shown."""
    kept = Signal()
    failed = Signal(object)

    def __init__(self, desktop: Desktop, prompt: Prompt) -> None:
        """Hold nothing yet."""
        super().__init__()
        self._desktop, self._prompt = desktop, prompt
        self.presenter = WordingPresenter(desktop, self)
        self._words: dict[str, Words] = {}
        self._drafts: dict[str, Template] = {}
        self._sent: dict[str, Template] = {}
        self._after_own = False
        """Whether the words that come next follow an act of this page: what was typed since begins from them."""
        self._key = ""
        self.languages = Options("Language", [Choice(code, LANGUAGES[code]) for code in LANGUAGES], "en")
        self.model = RowsModel(COLUMNS, lambda row: row.key, self)
        self.table = RecordTable(self.model, "mail wording", desktop.memory, "Kinds of mails")
        self.title, self.whose = heading(""), quiet("")
        self.subject, self.body = Field("Subject"), QPlainTextEdit()
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(sized(_BODY))
        self.subject_row, self.body_row = FormRow("Subject", self.subject), FormRow("What it says", self.body)
        self._into: Field | QPlainTextEdit = self.body
        self._chips, self._chip_row, self._put_in = (
            QWidget(),
            FlowLayout(GRID // 2),
            quiet("Put in where the cursor is:"),
        )
        self._chips.setLayout(self._chip_row)
        self.on, self.mail_subject, self.mail = quiet(""), label("", "title", wraps=True), QPlainTextEdit()
        self.mail.setReadOnly(True)
        self.mail.setTabChangesFocus(True)
        self.mail.setAccessibleName("The mail as it would leave")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._lay_out()
        self._connect()

    # -- what the screen asks

    def begin_anew(self) -> None:
        """Ask for the words again."""
        self.presenter.show(self.languages.value())

    def forget(self) -> None:
        """Show nothing any more, and nothing that is half typed."""
        self._timer.stop()
        self.presenter.begin_anew()
        self._words, self._key = {}, ""
        self._drafts.clear()
        self.model.show_rows(())
        self._write(Template("", ""))
        self.mail.clear()
        for one in (self.title, self.whose, self.on, self.mail_subject):
            one.setText("")
        self._say({})

    def changed(self) -> bool:
        """Whether something is typed that is not kept."""
        return bool(self._drafts)

    def is_own(self) -> bool:
        """Whether the mail that is shown has words of the client's own, and the person may change them."""
        words = self._words.get(self._key)
        return words is not None and words.own and not self._drafts and self.presenter.may_edit()

    def save(self) -> None:
        """Use what is typed from now on, unless something keeps one of the mails from being sent."""
        for key, template in self._drafts.items():
            if self.presenter.objections(self._words[key], template):
                self.table.choose(key)
                self._judge()
                (self.subject if self.subject_row.said() else self.body).setFocus()
                return
        self._sent = dict(self._drafts)
        self.presenter.keep([(self._words[key], template) for key, template in self._drafts.items()])

    def drop(self) -> None:
        """Forget what is typed."""
        self._drafts.clear()
        self._show_words()

    def ask_for_built_in(self) -> None:
        """Ask whether the client's own words are to go."""
        words = self._words.get(self._key)
        if words is not None and words.own:
            question = f"Use the built-in words for {named(words)} in {LANGUAGES[words.language]} again?"
            self._prompt.ask(question, "Use them", lambda _: self.presenter.reset(words), needed=False)

    def begin(self) -> None:
        """Put the keyboard where the work begins."""
        self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Know which of the two fields a placeholder goes into: the one that was typed in last."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, Field | QPlainTextEdit):
            self._into = watched
        return super().eventFilter(watched, event)

    # -- inside

    def _connect(self) -> None:
        presenter = self.presenter
        self.languages.chosen.connect(self._choose_language)
        self.table.current_changed.connect(lambda _: self._chosen())
        self.subject.textEdited.connect(lambda _: self._typed())
        self.body.textChanged.connect(self._typed)
        self.subject.installEventFilter(self)
        self.body.installEventFilter(self)
        self._timer.timeout.connect(self._try_out)
        presenter.found.connect(self._show_found)
        presenter.tried.connect(self._show_mail)
        presenter.unfit.connect(self._say_unfit)
        presenter.kept.connect(self._kept)
        presenter.failed.connect(self.failed)

    def _choose_language(self, language: str) -> None:
        """Show another language, unless something is typed in this one."""
        if self._drafts:
            self.languages.show_value(self.presenter.language)
            self.whose.setText("Save what is typed first, or drop it.")
            return
        self.presenter.show(language)

    def _show_found(self, found: tuple[Words, ...]) -> None:
        fresh = {WordsRow(one, typed=False).key: one for one in found}
        if not self._after_own:
            for key in self._drafts:  # what is typed is held against what it was begun from
                fresh[key] = self._words[key]
        self._after_own = False
        self._words = fresh
        self._key = self._key if self._key in fresh else next(iter(fresh), "")
        self._show_rows()
        self._show_words()
        self.typed.emit()

    def _show_rows(self) -> None:
        self.model.show_rows([WordsRow(one, key in self._drafts) for key, one in self._words.items()])
        row = self.table.current_record()
        if self._key and (not isinstance(row, WordsRow) or row.key != self._key):
            self.table.choose(self._key)

    def _chosen(self) -> None:
        row = self.table.current_record()
        if isinstance(row, WordsRow) and row.key != self._key:
            self._key = row.key
            self._show_words()
            self.typed.emit()

    def _show_words(self) -> None:
        words = self._words.get(self._key)
        if words is None:
            return
        self._write(self._drafts.get(self._key, words.template))
        may = self.presenter.may_edit()
        self.subject.setReadOnly(not may)
        self.body.setReadOnly(not may)
        self.title.setText(f"{named(words)} in {LANGUAGES[words.language]}")
        own = "These are the client's own words."
        said = own if words.own else "These words are built in. What you save here becomes the client's own."
        self.whose.setText(said if may else "Who writes invoices for this client changes these words.")
        self._offer(words)
        self._show_rows()
        self._judge()
        self._try_out()

    def _write(self, template: Template) -> None:
        self.body.blockSignals(True)
        self.subject.setText(template.subject)
        self.subject.setCursorPosition(0)
        if self.body.toPlainText() != template.body:
            self.body.setPlainText(template.body)
        self.body.blockSignals(False)

    def _offer(self, words: Words) -> None:
        """Offer what may stand in braces in such a mail; a click puts it where the cursor is."""
        while self._chip_row.count():
            gone = self._chip_row.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in self.presenter.offered(words):
            chip = QPushButton(icon("add", "muted"), NAMES[one])
            chip.setToolTip(plain_tip(f"Put {{{one}}} where the cursor is"))
            chip.setAccessibleName(f"Put in: {NAMES[one]}")
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it is
            chip.setEnabled(self.presenter.may_edit())
            chip.clicked.connect(partial(self._insert, one))
            self._chip_row.addWidget(chip)

    def _insert(self, name: Placeholder) -> None:
        if isinstance(self._into, QPlainTextEdit):
            self._into.insertPlainText(f"{{{name}}}")
        else:
            self._into.insert(f"{{{name}}}")
            self._typed()
        self._into.setFocus()

    def _template(self) -> Template:
        return Template(self.subject.text(), self.body.toPlainText())

    def _typed(self) -> None:
        words = self._words.get(self._key)
        if words is None:
            return
        template = self._template()
        if template == words.template:
            self._drafts.pop(self._key, None)
        else:
            self._drafts[self._key] = template
        self._show_rows()
        self._judge()
        self._timer.start()
        if self.presenter.objections(words, template):
            self._try_out()
        self.typed.emit()

    def _judge(self) -> None:
        """Say at the two fields what keeps them from being used, or leaves a hole."""
        words = self._words.get(self._key)
        if words is None:
            return
        template = self._template()
        found = self.presenter.objections(words, template)
        self._say({"subject": "\n".join(found.subject), "body": "\n".join(found.body)})
        holes = self.presenter.empty_in(words, template)
        if holes and not found:
            said = ", ".join(f"{{{one}}}" for one in holes)
            self.body_row.say(f"{said}: nothing stands there in such a mail.", "warn")

    def _say(self, said: Mapping[str, str]) -> None:
        self.subject_row.say(said.get("subject", ""))
        self.body_row.say(said.get("body", ""))

    def _try_out(self) -> None:
        words = self._words.get(self._key)
        if words is None:
            return
        template = self._template()
        if self.presenter.objections(words, template):
            self._show_no_mail("There is no mail yet: correct what is said beside it.")
        else:
            self.presenter.try_out(words, template)

    def _show_mail(self, tried: TriedWords) -> None:
        words = self._words.get(self._key)
        if words is None or self.presenter.objections(words, self._template()):
            return
        none = " There is no such document in this language yet." if words.kind in WITH_DOCUMENT else ""
        made_up = f"To a made-up customer.{none}"
        self.on.setText(f"With {tried.number} to {tried.customer}, as it stands now." if tried.number else made_up)
        self.mail_subject.setText(tried.text.subject)
        self.mail.setPlainText(tried.text.plain)

    def _show_no_mail(self, why: str) -> None:
        self.on.setText(why)
        self.mail_subject.setText("")
        self.mail.clear()

    def _say_unfit(self, error: BookDeskError) -> None:
        self._show_no_mail(wording.local(self._desktop.office.named(str(error))))

    def _kept(self) -> None:
        self._drafts = {key: typed for key, typed in self._drafts.items() if typed != self._sent.get(key)}
        self._after_own = True
        self.presenter.show()
        self.kept.emit()

    def _lay_out(self) -> None:
        left, middle, right = QWidget(), QWidget(), QWidget()
        columns = [QVBoxLayout(one) for one in (left, middle, right)]
        for one in columns:
            one.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
            one.setSpacing(GRID)
        columns[0].setContentsMargins(GRID, 2 * GRID, GRID, GRID)
        columns[0].addWidget(self.languages)
        columns[0].addWidget(self.table, 1)
        for part in (self.title, self.whose, self.subject_row, self.body_row, self._put_in, self._chips):
            columns[1].addWidget(part, 1 if part is self.body_row else 0)
        for part in (heading("As it would leave"), self.on, self.mail_subject):
            columns[2].addWidget(part)
        columns[2].addWidget(self.mail, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        for part, share in ((left, 28), (Scrolling(middle), 40), (right, 32)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, share)
        splitter.setSizes([2800, 4000, 3200])
        memory = self._desktop.memory
        remembered = memory.state("wording splitter")
        if not remembered.isEmpty():
            splitter.restoreState(remembered)
        splitter.splitterMoved.connect(lambda: memory.keep("wording splitter", splitter.saveState()))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
