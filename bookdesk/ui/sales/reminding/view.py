"""The panel of the dry run: who would be reminded of what, in which words, before anything is written."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from bookdesk.receivables.reminding import Outcome, Preview
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.columns import Column
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.sales.reminding.presenter import Reminded, RemindingPresenter, rows_of

ROWS: tuple[Column[Reminded], ...] = (
    Column("customer", "Customer", 200, lambda row: row.customer, grows=True),
    Column("invoices", "Invoices", 220, lambda row: row.invoices, note=lambda row: row.invoices, spare=1),
    Column("open", "Open", 140, lambda row: wording.sums(row.open), number=True),
    Column("tone", "Tone", 90, lambda row: row.tone, muted=True, spare=2),
)


class RemindingPanel(Panel):
    """Reminders that would be written now."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Write these reminders", desktop)
        self.presenter = RemindingPresenter(desktop, self)
        self._preview: Preview | None = None
        self.said, self.text = quiet(""), QPlainTextEdit()
        self.model = RowsModel(ROWS, lambda row: f"{row.customer} {row.invoices}")
        self.table = RecordTable(self.model, "reminders", desktop.memory, "Who would be reminded now")
        self.table.setFixedHeight(sized(150))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("What the chosen mail says")
        self.text.setFixedHeight(sized(130))
        self.lay_out(self.said, self.table, self.text)
        self.do.clicked.connect(self._do)
        self.table.current_changed.connect(lambda _: self._show_text())
        self.presenter.previewed.connect(self.show_preview)
        self.presenter.sent.connect(self._tell)
        self.presenter.refused.connect(self.refuse)

    def show_preview(self, preview: Preview) -> None:
        """Show the dry run."""
        self._preview = preview
        rows = rows_of(preview)
        self.model.show_rows(rows)
        self.title.setText("Reminders now")
        self.said.setText(self._words(preview, len(rows)))
        self.do.setText("Write these reminders" if preview.active else "Switch reminders on")
        self.do.setEnabled(bool(rows) or not preview.active)
        for part in (self.table, self.text):
            part.setVisible(bool(rows))
        self.problem.hide()
        self.table.choose_first()
        self._show_text()
        self.unfold(first=self.table if rows else self.do)

    def forget(self) -> None:
        """Show nothing any more."""
        self._preview = None
        self.model.forget()
        self.text.clear()
        self.leave()

    def _words(self, preview: Preview, count: int) -> str:
        if not preview.active:
            return "Reminders are off for this client. Once they are on, the first list is looked at before it leaves."
        found = preview.decision
        apart = (
            (len(found.held), "held until later"),
            (len(found.escalations), "for a person"),
            (len(found.spared), "spared"),
            (len(found.unready), "not to be reminded of yet"),
        )
        others = ", ".join(f"{number} {what}" for number, what in apart if number)
        first = "" if preview.approved else " This is the first list: writing it approves it."
        said = f"{wording.count(count, 'customer')} would be reminded now."
        return f"{said}{first} Of the invoices: {others}." if others else f"{said}{first}"

    def _show_text(self) -> None:
        row = self.table.current_record()
        self.text.setPlainText(f"{row.subject}\n\n{row.text}" if isinstance(row, Reminded) else "")

    def _do(self) -> None:
        preview = self._preview
        if preview is None:
            return
        if preview.active:
            self.presenter.send(preview)
        else:
            self.presenter.switch_on()

    def _tell(self, outcome: Outcome) -> None:
        self.leave()
        words = f"{wording.count(len(outcome.written), 'reminder')} wait in the outbox."
        if outcome.already:
            words = f"{words} {wording.count(outcome.already, 'customer')} had theirs already."
        told = " ".join(f"{one.customer}: {one.error}" for one in outcome.failed)
        tone = Tone.WARN if told else Tone.GOOD
        self._desktop.tell(Message(words, tone, wording.local(told)))
