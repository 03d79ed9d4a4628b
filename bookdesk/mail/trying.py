"""A mail account is tried: a short mail goes through it to its own address, outside any client's outbox.

It is sent once and never again by itself: whoever tries looks into his mailbox, and tries once more if he likes.
"""

from __future__ import annotations

from datetime import datetime

from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import MailKind
from bookdesk.mail.accounts import Account
from bookdesk.mail.addresses import wire_address, wire_domain
from bookdesk.mail.composing import Outgoing, compose
from bookdesk.mail.smtp import Answer, Connect, Courier, Meaning, NotNow, Silence, connect

_SUBJECT = "BookDesk can send from this address"
_TEXT = (
    "This mail was sent to try the mail account of BookDesk. It went the way that invoices and reminders go.\n"
    "If it lies among what is taken for spam, ask whoever runs your domain about SPF and DKIM.\n"
)


def send_to_self(account: Account, at: datetime, *, connect: Connect = connect) -> None:
    """Send a mail to the account's own address; `NotNow` says what the server has against it."""
    address = account.server.address
    content = compose(_outgoing(address, at))
    courier = connect(account.server)
    try:
        _hand_over(courier, address, content)
    finally:
        courier.close()


def _hand_over(courier: Courier, address: str, content: bytes) -> None:
    (said,) = courier.offer((wire_address(address),), len(content)).values()
    answer: Answer | Silence = courier.give(content) if said.meaning is Meaning.TAKEN else said
    if isinstance(answer, Silence):
        raise NotNow(f"{answer.words} Nobody knows whether the mail left.", "Look into the mailbox, then try again.")
    if answer.meaning is not Meaning.TAKEN:
        raise NotNow(f"The server does not take a mail to {address}: {answer.words}.", "Correct the account.")


def _outgoing(address: str, at: datetime) -> Outgoing:
    return Outgoing(
        message_id=f"<{new_id()}@{wire_domain(address)}>",
        kind=MailKind.NOTICE,
        date=at,
        from_name="BookDesk",
        address=address,
        reply_to=None,
        recipients=(address,),
        copies=(),
        language="en",
        subject=_SUBJECT,
        plain=_TEXT,
        html=None,
    )
