"""Outbox rows as the machine's slips, and back: the one place where states are written."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.sync import OutboxEntry
from bookdesk.sync import outbox_machine as machine
from bookdesk.sync.outbox_machine import IllegalMove, Slip

ORDER = (
    OutboxKind.CONTACT,
    OutboxKind.BILL,
    OutboxKind.CREDIT_NOTE,
    OutboxKind.INVOICE,
    OutboxKind.SALES_CREDIT,
    OutboxKind.ATTACHMENT,
    OutboxKind.UNDO,
    OutboxKind.ALLOCATION,
    OutboxKind.PAYMENT,
    OutboxKind.RECEIPT,
    OutboxKind.OVERPAYMENT,
    OutboxKind.SALES_ALLOCATION,
    OutboxKind.REFUND,
    OutboxKind.FEE,
    OutboxKind.VOID,
)
"""What goes before what; within a kind, what was queued first."""

FINAL = (OutboxState.VERIFIED, OutboxState.CANCELLED)
NOT_WANTED = "Not wanted any more."
"""The problem of an entry that was settled by what was done here since."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_THIS_RUN = uuid.uuid4().hex


def boot_identity() -> str:
    """Name the present start of the machine (Linux), or this run of the program where the system does not tell."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return f"run {os.getpid()} {_THIS_RUN}"


def slip_of(entry: OutboxEntry) -> Slip:
    """Return what the machine needs to know of a row."""
    return Slip(
        state=entry.state,
        released=entry.released,
        key=entry.key,
        boot=entry.boot,
        first_sent=entry.first_sent,
        last_sent=entry.last_sent,
        failures=entry.failures,
        in_doubt=entry.in_doubt,
    )


def move(entry: OutboxEntry, event: machine.Event) -> Slip:
    """Let `event` happen to a row; `IllegalMove` where it does not fit."""
    slip = machine.step(slip_of(entry), event)
    write(entry, slip)
    return slip


def moved(entry: OutboxEntry, event: machine.Event) -> None:
    """Let a person's word happen to a row; `RuleBroken` where it does not fit."""
    try:
        move(entry, event)
    except IllegalMove:
        raise RuleBroken(
            f"An entry that is {entry.state.value} does not allow this.",
            "What may be under way is settled first.",
            command="bookdesk sync send --all",
        ) from None


def write(entry: OutboxEntry, slip: Slip) -> None:
    """Write a slip into its row."""
    entry.state = slip.state
    entry.released = slip.released
    entry.key, entry.boot = slip.key, slip.boot
    entry.first_sent, entry.last_sent = slip.first_sent, slip.last_sent
    entry.failures, entry.in_doubt = slip.failures, slip.in_doubt


def entries(session: Session, provider: str, *, finished: bool = False) -> list[OutboxEntry]:
    """Return the entries of a provider in the order in which they go."""
    query = select(OutboxEntry).where(OutboxEntry.provider == provider)
    if not finished:
        query = query.where(OutboxEntry.state.not_in(FINAL))
    found = session.scalars(query.order_by(OutboxEntry.queued_at, OutboxEntry.id)).all()
    return sorted(found, key=lambda entry: ORDER.index(entry.kind))


def entry_of(session: Session, entry_id: str) -> OutboxEntry:
    """Return an entry by its id or an unmistakable end of it; `NotFound` otherwise."""
    found = session.scalars(select(OutboxEntry).where(OutboxEntry.id.endswith(entry_id, autoescape=True))).all()
    if len(found) != 1:
        raise NotFound(
            f"There is no single entry {entry_id!r} in the outbox.",
            "Choose one from the list.",
            command="bookdesk sync status",
        )
    return found[0]
