"""The panel in which a mail is looked at before it is written: to whom, what it says, what speaks against it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.mailing import MailRun, Wish
from bookdesk.mail.comeback import came_back
from bookdesk.models.mail import MailMessage
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import label
from bookdesk.ui.pieces.letter import Letter
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.sales.mailing.presenter import Looked, MailingPresenter


class MailPanel(Panel):
    """One mail that carries an invoice, a credit note or an estimate."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Put it into the outbox", desktop, "a mail")
        self.presenter = MailingPresenter(desktop, self)
        self._looked: Looked | None = None
        self._under_way = False
        self.to, self.copies = Field("To"), Field("Copy to")
        self.subject, self.body = label("", "title", wraps=True), Letter(150)
        self.warned = label("", "warn", wraps=True)
        addresses = QHBoxLayout()
        addresses.addWidget(FormRow("To", self.to), 3)
        addresses.addWidget(FormRow("Copy to", self.copies), 2)
        self.lay_out(addresses, self.subject, self.body, self.warned, grows=self.body, scrolls=True)
        for field in (self.to, self.copies):
            field.returnPressed.connect(self.press)
        self.do.clicked.connect(self._write)
        self.presenter.previewed.connect(self.show_mail)
        self.presenter.written.connect(self._tell)
        self.presenter.all_written.connect(self._tell_all)
        self.presenter.refused.connect(self.refuse)

    def show_mail(self, looked: Looked) -> None:
        """Show the mail as it would be written."""
        if self.occupied():
            return
        self._looked, mail = looked, looked.preview
        self._under_way = False
        self.title.setText(f"{mail.kind.value.capitalize()} by mail from {mail.from_name}")
        self.to.setText(", ".join(mail.recipients))
        self.copies.setText(", ".join(mail.copies))
        self.subject.setText(mail.text.subject)
        self.body.setPlainText(mail.text.plain)
        said = [one.sentence for one in mail.warned] + list(mail.einvoice.problems)
        if mail.shut:
            said.insert(0, f"{came_back(mail.shut)}.")
        if mail.before:
            last = mail.before[-1]
            when = wording.moment(last.written_at)
            waits, sent = f"It is in the outbox already, since {when}", f"It was mailed before, on {when}"
            said.insert(0, f"{waits}: this writes a second mail." if mail.waits else f"{sent}: this sends it again.")
        self.warned.setText("\n".join(said))
        self.warned.setVisible(bool(said))
        self.problem.hide()
        self.unfold(first=self.do if mail.recipients else self.to)

    def refuse(self, error: BookDeskError) -> None:
        """Say why nothing was written; it may be pressed again."""
        self._under_way = False
        super().refuse(error)

    def forget(self) -> None:
        """Show no mail any more."""
        self._looked = None
        for part in (self.to, self.copies, self.body):
            part.clear()
        self.subject.setText("")
        self.leave()

    def _write(self) -> None:
        looked = self._looked
        if looked is None or self._under_way:
            return  # pressed twice: one mail is on its way into the outbox
        self._under_way = True
        usual = looked.preview.recipients
        typed, copies = _addresses(self.to.text()), _addresses(self.copies.text())
        wish = Wish(() if typed == usual else typed, copies, again=bool(looked.preview.before))
        self.presenter.write(looked.document_id, wish)

    def _tell(self, mail: MailMessage) -> None:
        self.leave()
        place = Place("outbox", self._desktop.client_id, item=mail.id)
        words = f"“{mail.subject}” waits in the outbox."
        self._desktop.tell(Message(words, Tone.GOOD, label="Outbox", act=lambda: self._desktop.go(place)))

    def _tell_all(self, run: MailRun) -> None:
        words = f"{wording.count(len(run.written), 'mail')} wait in the outbox."
        told: list[BookDeskError] = [error for _, error in run.failed]
        remedy = wording.local(" ".join(map(str, told)))
        place = Place("outbox", self._desktop.client_id, view="waiting")
        tone = Tone.WARN if told else Tone.GOOD
        self._desktop.tell(Message(words, tone, remedy, label="Outbox", act=lambda: self._desktop.go(place)))


def _addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of a list with commas or semicolons between them."""
    return tuple(part.strip() for part in text.replace(";", ",").split(",") if part.strip())
