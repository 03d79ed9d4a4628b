"""A message as it leaves: composed with the links made for it now, and kept so where it is not as it was written.

What a customer was shown can be looked up later, since the letter that was written has no link in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import StorageError
from bookdesk.core.vocabulary import PaperKind
from bookdesk.mail import records
from bookdesk.mail.composing import Attached, Outgoing, compose, unsubscribing
from bookdesk.mail.outbox import texts
from bookdesk.mail.paylinks import Linked, PayLinks, Slip, is_marked, put_in
from bookdesk.mail.smtp import Server
from bookdesk.models.mail import MailEventKind, MailLeft, MailMessage
from bookdesk.models.paper import Paper
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep, read


@dataclass(frozen=True, slots=True)
class Leaving:
    """A message ready for the wire: its bytes, its bodies with their links, and the papers made for it.

    `marked` says that links had a place in it, `why` what kept one from being had.
    """

    content: bytes
    plain: str
    html: str | None
    slips: tuple[Slip, ...]
    marked: bool
    why: str | None


def as_it_leaves(desk: Desk, server: Server, message: MailMessage, pay_links: PayLinks) -> Leaving:
    """Return a message as it leaves now; `BookDeskError` where a file that goes with it cannot be read.

    Files are read before a page is asked for: none is made for what cannot leave.
    """
    files = tuple(_attached(desk, message))
    marked = is_marked(message.plain, message.html)
    linked = pay_links(message) if marked else Linked()
    plain, html = put_in(message.plain, message.html, linked, message.language)
    content = compose(
        Outgoing(
            message_id=message.message_id,
            kind=message.kind,
            date=desk.clock.now(),
            from_name=message.from_name,
            address=server.address,
            reply_to=message.reply_to,
            recipients=texts(message.recipients),
            copies=texts(message.copies),
            language=message.language,
            subject=message.subject,
            plain=plain,
            html=html,
            attachments=(*files, *(slip.file for slip in linked.slips)),
            unsubscribe=(unsubscribing(message.reply_to or server.address),) if message.unsubscribe else (),
        )
    )
    return Leaving(content, plain, html, linked.slips, marked, linked.why)


def keep_as_left(work: Change, desk: Desk, mail_id: str, leaving: Leaving, tries: int) -> None:
    """Keep a message as it is offered in this try, in the change that says so; nothing where it is as written."""
    if not leaving.marked:
        return
    slips = [keep(work, desk, _paper(slip)).id for slip in leaving.slips]
    key = f"{mail_id}:{tries}"
    work.add(
        MailLeft(mail_id=mail_id, key=key, at=desk.clock.now(), plain=leaving.plain, html=leaving.html, slips=slips)
    )
    if leaving.why is not None:
        work.add(
            records.other_event(desk, MailEventKind.UNLINKED, mail_id, f"unlinked:{key}", leaving.why),
        )


def left_in(session: Session, mail_id: str) -> tuple[MailLeft, ...]:
    """Return a message as it was offered, the first try first; none where it was as written, or never offered."""
    query = select(MailLeft).where(MailLeft.mail_id == mail_id).order_by(MailLeft.at, MailLeft.id)
    return tuple(session.scalars(query))


def _paper(slip: Slip) -> NewPaper:
    file = slip.file
    return NewPaper(PaperKind.SLIP, slip.subject_id, file.file_name, file.media_type, file.content)


def _attached(desk: Desk, message: MailMessage) -> Iterator[Attached]:
    for paper_id in texts(message.attachments):
        with desk.books.query() as session:
            paper = session.get(Paper, paper_id)
        if paper is None or not paper.seal_key:
            raise StorageError("it is not in the books any more.", "Take the mail out, and write it anew.")
        yield Attached(paper.file_name, paper.media_type, read(desk.books, paper))
