"""Acts that ask once more who is there: refused six minutes after the proof, and done after a new one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from enum import StrEnum
from functools import partial

import pytest

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.sole import SolePracticeService
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.identifiers import ClientId
from bookdesk.core.vocabulary import BankScheme, SoleWay
from bookdesk.models.actions import Action
from bookdesk.office.exporting import Export, export_history
from bookdesk.security.device import new_device
from bookdesk.security.devices import withdraw_device
from bookdesk.security.erasing import erase_client
from bookdesk.security.members import add_user, grant_client
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Role
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import back_up_practice, restore_one
from bookdesk.security.secondfactor import begin_second_factor
from bookdesk.security.stepup import NEEDS_STEP_UP, Proof, StepUpNeeded
from bookdesk.workspace import Workspace
from tests.support.firm import BEN
from tests.unit.office.bureau import BOOKSHOP, CAFE, PAY_DAY, Bureau, approvals, enter_bill, payees, paying

Act = Callable[[], object]
Prepared = Callable[[Bureau], Act]
NEW = passphrase_from("otter violet granite hush")

EXPECTED = {
    Action.RUN_RELEASED,
    Action.BANK_FILE_SAVED,
    Action.PAYEE_ACCOUNT_CONFIRMED,
    Action.USER_EDITED,
    Action.GRANT_EDITED,
    Action.APPROVAL_RULES_EDITED,
    Action.SOLE_PRACTICE_EDITED,
    Action.KEYS_ROTATED,
    Action.DEVICE_WITHDRAWN,
    Action.EXPORTED,
    Action.CLIENT_ERASED,
    Action.CLIENT_RESTORED,
    Action.SECOND_FACTOR_EDITED,
    Action.DOCUMENT_SHREDDED,
    Action.PURGED,
}
"""Written out, so that taking one away is a change of this test as well."""


def anna(bureau: Bureau) -> OpenPractice:
    return bureau.anna.practice


def at_cafe(bureau: Bureau, work: Callable[[Workspace], object], who: str = "anna") -> Act:
    return partial(bureau.ask, work, who)


def a_run(bureau: Bureau) -> str:
    """Let a bill be entered, approved and proposed for payment; return its run."""
    bill = bureau.ask(lambda one: enter_bill(one, "Bean Brothers", "NEW-1", 4400))
    bureau.ask(lambda one: approvals(one).approve(bill), "ben")
    bank = bureau.ask(lambda one: paying(one).bank_account("Everyday").id)
    return bureau.ask(lambda one: paying(one).propose(bank, PAY_DAY).run.id)


def release(bureau: Bureau) -> Act:
    run = a_run(bureau)
    return at_cafe(bureau, lambda one: paying(one).release(run), "ben")


def save_file(bureau: Bureau) -> Act:
    run = a_run(bureau)
    bureau.ask(lambda one: paying(one).release(run), "ben")
    return at_cafe(bureau, lambda one: paying(one).take_file(run), "ben")


def confirm_account(bureau: Bureau) -> Act:
    details = BankDetails(BankScheme.BSB, routing="062000", account_number="5554443")
    bureau.ask(lambda one: payees(one).enter("Milk Maids", details))
    return at_cafe(bureau, lambda one: payees(one).confirm("Milk Maids", "called Jo"), "ben")


def set_limit(bureau: Bureau) -> Act:
    ben = bureau.ben.practice.user.id
    return at_cafe(bureau, lambda one: ApprovalRules(one.desk).set_limit(ben, None, turn=2))


def work_alone_no_more(bureau: Bureau) -> Act:
    def decide(one: Workspace) -> None:
        SolePracticeService(one.desk, one.signer, one.trusted).decide(SoleWay.OFF, "Ben is here")

    return at_cafe(bureau, decide)


def withdraw(bureau: Bureau) -> Act:
    practice = anna(bureau)
    other = new_device(practice.bundle.user_id, practice.clock)
    with practice.file.change(Action.DEVICE_REGISTERED, "another computer", actor=practice.actor) as work:
        work.add(other)
        work.commit()
    return partial(withdraw_device, practice, other.id)


def export(bureau: Bureau) -> Act:
    practice, out = anna(bureau), anna(bureau).places.home.parent / "history.jsonl"
    about = Export("the practice", practice.actor, practice.clock.now(), {})
    return partial(export_history, practice.file, about, out)


def change_keys(bureau: Bureau) -> Act:
    shop = ClientId(bureau.client(BOOKSHOP.name))
    return partial(rotate, anna(bureau), [shop], practice_too=False)


def put_back(bureau: Bureau) -> Act:
    """Lose the folder of a client of which there is a backup."""
    practice = anna(bureau)
    shop = practice.client(BOOKSHOP.name)
    backups = practice.places.home.parent / "backups"
    back_up_practice(practice, backups)
    with practice.alone_with(shop.client_id):
        shutil.rmtree(practice.places.client(shop.client_id))
    return partial(restore_one, practice, backups, shop)


def by_hand(action: StrEnum) -> Prepared:
    """There is no screen for it; whoever begins it himself is asked at the door."""

    def begin(practice: OpenPractice) -> None:
        with practice.file.change(action, "by hand", actor=practice.actor):
            pass

    return lambda bureau: partial(begin, anna(bureau))


ACTS: dict[Action, Prepared] = {
    Action.RUN_RELEASED: release,
    Action.BANK_FILE_SAVED: save_file,
    Action.PAYEE_ACCOUNT_CONFIRMED: confirm_account,
    Action.USER_EDITED: lambda one: partial(add_user, anna(one), "Cleo", [Role.READER], NEW),
    Action.GRANT_EDITED: lambda one: partial(grant_client, anna(one), CAFE.name, BEN, [Role.REVIEWER]),
    Action.APPROVAL_RULES_EDITED: set_limit,
    Action.SOLE_PRACTICE_EDITED: work_alone_no_more,
    Action.KEYS_ROTATED: change_keys,
    Action.DEVICE_WITHDRAWN: withdraw,
    Action.EXPORTED: export,
    Action.CLIENT_ERASED: lambda one: partial(erase_client, anna(one), BOOKSHOP.name, BOOKSHOP.name),
    Action.CLIENT_RESTORED: put_back,
    Action.SECOND_FACTOR_EDITED: lambda one: partial(begin_second_factor, anna(one)),
    Action.DOCUMENT_SHREDDED: by_hand(Action.DOCUMENT_SHREDDED),
    Action.PURGED: by_hand(Action.PURGED),
}


def test_these_acts_ask_and_no_others() -> None:
    assert NEEDS_STEP_UP == EXPECTED == set(ACTS)


def test_erasing_asks_anew_whatever_was_proved_a_minute_ago_and_once_for_each_client(busy: Bureau) -> None:
    step_up = anna(busy).step_up
    step_up.proved()
    busy.clock.advance(31)
    assert step_up.needed(Action.GRANT_EDITED) is None
    with pytest.raises(StepUpNeeded) as asked:
        erase_client(anna(busy), BOOKSHOP.name, BOOKSHOP.name)
    assert asked.value.anew
    step_up.proved()
    erase_client(anna(busy), BOOKSHOP.name, BOOKSHOP.name)
    with pytest.raises(StepUpNeeded):
        erase_client(anna(busy), CAFE.name, CAFE.name)
    assert step_up.needed(Action.GRANT_EDITED) is None, "for others it is as fresh as before"
    step_up.proved()
    erase_client(anna(busy), CAFE.name, CAFE.name)


def test_who_chose_both_gives_both_anew_to_erase(busy: Bureau) -> None:
    step_up = anna(busy).step_up
    step_up.enrolled = step_up.both = True
    step_up.proved(Proof.PASSPHRASE)
    step_up.proved(Proof.CODE)
    assert step_up.needed(Action.CLIENT_ERASED) is None
    step_up.spend()
    step_up.proved(Proof.PASSPHRASE)
    needed = step_up.needed(Action.CLIENT_ERASED)
    assert needed is not None
    assert needed.missing == {Proof.CODE}


@pytest.mark.parametrize("action", ACTS, ids=str)
def test_a_proof_six_minutes_old_is_none(busy: Bureau, action: Action) -> None:
    act = ACTS[action](busy)
    busy.clock.advance(6 * 60)
    with pytest.raises(StepUpNeeded):
        act()
    anna(busy).step_up.proved()
    act()
