"""A stand-in for Stripe, version 2026-10-28.endive: stateful, exacting, repeatable, and able to fail on request.

    world.py      one request in, one answer out: keys, idempotency, faults; no socket, no thread, its own clock
    routes.py     the addresses and what each takes; sessions.py, intents.py and their neighbours answer them
    page.py       the hosted page that customers pay on
    acts.py       what customers, banks and time do: pay, settle, return, dispute, pay out
    transport.py  the official client in process; server.py the same over HTTP, with control routes

Behaviour follows the gateway's public documentation, its fixtures of August 2026 and its client's types; nothing here
talks to Stripe. What those leave open is decided here so that a desk has to cope: the members of a payout are listed
only once it is reconciled and the payout's own transaction is among them; an inquiry that was refunded in full takes
no money; cursors of events that are gone are refused; the pauses between tries of a webhook are ours.
"""
