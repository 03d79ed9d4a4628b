"""The control routes: what only a test or the demo asks for, as JSON.

POST /clock {"advance": seconds} · POST /faults {"kind", "method", "path", "times", "skip", "seconds"} ·
DELETE /faults · POST /release · POST /listen {"open": false} · POST /keys {"secret", "rights"} · DELETE /keys/SECRET ·
POST /pay {"session", "means", "number"} · POST /debits/ID {"act": "settle" | "fail" | "return", "code"} ·
POST /disputes {"charge", "amount", "reason", "inquiry"} · POST /disputes/ID {"act": "escalate" | "submit" | "win" |
"lose"} · POST /payouts · POST /payouts/ID {"act": "fail", "code"} · POST /refunds/ID {"act": "succeed" | "fail"} ·
POST /mandates/ID {"act": "revoke"} · POST /fees {"amount", "description"} · POST /events {"kind", "record",
"version"} · POST /mishaps {"kind", "type", "times", "skip", "seconds"} · DELETE /mishaps · POST /deliver ·
GET /clock, GET /requests and GET /records/KIND tell what is.
"""

from __future__ import annotations

from collections.abc import Callable

from bookdesk.sandbox.stripe import acts, balance
from bookdesk.sandbox.stripe.messages import Record, no_route
from bookdesk.sandbox.stripe.shelves import Shelf
from bookdesk.sandbox.stripe.webhooks import Mishap, PlannedMishap
from bookdesk.sandbox.stripe.world import World

Act = Callable[[World, Record, str], object]


def do(world: World, method: str, path: str, body: Record) -> object:
    """Do what a control route says; return its JSON. `KeyError`, `TypeError` or `ValueError` for a body without it."""
    name, _, record_id = path.strip("/").partition("/")
    act = body.get("act", "") if record_id else ""
    found = _ACTS.get(f"{method} {name}{'/' if record_id else ''}{act}")
    if found is None:
        raise no_route(method, path)
    return found(world, body, record_id)


def _clock(world: World, body: Record, _: str) -> Record:
    world.advance(int(body["advance"]))
    return {"now": world.now}


def _fault(world: World, body: Record, _: str) -> None:
    world.faults.add(**body)


def _mishap(world: World, body: Record, _: str) -> None:
    world.outbox.plan.append(PlannedMishap(**{**body, "kind": Mishap(body["kind"])}))


def _pay(world: World, body: Record, _: str) -> Record:
    answer = acts.pay(world, body["session"], body.get("means", "card"), body.get("number", ""))
    return {"status": answer.status}


def _dispute(world: World, body: Record, _: str) -> Record:
    charge = acts.charge_of(world, body["charge"])["id"]
    amount, reason = body.get("amount"), body.get("reason", "fraudulent")
    return acts.begin_dispute(world, charge, amount, reason, inquiry=bool(body.get("inquiry")))


def _records(world: World, _: Record, kind: str) -> list[Record]:
    shelves = (shelf for shelf in vars(world).values() if isinstance(shelf, Shelf))
    return [record for shelf in shelves if shelf.kind == kind for record in shelf]


_ACTS: dict[str, Act] = {
    "GET clock": lambda world, *_: {"now": world.now},
    "GET requests": lambda world, *_: world.log,
    "GET records/": _records,
    "POST clock": _clock,
    "POST faults": _fault,
    "DELETE faults": lambda world, *_: world.faults.clear(),
    "POST keys": lambda world, body, _: world.keys.add(body["secret"], body["rights"]),
    "DELETE keys/": lambda world, _, secret: world.keys.expire(secret),
    "POST pay": _pay,
    "POST debits/settle": lambda world, _, record_id: acts.settle_debit(world, record_id),
    "POST debits/fail": lambda world, body, record_id: acts.fail_debit(world, record_id, _code(body)),
    "POST debits/return": lambda world, body, record_id: acts.return_debit(world, record_id, _code(body)),
    "POST disputes": _dispute,
    "POST disputes/escalate": lambda world, _, record_id: acts.escalate_dispute(world, record_id),
    "POST disputes/submit": lambda world, _, record_id: acts.submit_evidence(world, record_id),
    "POST disputes/win": lambda world, _, record_id: acts.close_dispute(world, record_id, won=True),
    "POST disputes/lose": lambda world, _, record_id: acts.close_dispute(world, record_id, won=False),
    "POST payouts": lambda world, *_: acts.pay_out(world),
    "POST payouts/fail": lambda world, _, record_id: acts.fail_payout(world, record_id),
    "POST refunds/succeed": lambda world, _, record_id: acts.succeed_refund(world, record_id),
    "POST refunds/fail": lambda world, _, record_id: acts.fail_refund(world, record_id),
    "POST mandates/revoke": lambda world, _, record_id: acts.revoke_mandate(world, record_id),
    "POST fees": lambda world, body, _: balance.charge_account(world, body["amount"], body.get("description", "Fee")),
    "POST events": lambda world, body, _: acts.tell(world, **body),
    "POST mishaps": _mishap,
    "DELETE mishaps": lambda world, *_: world.outbox.plan.clear(),
}


def _code(body: Record) -> str:
    return str(body.get("code", "insufficient_funds"))
