from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import NotAllowed
from bookdesk.core.money import Money
from bookdesk.protocol import commands, messages, signing, versions
from bookdesk.protocol.envelope import FIRST, Verdict
from bookdesk.protocol.events import CodeMailed, Outcome, Rejoined
from bookdesk.protocol.messages import Refusal
from bookdesk.protocol.words import PaperState
from bookdesk.server.assembly import Portal
from bookdesk.server.pairing import is_paired, new_code, pair
from bookdesk.server.storage.tables import AppliedRow, DocumentRow, EventRow, TenantRow
from bookdesk.server.sync.pulling import Pulling
from bookdesk.server.sync.requests import Requests
from bookdesk.server.telling import tell
from tests.support.desk import Desk, opened
from tests.support.portal import paired


def mailed(portal: Portal, *customers: str) -> None:
    now = portal.heart.now()
    with portal.heart.store.writing() as session:
        tell(session, "koala", [CodeMailed(customer, now) for customer in customers], now)


def test_a_code_pairs_one_device_once(portal: Portal, clock: MovableClock) -> None:
    assert not is_paired(portal.heart)
    code, key = new_code(portal.heart), signing.public_of(Desk(portal, "firm").key)
    asked = messages.Pairing(code.lower().replace("-", " "), "office", key, "Office", versions.spoken())
    pair(portal.heart, asked)
    assert is_paired(portal.heart)
    with pytest.raises(NotAllowed):
        pair(portal.heart, asked)
    late = new_code(portal.heart)
    clock.advance(16 * 60)
    with pytest.raises(NotAllowed):
        pair(portal.heart, messages.Pairing(late, "office", key, "Office", versions.spoken()))


def test_a_name_that_is_taken_by_another_key_is_not_paired_over(portal: Portal) -> None:
    paired(portal)
    with pytest.raises(NotAllowed, match="Another key"):
        paired(portal)


def test_commands_are_applied_once_however_often_they_come(portal: Portal, desk: Desk) -> None:
    first = desk.send(desk.paper())
    desk.sent -= 1
    assert desk.send(desk.paper(amount=Money(77, "EUR"))) == first
    with portal.heart.store.reading() as session:
        assert session.get_one(DocumentRow, ("koala", "d1")).amount == 10000


def test_the_same_request_gets_the_same_answer_and_the_next_one_forgets_it(portal: Portal, desk: Desk) -> None:
    batch = messages.Batch(versions.spoken(), (), ())
    request, asked = desk.request("POST", "/sync/commands", messages.to_json(batch), desk.seq + 1)
    requests = Requests(portal.heart)
    answers = {requests.commands(asked).body for _ in range(3)}
    assert len(answers) == 1
    desk.seq, desk.prev = request.seq, request.hash()
    desk.send()
    late = requests.commands(asked)
    assert late.status == 409
    assert messages.from_json(Refusal, late.body).reason == Verdict.FORK


def test_a_gap_is_refused_and_says_what_is_expected(desk: Desk) -> None:
    taken = desk.seq
    desk.seq += 3
    reply = desk.write("/sync/commands", b"{}")
    assert reply.status == 409
    refusal = messages.from_json(Refusal, reply.body)
    assert (refusal.reason, refusal.expected) == (Verdict.GAP, taken + 1)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"version":"2.0","capabilities":[],"commands":[]}', b'{"version":"1.0"}']
)
def test_what_cannot_be_read_is_refused_whole_and_takes_no_number(desk: Desk, body: bytes) -> None:
    reply = desk.write("/sync/commands", body)
    assert reply.status in {400, 409}
    assert messages.from_json(Refusal, reply.body).remedy
    assert desk.send() == ()


def test_a_body_that_was_not_signed_is_refused(portal: Portal, desk: Desk) -> None:
    _, asked = desk.request("POST", "/sync/commands", b"{}", desk.seq + 1)
    changed = type(asked)(asked.header, asked.method, asked.path, b"{ }")
    assert Requests(portal.heart).commands(changed).status == 400


def test_strangers_and_revoked_devices_are_refused(portal: Portal, firm: Desk, desk: Desk) -> None:
    stranger = Desk(portal, "koala", "stranger")
    assert stranger.write("/sync/commands", b"{}").status == 401
    imitator = Desk(portal, "koala", desk.device)
    assert imitator.write("/sync/commands", b"{}").status == 401
    firm.send(commands.RevokeDevice("koala", desk.device))
    refused = desk.write("/sync/commands", b"{}")
    assert messages.from_json(Refusal, refused.body).reason == Verdict.REVOKED


def test_a_command_of_an_unknown_kind_or_form_is_refused_by_name_and_the_others_go_on(desk: Desk) -> None:
    good = commands.KINDS.encode(desk.paper())
    results = desk.send_raw(
        messages.command("a", "format disk", {}),
        messages.command("b", "rejoin", {"event_n": -1, "event_hash": "0" * 66}),
        messages.RawCommand("c", "rejoin", "{"),
        messages.command("d", good["kind"], good["data"]),
    )
    assert [result.outcome for result in results] == [*[Outcome.REFUSED] * 3, Outcome.APPLIED]
    assert "format disk" in results[0].why


def test_tenants_and_the_firm_keep_to_what_is_theirs(portal: Portal, firm: Desk, desk: Desk) -> None:
    key = signing.public_of(desk.key)
    results = desk.send(
        commands.OpenTenant("wombat"),
        commands.RegisterDevice("wombat", "x", key, "x"),
        commands.RevokeDevice("firm", "office"),
        commands.RegisterDevice("koala", "desk2", key, "second"),
    )
    assert [result.outcome for result in results] == [*[Outcome.REFUSED] * 3, Outcome.APPLIED]
    again = firm.send(commands.OpenTenant("koala"), commands.OpenTenant("firm"))
    assert [result.outcome for result in again] == [Outcome.APPLIED, Outcome.REFUSED]
    assert json.loads(again[0].given)["box_key"] == desk.box
    other = opened(portal, firm, "wombat")
    other.set_up()
    other.send(other.paper(links=()))
    with portal.heart.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(DocumentRow)) == 1


def test_a_gateway_whose_box_does_not_open_here_is_refused(desk: Desk) -> None:
    elsewhere = desk.boxed("webhook secret", "rk_test")
    unknown = commands.SetGateway("nowhere", "acct", desk.boxed("gateway key", "rk"))
    results = desk.send(commands.SetGateway("memory", "acct", elsewhere), unknown)
    assert [result.outcome for result in results] == [Outcome.REFUSED] * 2


def test_an_older_version_or_amount_changes_nothing(portal: Portal, desk: Desk, clock: MovableClock) -> None:
    before = clock.now()
    clock.advance(60)
    desk.send(desk.paper(version=3, amount=Money(500, "EUR")))
    old = commands.ChangeAmount("d1", PaperState.ISSUED, Money(1, "EUR"), (), before)
    foreign = commands.ChangeAmount("d1", PaperState.ISSUED, Money(1, "USD"), (), clock.now())
    results = desk.send(desk.paper(version=2), old, foreign)
    assert [result.outcome for result in results] == [Outcome.APPLIED, Outcome.REFUSED, Outcome.REFUSED]
    with portal.heart.store.reading() as session:
        row = session.get_one(DocumentRow, ("koala", "d1"))
        assert (row.version, row.amount, row.open) == (3, 500, 500)


def test_a_paper_that_is_too_large_or_in_another_s_place_is_refused(desk: Desk) -> None:
    desk.set_up(pdf_bytes=10)
    elsewhere = commands.KINDS.encode(desk.paper("d2"))["data"]
    results = desk.send_raw(messages.command("x", "publish document", elsewhere | {"document": "d3", "links": []}))
    assert results[0].outcome is Outcome.REFUSED
    large = desk.closed(b'"' + b"x" * 400_000 + b'"', "nowhere")
    whole = commands.KINDS.encode(desk.paper())["data"] | {
        "envelope": {"mode": "normal", "nonce": large.nonce, "content": large.content, "key": large.key}
    }
    refused = desk.send_raw(messages.command("y", "publish document", whole))
    assert "larger" in refused[0].why


def test_events_are_pulled_acknowledged_and_their_place_is_held_against_the_chain(portal: Portal, desk: Desk) -> None:
    mailed(portal, "c1", "c2")
    assert [event for event in desk.pull() if isinstance(event, CodeMailed)] == [
        CodeMailed("c1", portal.heart.now()),
        CodeMailed("c2", portal.heart.now()),
    ]
    desk.ack()
    assert desk.standing().acked == 2
    assert desk.pull() == []
    _, asked = desk.request("GET", f"/sync/events?after=1&hash={FIRST}", b"", 0)
    assert Requests(portal.heart).read(asked, Pulling(portal.heart).events).status == 409
    wrong = desk.write("/sync/ack", messages.to_json(messages.Ack(7, FIRST)))
    assert wrong.status == 409


def test_a_large_pull_comes_in_pages(portal: Portal, desk: Desk) -> None:
    mailed(portal, *(f"c{n}" for n in range(2500)))
    assert len(desk.pull()) == 2500


def test_a_desk_that_was_put_back_goes_on_and_applies_nothing_twice(portal: Portal, desk: Desk) -> None:
    backup = (desk.seq, desk.prev, desk.position, desk.sent)
    mailed(portal, "c1")
    desk.send(desk.paper())
    desk.pull()
    desk.ack()
    desk.seq, desk.prev, desk.position, desk.sent = backup
    assert desk.write("/sync/commands", b"{}").status == 409
    standing = desk.standing()
    desk.seq, desk.prev = standing.last_seq, standing.last_hash
    rejoin = commands.Rejoin(desk.position.n, desk.position.hash)
    results = desk.send(desk.paper(amount=Money(1, "EUR")), rejoin)
    assert [result.outcome for result in results] == [Outcome.APPLIED] * 2
    assert [type(event) for event in desk.pull()] == [CodeMailed]
    with portal.heart.store.reading() as session:
        assert session.get_one(DocumentRow, ("koala", "d1")).amount == 10000


def test_a_portal_that_was_put_back_goes_on_after_the_desk_and_tells_again_what_it_has(
    portal: Portal, desk: Desk
) -> None:
    mailed(portal, "c1")
    desk.pull()
    desk.ack()
    mailed(portal, "c2", "c3")
    desk.pull()
    with portal.heart.store.writing() as session:  # the portal's own last day is lost, and something new happened
        chain = session.get_one(TenantRow, "koala")
        kept = session.get_one(EventRow, ("koala", 1))
        for n in (2, 3):
            session.delete(session.get_one(EventRow, ("koala", n)))
        chain.event_n, chain.event_hash = kept.n, kept.hash
    mailed(portal, "c4")
    desk.send(commands.Rejoin(desk.position.n, desk.position.hash))
    told = desk.pull()
    assert told[0] == CodeMailed("c4", portal.heart.now())
    assert isinstance(told[1], Rejoined)
    assert desk.position.n == 5
    desk.ack()
    mailed(portal, "c5")
    assert len(desk.pull()) == 1


def test_a_customer_is_erased_with_all_that_is_his(portal: Portal, desk: Desk) -> None:
    desk.send(desk.paper())
    assert desk.send(commands.EraseCustomer("cust1"))[0].outcome is Outcome.APPLIED
    with portal.heart.store.reading() as session:
        assert session.scalars(select(DocumentRow)).all() == []
        assert len(session.scalars(select(AppliedRow)).all()) >= 4


def test_a_read_from_another_time_is_refused_and_tells_the_time(
    portal: Portal, desk: Desk, clock: MovableClock
) -> None:
    _, asked = desk.request("GET", "/sync/state", b"", 0)
    clock.instant += timedelta(hours=2)
    reply = Requests(portal.heart).read(asked, lambda *_: b"never")
    assert reply.status == 401
    assert messages.from_json(Refusal, reply.body).at == clock.now()
