"""How the stand-in behaves as a server: keys, rights, parameters, idempotency, faults, paging."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import stripe

from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.faults import Cut, Kind
from bookdesk.sandbox.stripe.forms import parsed
from bookdesk.sandbox.stripe.messages import Asked, Refused
from tests.unit.sandbox.stripe.desk import Desk, payment

REFUND = {"amount": "100"}


def test_a_key_must_be_there_known_and_not_expired() -> None:
    desk = Desk()
    restricted = desk.world.keys.add("rk_test_portal", ["account:read"])
    desk.world.keys.expire(restricted)
    for secret, code in (("", None), ("Bearer sk_test_wrong", None), (f"Bearer {restricted}", "api_key_expired")):
        status, body = desk.ask("GET", "account", authorization=secret)
        assert (status, body["error"].get("code")) == (401, code)
    with pytest.raises(stripe.AuthenticationError):
        desk.client("sk_test_wrong").v1.accounts.retrieve_current()


def test_a_restricted_key_does_what_it_may_and_is_told_which_right_it_lacks() -> None:
    desk = Desk()
    portal = desk.client(desk.world.keys.add("rk_test_portal", ["checkout_session:write", "event:read"]))
    assert portal.v1.checkout.sessions.list().data == []
    assert portal.v1.events.list().data == []
    with pytest.raises(stripe.PermissionError, match="rak_charge_write") as refused:
        portal.v1.refunds.create({"charge": "ch_1"})
    assert refused.value.http_status == 403
    with pytest.raises(stripe.PermissionError, match="rak_payout_read"):
        portal.v1.payouts.list()
    with pytest.raises(ValueError, match="not a right"):
        desk.world.keys.add("rk_test_other", ["everything"])


def test_another_account_and_another_version_are_refused() -> None:
    desk = Desk()
    assert desk.ask("GET", "account", stripe_account="acct_other")[0] == 403
    assert desk.ask("GET", "account", stripe_account=desk.world.account)[0] == 200
    status, body = desk.ask("GET", "account", stripe_version="2020-08-27")
    assert (status, "Invalid Stripe API version" in body["error"]["message"]) == (400, True)


@pytest.mark.parametrize(
    ("given", "code", "param"),
    [
        ({"amount": "100"}, "parameter_missing", "currency"),
        ({"currency": "eur"}, "parameter_missing", "amount"),
        ({"currency": "eur", "amount": "1.5"}, "parameter_invalid_integer", "amount"),
        ({"currency": "eur", "amount": "49"}, "amount_too_small", "amount"),
        ({"currency": "eur", "amount": "100000000"}, "amount_too_large", "amount"),
        ({"currency": "eur", "amount": "-100"}, "parameter_invalid_integer", "amount"),
        ({"currency": "zzz", "amount": "100"}, None, "currency"),
        ({"currency": "ugx", "amount": "150050"}, None, "amount"),
        ({"currency": "kwd", "amount": "1005"}, None, "amount"),
        ({"currency": "eur", "amount": "100", "surprise": "1"}, "parameter_unknown", "surprise"),
        ({"currency": "eur", "amount": "100", "customer": "cus_1"}, "resource_missing", "customer"),
        ({"currency": "eur", "amount": "100", "confirm": "perhaps"}, "parameter_invalid_boolean", "confirm"),
        ({"currency": "eur", "amount": "100", "metadata": {"k" * 41: "v"}}, None, "metadata"),
        ({"currency": "eur", "amount": "100", "metadata": {"k": "v" * 501}}, None, "metadata"),
        ({"currency": "eur", "amount": "100", "metadata": {f"k{n}": "v" for n in range(51)}}, None, "metadata"),
        ({"currency": "eur", "amount": "100", "metadata": "text"}, "parameter_invalid", "metadata"),
        ({"currency": "eur", "amount": ["100"]}, "parameter_unknown", "amount[]"),
        ({"currency": "eur", "amount": "100", "off_session": "true"}, None, "off_session"),
    ],
)
def test_parameters_that_make_no_sense_are_named(given: dict[str, Any], code: str | None, param: str) -> None:
    error = Desk().refused("POST", "payment_intents", given)
    assert (error["type"], error.get("code"), error["param"]) == ("invalid_request_error", code, param)


@pytest.mark.parametrize("text", ["a=1&a[b]=2", "a[0]=2&a[0][b]=1"])
def test_a_form_that_contradicts_itself_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parsed(text)


@pytest.mark.parametrize("text", ["a[b]=1&a=2", "[=1", "a[[b=1", "=1", "%ff[%00]=%0a", "name[]=1", "metadata[a][b]=1"])
def test_a_form_that_makes_no_sense_is_refused_by_whoever_is_asked(text: str) -> None:
    assert Desk().ask("POST", "customers", parsed(text))[0] == 400


def test_a_key_replays_what_was_answered_for_a_day_also_a_refusal() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    given = {"charge": charge["id"], **REFUND}
    first, again = (desk.ask("POST", "refunds", given, idempotency_key="k1") for _ in range(2))
    assert first == again
    over = {"charge": charge["id"], "amount": "99999"}
    refusals = [desk.ask("POST", "refunds", over, idempotency_key="k2") for _ in range(2)]
    assert refusals[0] == refusals[1]
    assert desk.ask("POST", "refunds", {**given, "amount": "101"}, idempotency_key="k1")[1]["error"]["type"] == (
        "idempotency_error"
    )
    assert desk.ask("POST", "customers", {}, idempotency_key="k1")[0] == 400
    desk.world.advance_days(1)
    assert desk.ask("POST", "refunds", given, idempotency_key="k1")[1]["id"] != first[1]["id"]
    assert desk.ask("POST", "refunds", given, idempotency_key="k" * 256)[0] == 400


def test_a_declined_payment_is_replayed_as_declined() -> None:
    desk = Desk()
    given = {"amount": "700", "currency": "eur", "confirm": "true", "payment_method": "pm_card_chargeDeclined"}
    first, again = (desk.ask("POST", "payment_intents", given, idempotency_key="d") for _ in range(2))
    assert first == again
    error = first[1]["error"]
    assert (first[0], error["code"], error["decline_code"]) == (402, "card_declined", "generic_decline")
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert len(desk.world.intents) == 1


def test_a_request_that_was_not_understood_leaves_its_key_free() -> None:
    desk = Desk()
    assert desk.ask("POST", "customers", {"surprise": "1"}, idempotency_key="f")[0] == 400
    assert desk.ask("POST", "payment_intents", {"amount": "x", "currency": "eur"}, idempotency_key="f")[0] == 400
    assert desk.ask("POST", "customers", {"name": "A"}, idempotency_key="f")[0] == 200


def test_answers_tell_whether_they_are_replayed_and_of_which_request() -> None:
    desk = Desk()
    headers = {"authorization": "Bearer sk_test_sandboxFullKey", "idempotency-key": "h"}
    first, again = (desk.world.handle(Asked("POST", "/v1/customers", {}, headers)) for _ in range(2))
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.headers["Request-Id"] != again.headers["Request-Id"]


@pytest.mark.parametrize("kind", [Kind.DROP_REQUEST, Kind.DROP_RESPONSE, Kind.ERROR_BEFORE, Kind.LOCK_TIMEOUT])
def test_the_client_tries_again_and_one_refund_is_made(kind: Kind) -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    desk.world.faults.add(kind, path="/refunds", times=2)
    refund = desk.client(tries=2).v1.refunds.create({"charge": charge["id"], "amount": 100})
    assert [one["id"] for one in desk.world.refunds] == [refund.id]
    assert charge["amount_refunded"] == 100


def test_an_error_after_the_deed_is_repeated_under_its_key_and_the_deed_is_found_by_reading() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    desk.world.faults.add(Kind.ERROR_AFTER, path="/refunds")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            desk.client(tries=2).v1.refunds.create({"charge": charge["id"]}, {"idempotency_key": "e"})
    assert len(desk.client().v1.refunds.list({"charge": charge["id"]}).data) == 1


def test_a_held_answer_keeps_its_key_in_use_until_it_is_released() -> None:
    desk = Desk()
    desk.world.faults.add(Kind.HOLD, method="POST", path="/customers")
    with pytest.raises(Cut):
        desk.ask("POST", "customers", {}, idempotency_key="h")
    status, body = desk.ask("POST", "customers", {}, idempotency_key="h")
    assert (status, body["error"]["code"]) == (409, "idempotency_key_in_use")
    desk.world.remembered.release()
    assert desk.ask("POST", "customers", {}, idempotency_key="h")[1]["id"] == next(iter(desk.world.customers))["id"]


def test_a_request_may_arrive_late() -> None:
    desk = Desk()
    desk.world.faults.add(Kind.LATE, path="/customers", seconds=30)
    with pytest.raises(Cut):
        desk.ask("POST", "customers", {}, idempotency_key="l")
    assert len(desk.world.customers) == 0
    desk.world.advance(30)
    assert desk.ask("POST", "customers", {}, idempotency_key="l")[0] == 200
    assert len(desk.world.customers) == 1


def test_too_many_requests_and_slow_ones() -> None:
    desk = Desk()
    desk.world.faults.add(Kind.THROTTLED, path="/events")
    with pytest.raises(stripe.RateLimitError):
        desk.client(tries=0).v1.events.list()
    desk.world.faults.add(Kind.SLOW, path="/events", seconds=20)
    before = desk.world.now
    assert desk.ask("GET", "events")[0] == 200
    assert desk.world.now == before + 20
    desk.world.faults.add(Kind.THROTTLED, skip=1)
    assert [desk.ask("GET", "events")[0] for _ in range(3)] == [200, 429, 200]


def test_a_proxys_page_and_half_an_answer_are_no_answers() -> None:
    desk = Desk()
    desk.world.faults.add(Kind.BAD_GATEWAY, path="/customers")
    desk.world.faults.add(Kind.TRUNCATED, path="/customers")
    for made in (0, 1):
        with pytest.raises(stripe.APIError):
            desk.client().v1.customers.create()
        assert len(desk.world.customers) == made


def test_a_world_can_be_copied_and_goes_two_ways() -> None:
    desk = Desk()
    session = desk.session()["id"]
    other = Desk(copy.deepcopy(desk.world))
    acts.pay(desk.world, session)
    other.world.advance_days(1)
    assert [one.world.sessions.get(session)["status"] for one in (desk, other)] == ["complete", "expired"]


def test_an_event_of_an_unknown_kind_and_version_can_be_told() -> None:
    desk = Desk()
    acts.tell(desk.world, "invoice.exploded", {"id": "in_1", "object": "invoice"}, "2031-01-01.future")
    (event,) = desk.client().v1.events.list().data
    assert (event.type, event.api_version) == ("invoice.exploded", "2031-01-01.future")


def test_lists_page_exactly_in_both_directions() -> None:
    desk = Desk()
    made = [desk.ok("POST", "customers", {"name": str(n)})["id"] for n in range(23)]
    client = desk.client()
    assert [one.id for one in client.v1.customers.list({"limit": 5}).auto_paging_iter()] == made[::-1]
    back = client.v1.customers.list({"limit": 5, "ending_before": made[4]})
    assert [one.id for one in back.auto_paging_iter()] == made[5:]
    page = desk.ok("GET", "customers", {"limit": "23"})
    assert (len(page["data"]), page["has_more"], page["url"]) == (23, False, "/v1/customers")
    assert desk.refused("GET", "customers", {"limit": "101"})["param"] == "limit"
    assert desk.refused("GET", "customers", {"limit": "0"})["param"] == "limit"
    assert desk.refused("GET", "customers", {"starting_after": "cus_x"})["param"] == "starting_after"
    both = {"starting_after": made[0], "ending_before": made[1]}
    assert "simultaneously" in desk.refused("GET", "customers", both)["message"]


def test_events_are_filtered_and_gone_after_thirty_days() -> None:
    desk = Desk()
    desk.paid()
    first = desk.ok("GET", "events")["data"][-1]
    assert [one["type"] for one in desk.ok("GET", "events", {"types": ["charge.succeeded"]})["data"]] == [
        "charge.succeeded"
    ]
    assert len(desk.ok("GET", "events", {"type": "payment_intent.*"})["data"]) == 2
    assert desk.ok("GET", "events", {"created": {"gt": str(desk.world.now)}})["data"] == []
    assert len(desk.ok("GET", "events", {"created": str(desk.world.now)})["data"]) == len(desk.told())
    assert desk.refused("GET", "events", {"type": "a", "types": ["b"]})["param"] == "types"
    desk.world.advance_days(31)
    assert desk.refused("GET", f"events/{first['id']}", status=404)["code"] == "resource_missing"
    assert desk.refused("GET", "events", {"ending_before": first["id"]})["param"] == "ending_before"
    assert first["id"] not in {one["id"] for one in desk.ok("GET", "events", {"limit": "100"})["data"]}


def test_an_event_names_the_request_and_the_key_that_caused_it() -> None:
    desk = Desk()
    desk.ask("POST", "customers", {}, idempotency_key="why")
    session = desk.session()
    acts.pay(desk.world, session["id"])
    made, *_, paid = desk.world.events
    assert (made["request"]["idempotency_key"], made["request"]["id"][:4]) == ("why", "req_")
    assert paid["request"] == {"id": None, "idempotency_key": None}


def test_an_event_keeps_the_object_as_it_was() -> None:
    desk = Desk()
    charge = desk.paid(10_000)
    desk.ok("POST", "refunds", {"charge": charge["id"]})
    amounts = [
        one["data"]["object"]["amount_refunded"] for one in desk.world.events if one["type"].startswith("charge")
    ]
    assert amounts == [0, 10_000]


@pytest.mark.parametrize("path", ["amount", "nothing", "payment_intent.nothing", "a.b.c.d.e", "metadata.key"])
def test_what_cannot_be_expanded_is_refused(path: str) -> None:
    desk = Desk()
    charge = desk.paid()
    assert desk.ask("GET", f"charges/{charge['id']}", {"expand": [path]})[0] == 400


def test_what_is_expanded_is_not_what_is_kept() -> None:
    desk = Desk()
    charge = desk.paid()
    told = desk.ok("GET", f"charges/{charge['id']}", {"expand": ["payment_intent", "balance_transaction"]})
    assert told["payment_intent"]["latest_charge"] == charge["id"] == told["balance_transaction"]["source"]
    assert isinstance(charge["payment_intent"], str)


def test_unknown_addresses_and_ids_are_404() -> None:
    desk = Desk()
    for path in ("nothing", "charges/ch_1/nothing", "charges/ch_1", "checkout/sessions/cs_1"):
        assert desk.ask("GET", path)[0] == 404
    assert desk.ask("DELETE", "customers/cus_1")[0] == 404


def test_a_session_asks_for_what_it_needs() -> None:
    desk = Desk()
    for name in ("mode", "success_url", "line_items"):
        given = {key: value for key, value in payment().items() if key != name}
        assert desk.refused("POST", "checkout/sessions", given)["code"] == "parameter_missing"
    assert desk.refused("POST", "checkout/sessions", {**payment(), "mode": "gift"})["param"] == "mode"
    small = payment(49)
    assert desk.refused("POST", "checkout/sessions", small)["code"] == "amount_too_small"
    mixed = {**payment(), "line_items": [*payment()["line_items"], *payment(100, "usd")["line_items"]]}
    assert "same currency" in desk.refused("POST", "checkout/sessions", mixed)["message"]
