"""A merchant's small life in the form of GoCardless' published answers, and a listener that tells it.

Names, fields and paging follow its API reference (version 2015-07-06): envelopes by kind, `meta.cursors`, newest first,
`before` for what is newer. Ids and amounts are made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

from bookdesk.sandbox.loopback import LOOPBACK, Exchange, Heard, Listener

Record = dict[str, Any]
_JSON = {"Content-Type": "application/json", "RateLimit-Limit": "1000", "RateLimit-Remaining": "999"}


def _payment(name: str, amount: int, reference: str, status: str) -> Record:
    return {
        "id": name,
        "created_at": "2026-10-20T09:00:00.000Z",
        "charge_date": "2026-10-23",
        "amount": amount,
        "amount_refunded": 0,
        "description": "Invoice",
        "currency": "GBP",
        "status": status,
        "reference": None,
        "metadata": {"attempt": reference},
        "fx": {"fx_currency": "GBP", "fx_amount": None, "exchange_rate": None, "estimated_exchange_rate": None},
        "retry_if_possible": False,
        "links": {"mandate": "MD1", "creditor": "CR1"},
    }


def _event(number: int, kind: str, action: str, **links: str) -> Record:
    return {
        "id": f"EV{number}",
        "created_at": f"2026-10-2{number}T10:00:00.000Z",
        "resource_type": kind,
        "action": action,
        "links": links,
        "details": {"origin": "gocardless", "cause": f"{kind}_{action}", "description": "As recorded."},
        "metadata": {},
        "resource_metadata": {},
    }


def _item(kind: str, amount: str, **links: str) -> Record:
    return {"type": kind, "amount": amount, "taxes": [], "links": links}


OBJECTS: dict[str, list[Record]] = {
    "creditors": [{"id": "CR1", "name": "Acme", "country_code": "GB", "fx_payout_currency": "GBP", "links": {}}],
    "billing_requests": [
        {
            "id": "BRQ1",
            "created_at": "2026-10-19T08:00:00.000Z",
            "status": "fulfilled",
            "mandate_request": {"currency": "GBP", "scheme": "bacs", "links": {"mandate": "MD1"}},
            "payment_request": {"description": "Invoice 7", "currency": "GBP", "amount": 12000, "scheme": "bacs"},
            "links": {"customer": "CU1", "payment_request_payment": "PM1", "mandate_request_mandate": "MD1"},
            "metadata": {"attempt": "att_1"},
        }
    ],
    "mandates": [{"id": "MD1", "status": "active", "scheme": "bacs", "links": {"customer": "CU1", "creditor": "CR1"}}],
    "payments": [
        _payment("PM3", 5000, "att_3", "submitted"),
        _payment("PM2", 8000, "att_2", "paid_out"),
        _payment("PM1", 12000, "att_1", "paid_out"),
    ],
    "refunds": [
        {
            "id": "RF1",
            "created_at": "2026-10-24T10:00:00.000Z",
            "amount": 2000,
            "currency": "GBP",
            "reference": None,
            "status": "paid",
            "metadata": {"refund": "ref_1"},
            "links": {"payment": "PM1", "mandate": "MD1"},
        }
    ],
    "payouts": [
        {
            "id": "PO1",
            "amount": 17800,
            "deducted_fees": 200,
            "currency": "GBP",
            "created_at": "2026-10-26T07:00:00.000Z",
            "arrival_date": "2026-10-27",
            "reference": "ACME-PO1",
            "payout_type": "merchant",
            "status": "paid",
            "fx": {"fx_currency": "GBP", "fx_amount": None, "exchange_rate": None, "estimated_exchange_rate": None},
            "links": {"creditor": "CR1", "creditor_bank_account": "BA1"},
            "metadata": {},
        }
    ],
    "payout_items": [
        _item("payment_paid_out", "12000.0", payment="PM1", mandate="MD1"),
        _item("gocardless_fee", "-120.0", payment="PM1", mandate="MD1"),
        _item("payment_paid_out", "8000.0", payment="PM2", mandate="MD1"),
        _item("gocardless_fee", "-80.0", payment="PM2", mandate="MD1"),
        _item("payment_refunded", "-2000.0", refund="RF1", payment="PM1", mandate="MD1"),
    ],
    "events": [
        _event(8, "instalment_schedules", "created", instalment_schedule="IS1"),
        _event(7, "payouts", "paid", payout="PO1"),
        _event(6, "payments", "paid_out", payment="PM1", payout="PO1"),
        _event(5, "payments", "paid_out", payment="PM2", payout="PO1"),
        _event(4, "refunds", "paid", refund="RF1"),
        _event(3, "payments", "confirmed", payment="PM1"),
        _event(2, "billing_requests", "fulfilled", billing_request="BRQ1"),
        _event(1, "mandates", "active", mandate="MD1"),
        _event(0, "mandates", "created", mandate="MD1"),
    ],
}


def _answer(heard: Heard) -> tuple[int, Record]:
    kind, _, name = heard.path.strip("/").partition("/")
    given = {key: values[0] for key, values in parse_qs(heard.query).items()}
    everything = OBJECTS.get(kind, [])
    if name:
        found = next((one for one in everything if one["id"] == name), None)
        return (200, {kind: found}) if found else (404, _missing(kind))
    since = given.get("created_at[gte]", "")
    return 200, _page(kind, [one for one in everything if one.get("created_at", "9") >= since], given)


def _page(kind: str, everything: list[Record], given: dict[str, str]) -> Record:
    names = [one.get("id", f"PI{place}") for place, one in enumerate(everything)]
    limit, first, last = int(given.get("limit", "50")), 0, len(everything)
    if "after" in given:
        first = names.index(given["after"]) + 1
    if "before" in given:
        last = names.index(given["before"])
        first = max(0, last - limit)
    last = min(last, first + limit)
    before, after = names[first] if first else None, names[last - 1] if last < len(names) else None
    cursors = {"before": before if last > first else None, "after": after if last > first else None}
    return {kind: everything[first:last], "meta": {"cursors": cursors, "limit": limit}}


def _missing(kind: str) -> Record:
    reason = {"reason": "resource_not_found", "message": f"No such {kind}."}
    told = {"message": "Resource not found", "errors": [reason], "type": "invalid_api_usage", "code": 404}
    return {"error": {**told, "documentation_url": "https://developer.gocardless.com/", "request_id": "recorded"}}


@contextmanager
def recorded() -> Iterator[str]:
    """Tell the recorded life on this machine; yields the address."""

    def serve(heard: Heard, exchange: Exchange) -> None:
        status, body = _answer(heard)
        exchange.write(status, _JSON, json.dumps(body).encode())

    listener = Listener(0, serve)
    listener.start()
    try:
        yield f"http://{LOOPBACK}:{listener.server_port}"
    finally:
        listener.stop()
