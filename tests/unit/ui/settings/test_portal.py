"""The section on the pay portal: the key is compared before it is trusted, and what leaves is seen before it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.office import portal, portalstanding
from bookdesk.protocol import signing
from bookdesk.receivables.portal.switching import Offer
from bookdesk.server.storage.tables import TenantRow
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.settings.portal.table import Mend, wrong
from bookdesk.ui.settings.portal.view import PortalSection
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.billing import customer, issued
from tests.support.firm import KOALA
from tests.support.portaldesk import AtDesk, portal_desk
from tests.support.portalside import ADDRESS, connected
from tests.support.window import seated
from tests.unit.ui.settings.test_mail import BensFirm


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtDesk]:
    with portal_desk(qtbot, tmp_path, monkeypatch) as made:
        yield made


def section(desk: AtDesk) -> PortalSection:
    desk.go("settings", view="pay portal")
    return desk.at(SettingsScreen).portal


def said(banner: Banner) -> Message:
    message = banner.message()
    assert message is not None
    return message


def mend(banner: Banner, label: str) -> None:
    message = said(banner)
    assert message.label == label
    assert message.act is not None
    message.act()


def met(desk: AtDesk, code: str | None = None) -> PortalSection:
    shown = section(desk)
    shown.pair.click()
    shown.pair_form.address.setText(ADDRESS)
    shown.pair_form.code.line.setText(desk.code() if code is None else code)
    shown.pair_form.go_on.click()
    desk.settle()
    return shown


def test_a_portal_is_trusted_once_its_fingerprint_was_compared(desk: AtDesk) -> None:
    shown = met(desk)
    assert not shown.change.isVisible()
    assert shown.pair_form.code.text() == ""
    assert shown.trust_form.fingerprint.text() == signing.fingerprint(signing.public_of(desk.host.heart.keys.signing))
    assert portalstanding.firm_paired(desk.seat.office.practice) is None, "nothing is trusted before"
    assert desk.at(SettingsScreen).unsaved() == "the pay portal"
    shown.trust_form.go_on.click()
    desk.settle()
    assert said(shown.result).words == f"The firm is paired with the portal at {ADDRESS}."
    assert not shown.half_typed()
    assert shown.change.isVisible()
    assert shown.pair.text() == "Pair it anew…"


def test_a_portal_with_another_fingerprint_leaves_nothing(desk: AtDesk) -> None:
    shown = met(desk)
    shown.trust_form.leave.click()
    desk.settle()
    assert said(shown.result).words == "The portal is not trusted, and nothing was kept."
    assert shown.trust_form.met is None
    assert portalstanding.firm_paired(desk.seat.office.practice) is None


def test_a_code_that_is_wrong_is_refused_and_can_be_put_right(desk: AtDesk) -> None:
    shown = met(desk, "")
    assert "No code is typed." in shown.pair_form.problem.text()
    shown = met(desk, "WRONG-CODE")
    assert "does not pair" in shown.pair_form.problem.text()
    assert shown.pair_form.go_on.isEnabled()
    assert shown.half_typed()


def test_a_client_is_let_in_and_nothing_leaves_before_it_was_seen(desk: AtDesk) -> None:
    invoice = desk.work(lambda at: issued(at, customer(at, email="kim@blue.example")))
    met(desk).trust_form.go_on.click()
    desk.settle()
    shown = section(desk)
    shown.change.click()
    shown.offer_form.ticks["papers"].setChecked(False)
    shown.offer_form.keep_days.setText("soon")
    shown.offer_form.go_on.click()
    assert "no number of days" in shown.offer_form.problem.text()
    shown.offer_form.keep_days.setText("30")
    shown.offer_form.contact_line.setText("Ann, 01 555 0100")
    shown.offer_form.go_on.click()
    desk.settle()
    kept = desk.work_at(portal.offered)
    assert (kept.on, kept.papers, kept.keep_days, kept.contact_line) == (True, False, 30, "Ann, 01 555 0100")
    assert shown.state.accessibleName() == "At the pay portal"
    mend(shown.problem, "See what would leave…")
    desk.settle()
    assert (invoice.number or "?") in shown.leaving.list.toPlainText()
    shown.leaving.leave.click()
    shown.round.click()
    desk.settle()
    assert "Nobody has seen yet" in said(shown.result).words, "looking alone lets nothing leave"
    shown.show_leaving.click()
    desk.settle()
    shown.leaving.go_on.click()
    desk.settle()
    assert said(shown.result).words == "The portal was told 2 things and had 0 to tell."
    assert not shown.leaving.isVisible()
    (document,) = desk.service.documents()
    assert document.held == 1
    mend(shown.problem, "Connect a gateway…")


def test_the_portals_own_key_goes_there_closed(desk: AtDesk) -> None:
    desk.work(lambda at: connected(at, "stripe"))
    desk.let_in()
    shown = section(desk)
    mend(shown.problem, "Give it a key…")
    shown.keys_form.go_on.click()
    assert "No key is typed." in shown.keys_form.problem.text()
    shown.keys_form.key.line.setText("rk_portal_secret")
    shown.keys_form.secret.line.setText("whsec_new")
    shown.keys_form.go_on.click()
    desk.settle()
    assert shown.keys_form.key.text() == ""
    assert not shown.problem.isVisible()
    shown.round.click()
    desk.settle()
    with desk.host.heart.store.reading() as session:
        row = session.get_one(TenantRow, desk.client_id)
        assert (row.gateway, row.account) == ("stripe", "acct")
        assert "rk_portal_secret" not in row.gateway_key


def test_a_portal_that_is_away_is_said_with_what_mends_it(desk: AtDesk) -> None:
    desk.let_in()
    shown = section(desk)
    desk.between.faults = ["before"] * 6
    shown.round.click()
    desk.settle()
    assert "cannot be reached" in said(shown.result).words
    assert shown.round.isEnabled()
    desk.between.faults.clear()
    mend(shown.problem, "Tell and ask now")
    desk.settle()
    assert said(shown.result).words == "The portal was told 0 things and had 0 to tell."


def test_only_this_computer_falls_silent_and_the_client_stays(desk: AtDesk) -> None:
    desk.work(lambda at: issued(at, customer(at)))
    desk.let_in()
    shown = section(desk)
    shown.off_here.click()
    assert "He stays there" in shown.prompt._question.text()  # noqa: SLF001 - what is read
    shown.prompt.do.click()
    desk.settle()
    at = desk.work_at(portalstanding.at_portal)
    assert at is not None
    assert (at.here, at.offer.on, at.status.documents) == (False, True, 1)
    assert said(shown.result).words == "This computer speaks no more for the client."
    assert not shown.off_here.isVisible()
    mend(shown.problem, "Let it speak…")
    shown.offer_form.go_on.click()
    desk.settle()
    again = desk.work_at(portalstanding.at_portal)
    assert again is not None
    assert again.here


def test_a_client_is_switched_off_and_the_pairing_forgotten(desk: AtDesk) -> None:
    desk.let_in()
    shown = section(desk)
    shown.off.click()
    shown.prompt.do.click()
    desk.settle()
    assert shown.state.accessibleName() == "Not at the pay portal"
    assert not shown.show_leaving.isVisible()
    shown.unpair.click()
    shown.prompt.do.click()
    desk.settle()
    assert portalstanding.firm_paired(desk.seat.office.practice) is None
    assert not shown.change.isVisible(), "without a portal nobody is let in"


def test_another_client_sees_nothing_of_it(desk: AtDesk) -> None:
    desk.let_in()
    shown = section(desk)
    shown.change.click()
    desk.seat.desktop.choose_client(desk.seat.client("Dublin Deli"))
    desk.settle()
    assert not shown.state.isVisible()
    assert not shown.offer_form.isVisible()
    assert not shown.change.isVisible(), "its books are not started"
    assert shown.firm.isVisible(), "the firm's portal is everybody's"


def test_who_may_not_decide_sees_it_and_changes_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with portal_desk(qtbot, tmp_path, monkeypatch) as desk:
        desk.let_in(Offer(papers=False))
        firm = desk.seat.firm
    with seated(qtbot, BensFirm(firm.places, firm.clock)) as seat:
        window = seat.window()
        seat.desktop.go(Place("settings", seat.client(KOALA.name), view="pay portal"))
        seat.settle()
        screen = window.current()
        assert isinstance(screen, SettingsScreen)
        shown = screen.portal
        assert shown.state.isVisible()
        for one in (shown.pair, shown.unpair, shown.change, shown.keys, shown.show_leaving, shown.off):
            assert not one.isVisible(), one.text()


def test_while_nobody_can_pay_at_a_portal_that_was_put_back_the_section_says_until_when(desk: AtDesk) -> None:
    desk.let_in()
    at = desk.work_at(portalstanding.at_portal)
    assert at is not None
    until = desk.seat.firm.clock.now() + timedelta(hours=3)
    told = wrong(replace(at, status=replace(at.status, held_until=until)))
    assert told is not None
    assert wording.moment(until) in told[0]
    assert (told[1], told[2]) == (Tone.WARN, Mend.ROUND)
