"""What is said of the pay portal on the command line: as data, and in words."""

from __future__ import annotations

from typing import Any, Final

from bookdesk.office.portal import Round
from bookdesk.receivables.portal.listing import AtPortal, Said, Status, ToTell

ID_END = 8
"""Letters of the end of an id that tell it from all others of a client."""

_EMPTY: Final[tuple[object, ...]] = ("", None, [])
"""What was not said."""


def status_row(found: Status) -> dict[str, Any]:
    """Return how a client stands as data."""
    return {
        "address": found.address,
        "fingerprint": found.fingerprint,
        "hook": found.hook,
        "on": found.offer.on,
        "shown": found.shown,
        "waiting": found.waiting,
        "refused": list(found.refused),
        "documents": found.documents,
        "strangers": list(found.strangers),
        "unknown": list(found.unknown),
        "held_back": list(found.held_back),
        "attempts": found.attempts,
        "closing": found.closing,
        "asks": found.asks,
        "events": found.events,
        "epoch": found.epoch,
        "asked_at": found.asked_at,
        "held_until": found.held_until,
        "problem": found.problem,
    }


def status_words(found: Status) -> str:
    """Return the same in words."""
    if found.address is None:
        return "This client is not at the pay portal."
    state = "on" if found.offer.on else "off"
    lines = [
        f"At {found.address} (key {found.fingerprint}), switched {state}.",
        (
            f"{found.documents} documents are there, {found.waiting} commands wait,"
            f" {found.attempts} payments are under way."
        ),
        f"The gateway sends its messages to {found.hook}.",
    ]
    if found.held_until is not None:
        at = found.held_until.astimezone()
        lines.append(
            f"The portal was put back from a backup. Customers can pay there again by {at:%d.%m. %H:%M} at the latest."
        )
    lines += closing_words(found.closing)
    if not found.shown:
        lines.append("What would leave has not been seen yet: bookdesk portal preview.")
    if found.asks:
        lines.append(f"{found.asks} words of customers wait: bookdesk portal words.")
    if found.unknown:
        lines.append(f"{len(found.unknown)} documents there are unknown to these books: {'; '.join(found.unknown)}.")
    return "\n".join(lines)


def closing_words(count: int) -> tuple[str, ...]:
    """Return what is to be said of pages that are being closed at the gateway."""
    if not count:
        return ()
    said = "1 page is" if count == 1 else f"{count} pages are"
    return (f"{said} still being closed at the gateway: what became of it comes with the next round.",)


def tell_row(one: ToTell) -> dict[str, Any]:
    """Return what would be told of a document as data."""
    row = {"document": one.document, "number": one.number, "customer": one.customer, "what": one.what}
    return {**row, "open": one.open.text, "currency": one.open.currency}


def tell_words(one: ToTell) -> str:
    """Return the same in words."""
    return f"{one.what}: {one.number} to {one.customer}, {one.open} open"


def document_row(one: AtPortal) -> dict[str, Any]:
    """Return a document at the portal as data."""
    row = {"document": one.document, "number": one.number, "kind": one.kind, "version": one.version}
    return {
        **row,
        "held": one.held,
        "withdrawn": one.gone,
        "unknown_here": one.stranger,
        "links": one.links,
        "words": one.words,
    }


def document_words(one: AtPortal) -> str:
    """Return the same in words."""
    if one.stranger:
        return f"{one.words}: only the portal knows it{', withdrawn' if one.gone else ''} ({one.document})"
    if one.words:
        return f"{one.kind} {one.number}: not told. {one.words}"
    state = "withdrawn" if one.gone else f"version {one.version}, {one.held or 'none'} held"
    return f"{one.kind} {one.number}: {state}, {one.links} links"


def said_row(one: Said) -> dict[str, Any]:
    """Return what a customer said as data."""
    row = {"id": one.id, "kind": one.kind, "state": one.state, "at": one.at, "customer": one.customer}
    more = {"document": one.document, "number": one.number, "said": dict(one.said), "papers": list(one.papers)}
    return {**row, **more, "why": one.why, "answer": one.answer}


def said_words(one: Said) -> str:
    """Return the same in words."""
    about = f" about {one.number}" if one.number else ""
    told = "; ".join(
        _told(name, value) for name, value in one.said.items() if name != "version" and value not in _EMPTY
    )
    why = f" ({one.why})" if one.why else ""
    files = f" [{len(one.papers)} files]" if one.papers else ""
    return f"{one.id[-ID_END:]} {one.kind}{about}, {one.customer or 'somebody'}: {told}{files}{why}"


def _told(name: str, value: object) -> str:
    """Return one thing that was said, as a person would say it."""
    if name == "text":
        return str(value)
    if name == "lines" and isinstance(value, list):
        return f"line{'s' if len(value) > 1 else ''} {', '.join(map(str, value))}"
    return f"{name} {('off', 'on')[value] if isinstance(value, bool) else value}"


def round_row(found: Round) -> dict[str, Any]:
    """Return what a round did as data."""
    return {
        "sent": found.pushed.sent if found.pushed else 0,
        "joined": found.pushed.joined.step if found.pushed else None,
        "events": found.pulled.events if found.pulled else 0,
        "unread": found.pulled.unread if found.pulled else 0,
        "acted": found.acted.done,
        "asks": found.acted.asks,
        "booked": found.looked.booked.booked if found.looked else 0,
    }


def round_words(found: Round) -> str:
    """Return the same in words."""
    row = round_row(found)
    said = f"{row['sent']} commands told, {row['events']} events taken, {row['acted']} acted upon."
    return f"{said} {row['asks']} are left to you: bookdesk portal words." if row["asks"] else said
