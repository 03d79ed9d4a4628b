"""Where the window hears of mail that was written, left or came back: news of a background thread, on its own."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from bookdesk.core.errors import Unreachable
from bookdesk.jobs.mailing import EVERY_SECONDS, Mailing, News
from bookdesk.jobs.runner import Runner
from bookdesk.mail.lists import MailList
from bookdesk.models.invoice import InvoiceStatus
from bookdesk.office.collecting import ClientRound
from bookdesk.office.mailing import ClientMail, Ways
from bookdesk.office.onlinelooking import ClientOnline
from bookdesk.office.opened import Office
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place

_MILLISECONDS = 1000


class Asked(StrEnum):
    """What somebody pressed a button for."""

    SENDING = "sending"
    READING = "reading"


class MailDesk(QObject):
    """Lets mail be written and leave by itself while the practice is open, and tells what came of it."""

    changed = Signal(str)
    """Something of a client's mail (its id) left, came back, or waits with another reason."""
    told = Signal(object)
    """A `Message` that somebody should see."""
    wanted = Signal(object)
    """A `Place` that the person wants to see."""
    _heard = Signal(object)
    _written = Signal(object)
    _paid = Signal(object)

    def __init__(self, office: Office, parent: QObject | None = None, *, ways: Ways | None = None) -> None:
        """Look for the first time in a minute: nobody who has just sat down is asked to wait for a server."""
        super().__init__(parent)
        self._runner = Runner(1)
        news = News(self._heard.emit, self._written.emit, self._paid.emit)
        self._mailing = Mailing(office, news, runner=self._runner, ways=ways)
        self._asked: dict[str, Asked] = {}
        """What somebody pressed a button for and waits to hear of, by client."""
        self._known: set[str] = set()
        """What failed and was told: it fails again each hour, and is told once."""
        self._heard.connect(self._tell)
        self._written.connect(self._tell_written)
        self._paid.connect(self._tell_paid)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_SECONDS * _MILLISECONDS)
        self._timer.timeout.connect(self._mailing.look)
        self._timer.start()

    def send_now(self, client_id: str) -> None:
        """Send what is due of a client at once, as after a press of a button."""
        self._asked[client_id] = Asked.SENDING
        self._mailing.send_now(client_id)

    def read_now(self, client_id: str) -> None:
        """Look at once for what came back."""
        self._asked[client_id] = Asked.READING
        self._mailing.read_now(client_id)

    def close(self) -> None:
        """Begin nothing more; a mail that is leaving just now may end."""
        self._timer.stop()
        self._heard.disconnect(self._tell)
        self._written.disconnect(self._tell_written)
        self._paid.disconnect(self._tell_paid)
        self._mailing.close()
        self._runner.close()

    def _tell(self, one: ClientMail) -> None:
        client_id = str(one.entry.client_id)
        asked = self._asked.pop(client_id, None)
        if one.error is None:
            self.changed.emit(client_id)
        message = message_of(one)
        if message is not None:
            place = Place("outbox", client_id, view=MailList.TO_DECIDE)
            self.told.emit(replace(message, label="Outbox", act=lambda: self.wanted.emit(place)))
        elif asked is not None:
            self.told.emit(answer_of(one, asked))

    def _tell_written(self, one: ClientRound) -> None:
        words = words_of(one)
        if words:
            client_id = str(one.entry.client_id)
            self.changed.emit(client_id)
            drafts = Place("sales", client_id, view="drafts")
            label = "Show the drafts" if _drafts(one) else ""
            self.told.emit(Message(words, label=label, act=(lambda: self.wanted.emit(drafts)) if label else None))
        for fault in faults_of(one):
            if fault not in self._known:
                self._known.add(fault)
                self.told.emit(Message(fault, Tone.WARN, "It is tried again in an hour."))

    def _tell_paid(self, one: ClientOnline) -> None:
        client_id = str(one.entry.client_id)
        message = paid_message(one)
        if one.looked is not None and (one.looked.booked.booked or one.looked.attempts):
            self.changed.emit(client_id)
        if message is None or (one.error is not None and message.words in self._known):
            return
        if one.error is not None:
            self._known.add(message.words)
        place = Place("online", client_id)
        self.told.emit(replace(message, label="Online", act=lambda: self.wanted.emit(place)))


def paid_message(one: ClientOnline) -> Message | None:
    """Return what a look at a gateway brought, where somebody should hear of it: not that there is no network."""
    name = one.entry.name
    if one.error is not None:
        away = isinstance(one.error, Unreachable)
        return None if away else Message(f"{name}: {one.error.what}", Tone.WARN, one.error.remedy)
    booked = one.looked.booked if one.looked is not None else None
    if booked is None or not booked.booked:
        return None
    words = "an online payment was" if booked.booked == 1 else f"{booked.booked} movements of online payments were"
    asks = f" {booked.to_decide} to decide." if booked.to_decide else ""
    return Message(f"{name}: {words} booked.{asks}", Tone.GOOD)


def words_of(one: ClientRound) -> str:
    """Return what was written for a client, in a sentence; nothing where nothing was."""
    done = one.collected
    if done is None or not (done.billed or done.written):
        return ""
    drafts = _drafts(one)
    invoices = sum(billed.invoice is not None for billed in done.billed) - drafts
    parts = [f"{invoices} {'invoice' if invoices == 1 else 'invoices'} of schedules"] if invoices else []
    parts += [_mails(len(done.written))] if done.written else []
    told = [f"{' and '.join(parts)} written."] if parts else []
    told += ["A draft of a schedule waits to be issued."] if drafts == 1 else []
    told += [f"{drafts} drafts of schedules wait to be issued."] if drafts > 1 else []
    return f"{one.entry.name}: {' '.join(told)}" if told else ""


def _drafts(one: ClientRound) -> int:
    """Return how many drafts a schedule made by itself: nobody hears of them otherwise."""
    billed = one.collected.billed if one.collected is not None else ()
    return sum(done.invoice is not None and done.invoice.status is InvoiceStatus.DRAFT for done in billed)


def faults_of(one: ClientRound) -> tuple[str, ...]:
    """Return what could not be written for a client, each in words."""
    if one.error is not None:
        return (f"{one.entry.name}: {one.error.what}",)
    return (
        tuple(f"{one.entry.name}, {what}: {error.what}" for what, error in one.collected.failed)
        if one.collected
        else ()
    )


def message_of(one: ClientMail) -> Message | None:
    """Return what a person should see at once: doubts, refusals, what came back. What only waits is in the outbox."""
    name = one.entry.name
    if one.report.unknown:
        words = f"{name}: {_mails(one.report.unknown)} may have left or not; nobody knows."
        return Message(words, Tone.WARN, "Ask the customer, then say in the outbox what is so.")
    if one.report.refused:
        return Message(
            f"{name}: {_mails(one.report.refused)} refused by the mail server.",
            Tone.WARN,
            "The outbox has the server’s words.",
        )
    if one.bounced:
        return Message(f"{name}: {_mails(one.bounced)} came back or is late.", Tone.WARN, "Check the address.")
    return None


def answer_of(one: ClientMail, asked: Asked) -> Message:
    """Return what is said to whoever pressed a button, where nothing else is to be said."""
    name, report = one.entry.name, one.report
    if one.error is not None:
        return Message(f"{name}: {one.error.what}", Tone.BAD, one.error.remedy)
    if asked is Asked.READING:
        return Message(f"{name}: nothing new came back.")
    if report.problem:
        return Message(f"{name}: {report.problem}", Tone.WARN, "What waits is tried again by itself.")
    if report.put_off:
        return Message(f"{name}: {_mails(report.put_off)} put off by the server.", Tone.WARN, "It is tried again.")
    if report.accepted:
        return Message(f"{name}: {_mails(report.accepted)} left.", Tone.GOOD)
    return Message(f"{name}: nothing is due.", remedy="What is held or waits for its hour stays in the outbox.")


def _mails(count: int) -> str:
    return "a mail" if count == 1 else f"{count} mails"
