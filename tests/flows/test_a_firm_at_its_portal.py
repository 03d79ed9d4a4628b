"""A firm pairs with its portal, lets a client in, and what his customer says there comes back into the books."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bookdesk.cli import portal as cli
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import InputError, NotAllowed, NotFound, RuleBroken
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.models.estimate import EstimateStatus
from bookdesk.models.portal import PortalPairing
from bookdesk.models.practice import Mode
from bookdesk.office import portal
from bookdesk.office.onlinelooking import look_one
from bookdesk.office.portal import Ways
from bookdesk.protocol import events, signing
from bookdesk.protocol.envelope import FIRST
from bookdesk.receivables.online.attempts import begun
from bookdesk.receivables.online.connection import connection_in
from bookdesk.receivables.portal.joining import Step
from bookdesk.receivables.portal.reaching import Exchange, Lost, checked_address
from bookdesk.receivables.portal.switching import Offer, PortalKeys
from bookdesk.receivables.portal.tenancy import find_tenant
from bookdesk.security.practice import OpenPractice
from bookdesk.server import tenants
from bookdesk.server.assembly import Portal, assemble
from bookdesk.server.collecting.putback import note_put_back
from bookdesk.server.heart import Heart
from bookdesk.server.pairing import new_code
from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store, sqlite_url
from bookdesk.server.storage.tables import TenantRow
from bookdesk.server.telling import tell
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from bookdesk.workspace import Workspace, at_work
from tests.support.billing import customer, issued
from tests.support.firm import DELI, Firm
from tests.support.memorygateway import MemoryGateway, MemoryGateways
from tests.support.portal import KEYS, Letters
from tests.support.portalside import ADDRESS, Between, connected
from tests.unit.receivables.portal.acting import offered

Row = dict[str, Any]


class Office:
    """The practice, its portal, and the program between them."""

    def __init__(self, practice: OpenPractice, host: Portal, between: Between, clock: MovableClock) -> None:
        self.practice, self.host, self.clock = practice, host, clock
        self.ways = Ways(lambda _: between)

    @contextmanager
    def client(self) -> Iterator[Workspace]:
        with at_work(self.practice, DELI.name, self.clock) as workspace:
            yield workspace


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    firm = Firm(Places(tmp_path / "home"))
    firm.found(Mode.DEMO)
    firm.staff()
    store = Store(sqlite_url(tmp_path / "portal.db"))
    schema.prepare(store)
    host = assemble(Heart(store, KEYS, MemoryGateways(MemoryGateway(firm.clock)), firm.clock), Letters())
    with firm.open() as practice, Between(host) as between:
        found = Office(practice, host, between, firm.clock)
        with found.client() as workspace:
            started = profile(name="Dublin Deli", country="IE", currency="EUR", zone=None, tax_id=None)
            TakeOnService(workspace.desk).start(started)
        yield found
    host.close()


def test_pairing_pins_the_portals_key_and_takes_a_code_once(office: Office) -> None:
    code = new_code(office.host.heart)
    found = portal.pair(office.practice, ADDRESS, code.lower(), office.ways)
    assert found.portal_key == signing.public_of(office.host.heart.keys.signing)
    assert portal.paired(office.practice).address == ADDRESS
    with pytest.raises(NotAllowed, match="does not pair"):
        portal.pair(office.practice, ADDRESS, code, office.ways)
    portal.forget(office.practice)
    with pytest.raises(NotFound, match="paired with no pay portal"):
        portal.paired(office.practice)


def test_a_portal_is_reached_encrypted_or_on_this_machine_in_practice_only() -> None:
    assert checked_address("https://Pay.Example/", practice=False) == "https://pay.example"
    assert checked_address("http://127.0.0.1:8040", practice=True) == "http://127.0.0.1:8040"
    for address in ("http://127.0.0.1:8040", "http://pay.example"):
        with pytest.raises(NotAllowed, match="encrypted"):
            checked_address(address, practice=False)
    with pytest.raises(NotAllowed, match="encrypted"):
        checked_address("http://pay.example", practice=True)
    for nonsense in ("pay.example", "https://kim@pay.example", "https://pay.example/path", "https://pay.example:x"):
        with pytest.raises((InputError, NotAllowed)):
            checked_address(nonsense, practice=True)


def test_a_client_is_let_in_told_and_asked(office: Office) -> None:
    portal.pair(office.practice, ADDRESS, new_code(office.host.heart), office.ways)
    with office.client() as workspace:
        desk = workspace.desk
        connected(desk)
        who = customer(desk, email="kim@blue.example")
        invoice, estimate = issued(desk, who), offered(desk, who)
        portal.switch_on(
            office.practice, workspace, Offer(papers=False), PortalKeys("rk_portal", ("whsec",)), office.ways
        )
        assert portal.go_round(workspace, office.ways).problem is not None  # nobody has seen what would leave
        service = portal.service(workspace, office.ways)
        assert {one.number for one in service.preview()} == {invoice.number, estimate.number}
        assert portal.go_round(workspace, office.ways).pushed is not None
        with office.host.heart.store.reading() as session:
            row = session.get_one(TenantRow, desk.books.client_id)
            assert (row.gateway, row.account) == ("memory", "acct")
            assert "rk_portal" not in row.gateway_key
        with office.host.heart.store.writing() as session:
            said = events.EstimateAccepted(estimate.id, 1, who, "Kim", office.clock.now())
            tell(session, desk.books.client_id, [said], office.clock.now())
        found = portal.go_round(workspace, office.ways)
        assert (found.acted.done, found.problem) == (1, None)
        with office.host.heart.store.writing() as session:
            note_put_back(session, office.clock.now(), office.clock.now())
        again = portal.go_round(workspace, office.ways)
        assert again.pushed is not None
        assert again.pushed.joined.step is Step.PORTAL_BEHIND
        assert isinstance(again.problem, NotFound)  # it looked at the gateway at once, which is none that it knows
        assert EstimateService(desk).show(estimate.id).view.estimate.status is EstimateStatus.ACCEPTED
        portal.revoke_device(office.practice, workspace, office.ways)
        assert isinstance(portal.go_round(workspace, office.ways).problem, NotFound)
        portal.switch_on(office.practice, workspace, Offer(papers=False), None, office.ways)
        assert portal.go_round(workspace, office.ways).problem is None


def test_a_client_whose_page_is_open_is_not_let_in_and_nothing_is_opened_for_him(office: Office) -> None:
    portal.pair(office.practice, ADDRESS, new_code(office.host.heart), office.ways)
    with office.client() as workspace:
        desk = workspace.desk
        connected(desk)
        invoice = issued(desk, customer(desk))
        with desk.books.upkeep() as session:
            begun(session, connection_in(session), invoice.id, invoice.total_money, by="ann", at=office.clock.now())
        with pytest.raises(RuleBroken, match=f"of {invoice.number}"):
            portal.switch_on(office.practice, workspace, Offer(), None, office.ways)
        with desk.books.query() as session:
            assert find_tenant(session) is None
    with office.host.heart.store.reading() as session:
        assert session.scalars(select(TenantRow)).all() == []


def test_the_round_of_the_window_asks_and_tells_the_portal_too(office: Office) -> None:
    portal.pair(office.practice, ADDRESS, new_code(office.host.heart), office.ways)
    with office.client() as workspace:
        portal.switch_on(office.practice, workspace, Offer(papers=False), None, office.ways)
        portal.service(workspace, office.ways).preview()
        invoice = issued(workspace.desk, customer(workspace.desk))
        portal.service(workspace, office.ways).link(invoice.id)
        assert look_one(workspace, ways=office.ways) is None  # no gateway is connected
        (document,) = portal.service(workspace, office.ways).documents()
        assert (document.held, document.links) == (1, 1)
        portal.switch_off(workspace)
        look_one(workspace, ways=office.ways)
        assert portal.service(workspace, office.ways).documents()[0].gone
        away = Ways(lambda _: Away())
        assert look_one(workspace, ways=away) is None
        assert "cannot be reached" in (portal.service(workspace, office.ways).status().problem or "")


class Away:
    """A portal that nobody reaches."""

    def exchange(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Exchange:
        """Reach nobody."""
        del method, path, headers, body
        return Lost("it is away", sent=False)


def test_a_practice_that_was_put_back_lets_clients_in_all_the_same(office: Office) -> None:
    portal.pair(office.practice, ADDRESS, new_code(office.host.heart), office.ways)
    with office.client() as workspace:
        portal.switch_on(office.practice, workspace, Offer(papers=False), None, office.ways)
        portal.revoke_device(office.practice, workspace, office.ways)
    with office.practice.file.upkeep() as session:
        row = session.scalars(select(PortalPairing)).one()
        row.seq, row.last_hash = 0, FIRST  # as a backup of the first day has it
    with office.client() as workspace:
        portal.switch_on(office.practice, workspace, Offer(papers=False), None, office.ways)
        portal.service(workspace, office.ways).preview()
        assert portal.service(workspace, office.ways).push().joined.step is Step.IN_STEP


def takes_parts(office: Office) -> bool:
    with office.host.heart.store.reading() as session:
        (tenant,) = session.scalars(select(TenantRow))
        return tenants.settings(tenant).part_payment


def test_the_command_line_shows_tells_and_lists(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    @contextmanager
    def practice(_arguments: Arguments, *, writes: bool = True) -> Iterator[OpenPractice]:
        del writes
        yield office.practice

    @contextmanager
    def client(_arguments: Arguments, _practice: OpenPractice, *, writes: bool) -> Iterator[Workspace]:
        del writes
        with office.client() as workspace:
            yield workspace

    @contextmanager
    def workspace(_arguments: Arguments, *, writes: bool = True) -> Iterator[Workspace]:
        del writes
        with office.client() as found:
            yield found

    monkeypatch.setattr(cli, "open_as", practice)
    monkeypatch.setattr(cli, "open_client", client)
    monkeypatch.setattr(cli, "open_workspace", workspace)
    monkeypatch.setattr(portal, "Ways", lambda: office.ways)

    def run(*words: str, status: int = 0) -> list[Row]:
        whose = ["--client", "x"] if words[1] not in {"pair", "forget"} else []
        assert main([*words, *whose, "--json"]) == status
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    code = tmp_path / "code"
    code.write_text(f"{new_code(office.host.heart)}\n")
    (paired,) = run("portal", "pair", ADDRESS, "--code-file", str(code))
    assert paired["fingerprint"] == signing.fingerprint(signing.public_of(office.host.heart.keys.signing))
    with office.client() as found:
        invoice = issued(found.desk, customer(found.desk))
    (on,) = run("portal", "on", "--papers", "off", "--parts", "on", "--contact-line", "call us")
    assert (on["on"], on["shown"]) == (True, False)
    assert run("portal", "push", status=RuleBroken.exit_status) == []
    (told,) = run("portal", "preview")
    assert (told["number"], told["what"]) == (invoice.number, "publish document")
    (link,) = run("portal", "link", invoice.number or "")
    (pushed,) = run("portal", "push")
    assert pushed == {"sent": 2, "joined": "in step", "strangers": []}
    assert takes_parts(office)
    assert run("portal", "link", invoice.number or "") == [link]
    (document,) = run("portal", "documents")
    assert (document["version"], document["held"], document["links"]) == (1, 1, 1)
    assert run("portal", "revoke", invoice.number or "") == [{"revoked": 1}]
    assert run("portal", "pull")[0]["events"] == 0
    assert run("portal", "sync")[0]["sent"] == 1
    assert run("portal", "words") == []
    assert run("portal", "status")[0]["documents"] == 1
    assert run("portal", "numbers") == []
    assert run("portal", "forget-customer", "Blue Cafe", "--why", "he asked for it")[0]["forgotten"]
    assert run("portal", "push")[0]["sent"] == 1
    assert run("portal", "off") == [{"off": True, "this_computer": False}]
    assert run("portal", "push")[0]["sent"] == 0, "nothing of him is there any more"
