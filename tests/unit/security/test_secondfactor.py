"""Setting a second factor up, proving by it, losing the phone; and the passphrase given once more."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from bookdesk.core.canonical import canonical
from bookdesk.core.errors import Conflict, InputError, InUse, Locked, NotAllowed, NotFound, Tampered
from bookdesk.models.actions import Action
from bookdesk.models.practice import SecondFactor
from bookdesk.security.clientkeys import to_text
from bookdesk.security.devicesecret import disable_device_secret, enable_device_secret, has_device_secret
from bookdesk.security.factorword import REMOVED
from bookdesk.security.members import add_user, change_own_passphrase, remove_user, renew_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.security.roles import Role
from bookdesk.security.sealing import seal_to
from bookdesk.security.secondfactor import (
    WHAT_A_CODE_ADDS,
    Enrolment,
    begin_second_factor,
    confirm_second_factor,
    remove_second_factor,
)
from bookdesk.security.stepup import Proof, StepUpNeeded
from bookdesk.security.totp import PERIOD, code_at, step_at
from bookdesk.store.change import Change
from bookdesk.store.verify import verify
from tests.support.firm import BEN, OWNER, PASSPHRASE, POLICY, STAPLE, Firm
from tests.support.vaults import MemoryVault

RIGHT, WRONG = passphrase_from(PASSPHRASE), passphrase_from("not this one at all")
NEW = passphrase_from("a wholly new passphrase")


class Phone:
    """An authenticator that was shown the enrolment."""

    def __init__(self, firm: Firm, enrolment: Enrolment) -> None:
        facts = parse_qs(urlsplit(enrolment.uri).query)
        assert facts["secret"] == [enrolment.secret]
        self.secret = base64.b32decode(enrolment.secret)
        self.clock = firm.clock

    def code(self, steps: int = 0) -> str:
        return code_at(self.secret, step_at(self.clock.now()) + steps)


def enrolled(firm: Firm, practice: OpenPractice, *, both: bool = False) -> Phone:
    phone = Phone(firm, begin_second_factor(practice, both=both))
    confirm_second_factor(practice, phone.code())
    firm.clock.advance(PERIOD)
    return phone


def opened_with(firm: Firm, vault: MemoryVault) -> OpenPractice:
    return open_practice(firm.places, OWNER, RIGHT, clock=firm.clock, policy=POLICY, vault=vault)


def wait(firm: Firm) -> None:
    """Let every proof grow old."""
    firm.clock.advance(300)


def deeds(practice: OpenPractice) -> list[tuple[str, str]]:
    with practice.file.query() as session:
        found = session.connection().exec_driver_sql("SELECT action, reason FROM change_set ORDER BY position")
        return [(row.action, row.reason) for row in found]


def test_opening_by_passphrase_or_sheet_is_a_proof_that_grows_old(staffed: Firm) -> None:
    for opened in (staffed.open, staffed.recover):
        with opened() as practice:
            assert practice.step_up.fresh(Proof.PASSPHRASE)
            wait(staffed)
            with pytest.raises(StepUpNeeded):
                add_user(practice, "Carla", [Role.PAYER], NEW)
            with pytest.raises(NotFound):
                practice.file.user_named("carla")
            assert not practice.table.named("Carla")


def test_the_passphrase_given_once_more_lets_the_act_go_on_and_is_in_the_history(staffed: Firm) -> None:
    with staffed.open() as practice:
        wait(staffed)
        practice.prove_passphrase(RIGHT)
        add_user(practice, "Carla", [Role.PAYER], NEW)
        assert deeds(practice)[-2] == (Action.STEPPED_UP, "passphrase given")
        assert all(finding.holds for finding in verify(practice.file))


def test_a_wrong_passphrase_proves_nothing_and_five_are_slowed_down(staffed: Firm) -> None:
    with staffed.open() as practice:
        wait(staffed)
        for _ in range(5):
            with pytest.raises(Locked, match="passphrase is wrong"):
                practice.prove_passphrase(WRONG)
        with pytest.raises(Locked, match="within a minute"):
            practice.prove_passphrase(RIGHT)
        assert not practice.step_up.fresh()
        staffed.clock.advance(60)
        practice.prove_passphrase(RIGHT)
        assert practice.step_up.fresh()


def test_a_colleagues_passphrase_proves_nothing(staffed: Firm) -> None:
    with staffed.open() as practice, pytest.raises(Locked, match="passphrase is wrong"):
        practice.prove_passphrase(passphrase_from(STAPLE))


def test_where_one_only_reads_a_passphrase_proves_without_a_trace(staffed: Firm) -> None:
    with staffed.open(writes=False) as practice:
        before = deeds(practice)
        wait(staffed)
        practice.prove_passphrase(RIGHT)
        assert practice.step_up.fresh()
        assert deeds(practice) == before


def test_the_recovery_key_has_neither(staffed: Firm) -> None:
    with staffed.recover() as practice:
        with pytest.raises(NotAllowed, match="no passphrase"):
            practice.prove_passphrase(RIGHT)
        with pytest.raises(NotAllowed, match="no second factor"):
            begin_second_factor(practice)


def test_a_factor_counts_once_a_first_code_was_right(staffed: Firm) -> None:
    with staffed.open() as practice:
        phone = Phone(staffed, begin_second_factor(practice))
        assert not _enrolled(practice)
        with pytest.raises(NotFound):
            practice.prove_code(phone.code())
        with pytest.raises(Locked, match="code is wrong"):
            confirm_second_factor(practice, _other(phone.code()))
        confirm_second_factor(practice, phone.code())
        assert _enrolled(practice)
        with pytest.raises(NotFound, match="to confirm"):
            confirm_second_factor(practice, phone.code())
        with pytest.raises(Conflict, match="already"):
            begin_second_factor(practice)
    with staffed.open() as practice:
        assert practice.step_up.enrolled
        assert not practice.step_up.both
        assert all(finding.holds for finding in verify(practice.file))


def _enrolled(practice: OpenPractice) -> bool:
    return practice.step_up.enrolled


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_an_enrolment_that_was_given_up_is_begun_anew(staffed: Firm) -> None:
    with staffed.open() as practice:
        first = Phone(staffed, begin_second_factor(practice))
        second = Phone(staffed, begin_second_factor(practice, both=True))
        assert first.secret != second.secret
        confirm_second_factor(practice, second.code())
        assert practice.step_up.both


def test_a_code_proves_once(staffed: Firm) -> None:
    with staffed.open() as practice:
        phone = enrolled(staffed, practice)
        wait(staffed)
        code = phone.code()
        practice.prove_code(f"{code[:3]} {code[3:]}")
        assert practice.step_up.fresh(Proof.CODE)
        assert deeds(practice)[-1] == (Action.STEPPED_UP, "code given")
        with pytest.raises(Locked, match="used already"):
            practice.prove_code(code)
    with staffed.open() as practice, pytest.raises(Locked, match="used already"):
        practice.prove_code(code)


def test_a_code_older_than_one_that_was_used_is_none(staffed: Firm) -> None:
    with staffed.open() as practice:
        phone = enrolled(staffed, practice)
        wait(staffed)
        practice.prove_code(phone.code(1))
        with pytest.raises(Locked, match="used already"):
            practice.prove_code(phone.code())


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_one_step_before_and_after_is_taken(staffed: Firm, steps: int) -> None:
    with staffed.open() as practice:
        phone = enrolled(staffed, practice)
        wait(staffed)
        practice.prove_code(phone.code(steps))
        assert practice.step_up.fresh(Proof.CODE)


@pytest.mark.parametrize("steps", [-2, 2, -40, 40])
def test_a_clock_that_is_off_is_told_in_words(staffed: Firm, steps: int) -> None:
    with staffed.open() as practice:
        phone = enrolled(staffed, practice)
        wait(staffed)
        staffed.clock.advance(1200)
        with pytest.raises(Locked, match="clocks of this computer and of the phone"):
            practice.prove_code(phone.code(steps))
        assert not practice.step_up.fresh()


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12a456", "١٢٣٤٥٦"])
def test_what_is_no_code_is_said_to_be_none(staffed: Firm, typed: str) -> None:
    with staffed.open() as practice:
        enrolled(staffed, practice)
        with pytest.raises(InputError, match="6 digits"):
            practice.prove_code(typed)


def test_guessing_codes_is_slowed_down(staffed: Firm) -> None:
    with staffed.open() as practice:
        phone = enrolled(staffed, practice)
        for _ in range(5):
            with pytest.raises(Locked):
                practice.prove_code(_other(phone.code()))
        with pytest.raises(Locked, match="within a minute"):
            practice.prove_code(phone.code())


def test_who_wants_both_gives_both(staffed: Firm) -> None:
    with staffed.open() as practice:
        phone = enrolled(staffed, practice, both=True)
        with pytest.raises(StepUpNeeded, match="a code of your phone"):
            add_user(practice, "Carla", [Role.PAYER], NEW)
        practice.prove_code(phone.code())
        add_user(practice, "Carla", [Role.PAYER], NEW)


def test_who_wants_both_gives_both_for_his_own_keys(staffed: Firm) -> None:
    """Whoever saw the passphrase would else bind it to this computer, free it, or exchange it, and keep him out."""
    vault = MemoryVault()
    with opened_with(staffed, vault) as practice:
        phone = enrolled(staffed, practice, both=True)
        acts: list[Callable[[], object]] = [
            lambda: enable_device_secret(practice, RIGHT),
            lambda: disable_device_secret(practice, RIGHT),
            lambda: change_own_passphrase(practice, RIGHT, NEW),
        ]
        for act in acts:
            wait(staffed)
            with pytest.raises(StepUpNeeded, match="code of your phone"):
                act()
            assert not has_device_secret(practice)
        practice.prove_code(phone.code())
        enable_device_secret(practice, RIGHT)
        assert has_device_secret(practice)


def test_who_chose_one_of_them_needs_no_phone_for_his_own_keys(staffed: Firm) -> None:
    with opened_with(staffed, MemoryVault()) as practice:
        enrolled(staffed, practice)
        wait(staffed)
        enable_device_secret(practice, RIGHT)
        change_own_passphrase(practice, RIGHT, NEW)
    with pytest.raises(Locked):
        staffed.open()


def test_where_one_only_reads_no_code_is_taken_since_it_could_be_taken_again(staffed: Firm) -> None:
    with staffed.open() as practice:
        phone = enrolled(staffed, practice)
    with staffed.open(writes=False) as practice, pytest.raises(InUse):
        practice.prove_code(phone.code())


def test_who_wants_both_gives_both_to_give_it_up(staffed: Firm) -> None:
    """Whoever saw the passphrase would else take the code away first."""
    with staffed.open() as practice:
        phone = enrolled(staffed, practice, both=True)
        wait(staffed)
        practice.prove_passphrase(RIGHT)
        with pytest.raises(StepUpNeeded, match="code of your phone"):
            remove_second_factor(practice)
        practice.prove_code(phone.code())
        remove_second_factor(practice)
        assert not practice.step_up.enrolled
        assert not practice.step_up.both
        with pytest.raises(NotFound, match="no second factor"):
            remove_second_factor(practice)


def test_where_the_phone_is_lost_the_recovery_sheet_gives_new_keys_without_it(staffed: Firm) -> None:
    with staffed.open() as practice:
        enrolled(staffed, practice, both=True)
    with staffed.recover() as practice:
        renew_user(practice, OWNER, NEW)
    with staffed.open(OWNER, NEW.reveal().decode()) as practice:
        assert (practice.step_up.enrolled, practice.step_up.taken_away, practice.doubt) == (False, False, "")
        add_user(practice, "Carla", [Role.PAYER], NEW)


def test_a_code_that_stands_for_the_passphrase_is_given_up_with_it(staffed: Firm) -> None:
    with staffed.open() as practice:
        enrolled(staffed, practice)
        remove_second_factor(practice)
        assert not practice.step_up.enrolled
    with staffed.open() as practice:
        assert practice.doubt == ""


def meddle(firm: Firm, how: Callable[[Change, SecondFactor, OpenPractice], object]) -> None:
    """Let Ben, who may approve, write Anna's row in a program of his own, which asks nobody."""
    with firm.open(BEN, STAPLE) as practice:
        practice.file.guard = lambda *_: None
        with practice.file.change(Action.SECOND_FACTOR_EDITED, REMOVED, actor=practice.actor) as work:
            (row,) = work.session.query(SecondFactor)
            how(work, row, practice)
            work.commit()


def swap(work: Change, row: SecondFactor, practice: OpenPractice) -> None:
    """Seal a secret of Ben's own to Anna's public key, and ask for no code."""
    anna = practice.file.user(row.user_id)
    content = canonical({"secret": "00" * 20, "both": False, "confirmed": True})
    context = UUID(practice.practice.id).bytes + UUID(anna.id).bytes
    work.get(SecondFactor, row.id).sealed_secret = to_text(
        seal_to(bytes.fromhex(anna.box_key), "second-factor", content, context)
    )


@pytest.mark.parametrize("how", [lambda work, row, _: work.delete(row), swap], ids=["deleted", "swapped"])
def test_a_colleague_who_takes_it_away_is_told_and_nothing_that_asks_is_done(
    staffed: Firm, how: Callable[[Change, SecondFactor, OpenPractice], object]
) -> None:
    with staffed.open() as practice:
        enrolled(staffed, practice, both=True)
    meddle(staffed, how)
    with staffed.open() as practice:
        assert "second factor was taken away" in practice.doubt
        with pytest.raises(Tampered, match="taken away"):
            add_user(practice, "Carla", [Role.PAYER], NEW)
        enrolment = begin_second_factor(practice, both=True)
        practice.refresh()
        with pytest.raises(Tampered, match="taken away"):  # begun is not in use
            add_user(practice, "Carla", [Role.PAYER], NEW)
        phone = Phone(staffed, enrolment)
        confirm_second_factor(practice, phone.code())
        staffed.clock.advance(PERIOD)
        with pytest.raises(StepUpNeeded):
            add_user(practice, "Carla", [Role.PAYER], NEW)
        practice.prove_code(phone.code())
        add_user(practice, "Carla", [Role.PAYER], NEW)
    with staffed.open() as practice:
        assert practice.doubt == ""


def test_one_that_was_taken_away_may_be_given_up_by_an_act_of_his_own(staffed: Firm) -> None:
    with staffed.open() as practice:
        enrolled(staffed, practice, both=True)
    meddle(staffed, lambda work, row, _: work.delete(row))
    with staffed.open() as practice:
        remove_second_factor(practice)
        add_user(practice, "Carla", [Role.PAYER], NEW)
    with staffed.open() as practice:
        assert practice.doubt == ""
        assert not practice.step_up.taken_away


def test_nobody_else_reads_the_secret(staffed: Firm) -> None:
    with staffed.open() as practice:
        secret = enrolled(staffed, practice).secret
    with staffed.open(BEN, STAPLE) as practice:
        with practice.file.query() as session:
            (row,) = session.query(SecondFactor)
            images = session.connection().exec_driver_sql("SELECT after FROM row_change WHERE after IS NOT NULL")
            kept = [row.sealed_secret, *(image.after for image in images)]
        assert not any(secret.hex() in text or base64.b32encode(secret).decode() in text for text in kept)
        assert not practice.step_up.enrolled
        begin_second_factor(practice)


def test_new_keys_and_removal_end_it(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        enrolled(staffed, practice)
    with staffed.open() as practice:
        renew_user(practice, BEN, NEW)
        assert _factors(practice) == 0
    with staffed.open(BEN, NEW.reveal().decode()) as practice:
        assert not practice.step_up.enrolled
        enrolled(staffed, practice)
    with staffed.open() as practice:
        remove_user(practice, BEN)
        assert _factors(practice) == 0


def _factors(practice: OpenPractice) -> int:
    with practice.file.query() as session:
        return session.query(SecondFactor).count()


def test_a_secret_that_the_keys_do_not_open_locks_nobody_out(staffed: Firm) -> None:
    with staffed.open() as practice:
        enrolled(staffed, practice)
        with practice.file.change(Action.STEPPED_UP, "meddled", actor=practice.actor) as work:
            (row,) = work.session.query(SecondFactor)
            row.sealed_secret = row.sealed_secret[:-8] + "AAAAAAA="
            work.commit()
    with staffed.open() as practice:
        assert not practice.step_up.enrolled
        begin_second_factor(practice)


def test_ones_own_passphrase_is_changed_with_the_old_one(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        wait(staffed)
        with pytest.raises(Locked, match="passphrase is wrong"):
            change_own_passphrase(practice, WRONG, NEW)
        change_own_passphrase(practice, passphrase_from(STAPLE), NEW)
        assert deeds(practice)[-1] == (Action.STEPPED_UP, "passphrase changed")
    with pytest.raises(Locked):
        staffed.open(BEN, STAPLE)
    with staffed.open(BEN, NEW.reveal().decode()):
        pass


def test_what_a_code_adds_is_said_without_promising_too_much() -> None:
    assert re.search(r"does not protect the files", WHAT_A_CODE_ADDS)
    assert "look twice" in WHAT_A_CODE_ADDS
