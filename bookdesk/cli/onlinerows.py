"""Online payments as rows for machines and as sentences for people."""

from __future__ import annotations

from bookdesk.cli.console import Row
from bookdesk.receivables.online.connection import Connected
from bookdesk.receivables.online.listing import OnlineRow, Shown
from bookdesk.receivables.online.service import Looked


def look_row(looked: Looked) -> Row:
    """Return what a look brought, for machines."""
    return {
        "events": looked.pulled.events,
        "facts": looked.pulled.facts,
        "listed": looked.pulled.listed,
        "booked": looked.booked.booked,
        "waiting": looked.booked.waiting,
        "to_decide": looked.booked.to_decide,
    }


def look_words(looked: Looked) -> str:
    """Return what a look brought."""
    long = (
        " This desk was away for longer than the gateway keeps its messages; all was listed."
        if looked.pulled.listed
        else ""
    )
    waits = f", {looked.booked.waiting} wait" if looked.booked.waiting else ""
    asks = (
        f", {looked.booked.to_decide} to decide (bookdesk online moves --to-decide)" if looked.booked.to_decide else ""
    )
    return f"{looked.pulled.events} messages, {looked.booked.booked} moves booked{waits}{asks}.{long}"


def move_row(one: OnlineRow) -> Row:
    """Return a move for machines."""
    return {
        "id": one.id,
        "move": one.move_id,
        "kind": one.kind,
        "at": one.at,
        "amount": one.amount.text,
        "fee": one.fee.text,
        "net": one.net.text,
        "currency": one.net.currency,
        "customer": one.customer,
        "booked_as": one.booked_as,
        "document": one.document_id,
        "payment": one.payment_id,
        "payout": one.payout_id,
        "why": one.why,
    }


def move_words(one: OnlineRow) -> str:
    """Return a move in one line."""
    became = one.booked_as or (f"to decide: {one.why}" if one.ask else f"waits: {one.why or 'to be booked'}")
    who = f"  {one.customer}" if one.customer else ""
    fee = f" less {one.fee}" if one.fee else ""
    return f"{one.move_id}  {one.at.date()}  {one.kind}  {one.amount}{fee}{who}  {became}"


def shown_row(found: Connected, stands: Shown) -> Row:
    """Return how the account stands, for machines."""
    return {
        "gateway": found.gateway,
        "account": found.account.id,
        "name": found.account.name,
        "live": found.account.live,
        "asked_at": found.asked_at,
        "complete_to": found.complete_to,
        "held": [
            {"told": one.told.text, "booked": one.booked.text, "ledger": one.ledger.text, "currency": one.told.currency}
            for one in stands.held
        ],
        "waiting": stands.waiting,
        "to_decide": stands.to_decide,
        "pages": stands.live,
        "quarantined": stands.quarantined,
        "payouts": [
            {"id": one.id, "state": one.state, "amount": one.amount.text, "lines": one.lines} for one in stands.payouts
        ],
        "disputes": [
            {"id": one.id, "state": one.state, "amount": one.amount.text, "answer_by": one.answer_by}
            for one in stands.disputes
        ],
    }


def shown_words(found: Connected, stands: Shown) -> str:
    """Return how the account stands."""
    mode = "real money" if found.account.live else "test mode"
    lines = [f"{found.account.name} at {found.gateway} ({mode}), as of {found.asked_at or found.connected_at}."]
    for one in stands.held:
        books = "the books agree" if one.booked == one.ledger == one.told else f"the books say {one.ledger}"
        lines.append(f"It holds {one.told} since it was connected; {books}.")
    lines.append(f"{stands.live} pages open or under way, {stands.waiting} moves wait, {stands.to_decide} to decide.")
    if stands.quarantined:
        lines.append(f"{stands.quarantined} messages are of a version that this BookDesk does not know.")
    lines += [f"Payout {one.id} of {one.amount}: {one.state}, {one.lines} moves." for one in stands.payouts]
    for dispute in stands.disputes:
        until = f", evidence until {dispute.answer_by.date()}" if dispute.answer_by else ""
        lines.append(f"Dispute {dispute.id} over {dispute.amount}: {dispute.state}{until}.")
    return "\n".join(lines)
