"""A stand-in for Stripe, version 2026-10-28.endive: stateful, exacting, repeatable, and able to fail on request.

    world.py      one request in, one answer out: keys, idempotency, faults; no socket, no thread, its own clock
    routes.py     the addresses and what each takes; sessions.py, intents.py and their neighbours answer them
    page.py       the hosted page that customers pay on
    acts.py       what customers, banks and time do: pay, settle, return, dispute, pay out
    transport.py  the official client in process; server.py the same over HTTP, with control routes

Behaviour follows the gateway's public documentation, its fixtures of August 2026 and its client's types; nothing here
talks to Stripe.
"""
