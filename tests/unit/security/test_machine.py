"""What this machine bears is measured once, for real practices only, and opens older slots to dearer ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from bookdesk.models.practice import Mode
from bookdesk.security import slotkeys
from bookdesk.security.calibration import WORTH_MEASURING
from bookdesk.security.machine import memory_kib, settled
from bookdesk.security.members import add_user, change_passphrase
from bookdesk.security.passphrase import CostPolicy, Costs, passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.security.roles import Role
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slots import SlotKind
from tests.support.firm import CHEAP, OWNER, PASSPHRASE, POLICY, Firm

TWICE = replace(CHEAP, memory_kib=2 * CHEAP.memory_kib)


@dataclass(eq=False)
class Gauge:
    """Says that the floor takes 0.3 s; counts how often it was asked."""

    asked: list[Costs] = field(default_factory=list)

    def __call__(self, costs: Costs) -> float:
        self.asked.append(costs)
        return 0.3 * costs.work / CHEAP.work


def costs_of(firm: Firm) -> list[Costs]:
    return [slot.header.costs for slot in read_slots(firm.places).table.of_kind(SlotKind.PASSPHRASE)]


def opened(firm: Firm, policy: CostPolicy, *, writes: bool = True) -> OpenPractice:
    secret = passphrase_from(PASSPHRASE)
    return open_practice(firm.places, OWNER, secret, clock=firm.clock, policy=policy, writes=writes)


def test_it_is_measured_once_and_for_a_real_practice_only() -> None:
    gauge = Gauge()
    policy = replace(POLICY, measure=gauge)
    assert settled(policy, Mode.DEMO).chosen == settled(policy, Mode.TRAINING).chosen == CHEAP
    assert gauge.asked == []
    assert settled(policy, Mode.NORMAL).chosen == settled(policy, Mode.NORMAL).chosen == TWICE
    assert gauge.asked == [CHEAP, TWICE]


def test_without_a_measure_the_given_costs_stand() -> None:
    assert settled(POLICY, Mode.NORMAL) == POLICY


def test_a_machine_tells_its_memory() -> None:
    assert 256 * 1024 < memory_kib() < 2**40


@pytest.mark.parametrize(("mode", "costs"), [(Mode.NORMAL, TWICE), (Mode.DEMO, CHEAP)])
def test_a_new_practice_and_whoever_comes_later_get_what_the_machine_bears(
    unfounded: Firm, mode: Mode, costs: Costs
) -> None:
    policy = replace(POLICY, measure=Gauge())
    unfounded.found(mode, policy)
    with opened(unfounded, policy) as practice:
        add_user(practice, "Ben", [Role.REVIEWER], passphrase_from("another one"))
        change_passphrase(practice, passphrase_from("a third one"))
    assert costs_of(unfounded) == [costs, costs]


def test_a_cheaper_slot_is_made_anew_when_it_is_opened(firm: Firm) -> None:
    assert costs_of(firm) == [CHEAP]
    with opened(firm, replace(POLICY, measure=Gauge())) as practice:
        own = practice.slot_id
    assert costs_of(firm) == [TWICE]
    assert [slot.header.slot_id for slot in read_slots(firm.places).table.of_kind(SlotKind.PASSPHRASE)] == [own]
    firm.open().close()
    firm.recover().close()


def test_whoever_only_reads_changes_nothing(firm: Firm) -> None:
    before = [path.read_bytes() for path in firm.places.key_files]
    gauge = Gauge()
    opened(firm, replace(POLICY, measure=gauge), writes=False).close()
    assert [path.read_bytes() for path in firm.places.key_files] == before
    assert gauge.asked == []


def test_costs_of_a_faster_machine_are_never_lowered(firm: Firm) -> None:
    with opened(firm, replace(POLICY, chosen=Costs(64, 5, 2))) as practice:
        change_passphrase(practice, passphrase_from(PASSPHRASE))
    opened(firm, replace(POLICY, measure=Gauge())).close()
    assert costs_of(firm) == [Costs(64, 5, 2)]


def test_a_slot_that_took_its_time_is_not_measured_against(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    gauge, watch = Gauge(), iter((10.0, 10.0 + WORTH_MEASURING))
    monkeypatch.setattr(slotkeys, "perf_counter", lambda: next(watch))
    opened(firm, replace(POLICY, measure=gauge)).close()
    assert gauge.asked == []
    assert costs_of(firm) == [CHEAP]
