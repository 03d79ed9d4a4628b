"""Every way in which an answer of Stripe can fail to come, and what is then known."""

from __future__ import annotations

import gzip
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import stripe

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Unreachable
from bookdesk.gateways.port import AnswerLost, Charged, Listed, NewRefund, PaymentState, Refused
from bookdesk.gateways.stripe import limits
from bookdesk.gateways.stripe.client import StripeGateway
from bookdesk.gateways.stripe.transport import Broke, Network
from bookdesk.sandbox.stripe.faults import Kind
from tests.support.answerer import Act, Answerer, answering, breaks_off, cuts, pours, resets, says, waits
from tests.support.gateway_acting import Conduct, new_session, paid, saved_charge
from tests.unit.gateways.stripe.scene import PORTAL, scene

NOW = datetime(2026, 11, 1, tzinfo=UTC)
KEY = "rk_test_neverToBeToldToAnybodyElse"
TOO_MANY = {"error": {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests"}}
ACCOUNT = {"id": "acct_1", "object": "account", "country": "AU", "default_currency": "aud", "email": "o@example.com"}


def gateway(url: str, *, tries: int = 0, read: float = 20, network: stripe.HTTPClient | None = None) -> StripeGateway:
    plain = Network(proxies=False, timeouts=(5, read), pause=lambda _tries: 0.0)
    return StripeGateway(KEY, MovableClock(NOW), base_url=url, practice=True, network=network or plain, tries=tries)


@contextmanager
def scripted(*script: Act, tries: int = 0, read: float = 20) -> Iterator[tuple[StripeGateway, Answerer]]:
    with answering(*script) as answerer, closing(gateway(answerer.url, tries=tries, read=read)) as found:
        yield found, answerer


def changed_unknown_read_again(*script: Act, tries: int = 0, read: float = 20) -> None:
    """Assert that after such answers a change is unknown, and a question just unanswered."""
    with scripted(*script, tries=tries, read=read) as (found, _):
        with pytest.raises(AnswerLost):
            found.create_session(new_session())
        with pytest.raises(Unreachable):
            found.account()


def test_where_nobody_listens_nothing_was_done() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with closing(gateway(f"http://127.0.0.1:{held.getsockname()[1]}", tries=2)) as found:
            with pytest.raises(Unreachable, match="no connection"):
                found.create_session(new_session())
            with pytest.raises(Unreachable):
                found.list_events(None)


@pytest.mark.parametrize("act", [cuts(), resets(), breaks_off(ACCOUNT, 20)], ids=["cut", "reset", "in the middle"])
def test_a_connection_that_ends_leaves_a_change_unknown(act: Act) -> None:
    changed_unknown_read_again(act)


def test_an_answer_that_takes_too_long_leaves_a_change_unknown() -> None:
    answerers: list[Answerer] = []
    with scripted(waits(lambda: answerers[0].released), read=0.2) as (found, answerer):
        answerers.append(answerer)
        with pytest.raises(AnswerLost, match="too long"):
            found.create_session(new_session())
        with pytest.raises(Unreachable, match="too long"):
            found.account()


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"<html>Welcome to Hotel Wi-Fi</html>",
            b"[]",
            b"null",
            b"\xff\xfe\x00",
            b'{"id": NaN',
            b"7",
            b'{"id": 7}',
        ),
        *(b'{"a":' * 60 + b"1" + b"}" * 60, b"[" * 50_000),
    ],
    ids=range(10),
)
def test_an_answer_that_is_none_leaves_a_change_unknown(body: bytes) -> None:
    changed_unknown_read_again(says(body))


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_gateway_leaves_a_change_unknown(status: int) -> None:
    changed_unknown_read_again(says(b"<html>Bad gateway</html>", status))


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    with scripted(pours(60 << 20)) as (found, _), pytest.raises(Unreachable, match="larger"):
        found.account()


def test_an_answer_that_swells_is_not_read_to_its_end() -> None:
    swollen = gzip.compress(b'"' + b"x" * (60 << 20), 1)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with scripted(says(swollen, headers=headers)) as (found, _), pytest.raises(Unreachable, match="larger"):
        found.account()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_to_another_host(status: int) -> None:
    with answering(says(ACCOUNT)) as elsewhere:
        moved = says(b"", status, {"Location": f"{elsewhere.url}/v1/account"})
        changed_unknown_read_again(moved)
        assert elsewhere.heard == []


def test_a_try_in_doubt_stays_in_doubt_whatever_the_next_is_told() -> None:
    with scripted(cuts(), says(TOO_MANY, 429), tries=1) as (found, answerer):
        with pytest.raises(AnswerLost):
            found.create_session(new_session())
        assert len(answerer.heard) == 2
        keys = {heard.headers["idempotency-key"] for heard in answerer.heard}
        assert len(keys) == 1


class Failing(stripe.HTTPClient):
    """Fails by a script, without a network."""

    name = "failing"

    def __init__(self, *script: Broke) -> None:
        super().__init__()
        self.script = list(script)

    def request(self, *_: Any, **_named: Any) -> tuple[str, int, Mapping[str, str]]:  # noqa: ANN401 - whatever is asked
        raise self.script.pop(0)

    def close(self) -> None:
        """Close nothing."""

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0.0 * num_retries


def test_a_try_in_doubt_stays_in_doubt_though_the_next_found_nobody() -> None:
    torn, unsent = Broke("torn", left=True, again=True), Broke("unsent", left=False, again=False)
    found = gateway("http://127.0.0.1:1", tries=1, network=Failing(torn, unsent, unsent))
    with pytest.raises(AnswerLost):
        found.create_session(new_session())
    with pytest.raises(Unreachable):
        found.create_session(new_session())


def test_too_many_requests_are_surely_not_done_and_may_be_tried_again() -> None:
    with scripted(says(TOO_MANY, 429), tries=2) as (found, answerer):
        for ask in (lambda: found.create_session(new_session()), found.account):
            with pytest.raises(Refused) as refusal:
                ask()
            assert (refusal.value.code, refusal.value.final) == ("rate_limit", False)
        assert len(answerer.heard) == 2


def test_a_torn_connection_is_tried_again_under_one_key_and_makes_one() -> None:
    with scene(tries=2) as found:
        for kind in (Kind.DROP_REQUEST, Kind.DROP_RESPONSE):
            found.fault(kind)
            session = found.gateway.create_session(new_session())
            assert session.state is PaymentState.OPEN
        assert len(found.world.sessions) == 2


def test_what_was_done_is_never_said_to_be_undone_since_it_cannot_be_read_again() -> None:
    with scene() as found:
        new, charge = new_session(), saved_charge(found, Conduct.PAYS)
        session, charged = found.gateway.create_session(new), found.gateway.charge_saved(charge)
        for kind in (Kind.DROP_REQUEST, Kind.THROTTLED, Kind.ERROR_BEFORE):
            found.fault(kind, method="GET", times=2)
            assert found.gateway.create_session(new) == session
            assert found.gateway.charge_saved(charge) == charged
            found.fault(kind, method="GET")
            with pytest.raises(AnswerLost):
                found.gateway.create_session(replace(new, description="In other words"))
            found.fault(kind, method="GET")
            with pytest.raises(AnswerLost):
                found.gateway.charge_saved(replace(charge, description="In other words"))
        assert found.gateway.create_session(replace(new, description="In other words")) == session
        assert len(found.world.sessions) == 1


def test_what_was_done_before_the_gateway_broke_is_found_by_reading() -> None:
    with scene(tries=2) as found:
        new, since = new_session(), found.now()
        found.fault(Kind.ERROR_AFTER)
        for _ in range(2):  # its key tells the same fault again
            with pytest.raises(AnswerLost):
                found.gateway.create_session(new)
        session = found.gateway.find_attempt(new.reference, since)
        assert session is not None
        assert len(found.world.sessions) == 1


def test_a_charge_made_before_the_gateway_broke_is_found_by_reading() -> None:
    with scene() as found:
        charge, since = saved_charge(found, Conduct.PAYS), found.now()
        found.fault(Kind.ERROR_AFTER)
        with pytest.raises(AnswerLost):
            found.gateway.charge_saved(charge)
        charged = found.gateway.get_charge(charge.reference, since)
        assert charged is not None
        assert charged == Charged(charged.payment_id, PaymentState.SUCCEEDED)


def test_a_charge_that_is_carried_out_late_is_found_late() -> None:
    with scene() as found:
        charge, since = saved_charge(found, Conduct.PAYS), found.now()
        found.fault(Kind.LATE, seconds=30)
        with pytest.raises(AnswerLost):
            found.gateway.charge_saved(charge)
        assert found.gateway.get_charge(charge.reference, since) is None
        found.pass_days(0)
        late = found.gateway.get_charge(charge.reference, since)
        assert late is not None
        assert found.gateway.charge_saved(charge) == late


def test_a_refund_whose_answer_was_lost_happens_once() -> None:
    with scene() as found:
        session = paid(found)
        refund = NewRefund("refund-1", "ref_1", str(session.payment_id), session.amount)
        found.lose(done=True)
        with pytest.raises(AnswerLost):
            found.gateway.refund(refund)
        told = found.gateway.refund(refund)
        assert found.gateway.list_objects(Listed.REFUNDS, NOW).facts == (told,)


def test_a_key_without_a_right_says_which() -> None:
    with scene(("event:read", "checkout_session:write")) as found:
        for ask, right in (
            (lambda: found.gateway.list_objects(Listed.PAYOUTS, NOW), "read payout"),
            (lambda: found.gateway.refund(NewRefund("k", "r", "pi_1", new_session().amount)), "write charge"),
            (found.gateway.account, "read account"),
        ):
            with pytest.raises(Refused) as refusal:
                ask()
            assert refusal.value.what == f"The key lacks the right to {right}."
            assert refusal.value.code == "permission"


def test_a_portals_key_opens_pages_and_sees_no_payouts() -> None:
    with scene((*PORTAL, "event:read")) as found:
        session = found.gateway.create_session(new_session())
        assert found.gateway.expire_session(session.id).state is PaymentState.EXPIRED
        with pytest.raises(Refused, match="read payout"):
            found.gateway.list_objects(Listed.PAYOUTS, NOW)


def test_a_key_that_was_replaced_says_so() -> None:
    with scene() as found:
        found.world.keys.expire("rk_test_madeUpForTests")
        with pytest.raises(Refused, match="replaced") as refusal:
            found.gateway.account()
        assert refusal.value.final


def test_a_key_of_another_account_is_refused() -> None:
    with answering(says(ACCOUNT)) as answerer:
        plain = Network(proxies=False, pause=lambda _tries: 0.0)
        with (
            closing(
                StripeGateway(
                    KEY, MovableClock(NOW), account="acct_2", base_url=answerer.url, practice=True, network=plain
                )
            ) as found,
            pytest.raises(Refused, match="another account"),
        ):
            found.account()


def test_what_is_sent_is_only_what_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with answering(says(ACCOUNT)) as answerer:
        trusting = Network(proxies=True, pause=lambda _tries: 0.0)
        with closing(gateway(answerer.url, network=trusting)) as found:
            for _ in range(2):
                found.account()
        headers = answerer.heard[-1].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["stripe-version"] == limits.API_VERSION
    assert "x-stripe-client-telemetry" not in headers
    assert "platform" not in headers["x-stripe-client-user-agent"]
    assert not (tmp_path / "config").exists()


def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="urllib3")  # it names addresses, as it does for whatever is asked
    with scripted(says(ACCOUNT), says(TOO_MANY, 429)) as (found, _):
        found.account()
        with pytest.raises(Refused):
            found.account()
    told = caplog.text + "".join(capsys.readouterr())
    assert KEY not in told
    assert "acct_1" not in told


def test_advice_to_programmers_is_not_printed() -> None:
    headers = {"Content-Type": "application/json", "Stripe-Notice": "You should really upgrade."}
    with scripted(says(ACCOUNT, headers=headers)) as (found, _):
        assert found.account().id == "acct_1"


@pytest.mark.parametrize("make", [lambda: gateway("http://127.0.0.1:1")])
def test_a_gateway_does_not_show_its_key(make: Callable[[], StripeGateway]) -> None:
    found = make()
    with pytest.raises(Unreachable) as failure:
        found.account()
    shown = [repr(found), str(failure.value), repr(failure.value), repr(failure.value.__cause__)]
    assert not any(KEY in text for text in shown)
