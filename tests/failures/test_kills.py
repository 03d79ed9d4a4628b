"""Killed at named points and at any moment, the program has everything it acknowledged, and nothing half."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.failures.doomed import PHASES
from tests.failures.kills import LONGEST, SHORTEST, Kill, Order, table

unix = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL and no fork there")

OF_EACH_PHASE = 12
_FIRST_SEED = 20_260_700
CHECKOUT = Path(__file__).parents[2]


@unix
@pytest.mark.parametrize("phase", PHASES)
def test_nothing_acknowledged_is_lost_and_nothing_half_is_there(phase: str, tmp_path: Path) -> None:
    """In a process of its own: the fork server speaks through a socket, which tests may not."""
    wish = ("--count", str(OF_EACH_PHASE), "--seed", str(_FIRST_SEED), "--phase", phase, "--folder", str(tmp_path))
    command = [sys.executable, "-m", "tests.failures.kills", *wish]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=CHECKOUT)
    assert done.returncode == 0, done.stdout + done.stderr
    name, killed, *_, wrong, _, _ = done.stdout.splitlines()[-1].split()
    assert (name, killed, wrong) == ("all", str(OF_EACH_PHASE), "0")


def test_a_seed_says_how_a_victim_dies() -> None:
    orders = [Order.of("capture", seed) for seed in range(200)]
    assert orders == [Order.of("capture", seed) for seed in range(200)]
    assert {order.point for order in orders} == {None, *PHASES["capture"].points}
    assert all(SHORTEST <= order.seconds <= LONGEST for order in orders)


@pytest.mark.parametrize(
    ("phase", "word"),
    [("capture", "captured"), ("approval", "approved"), ("release", "released"), ("backup", "backed up")],
)
def test_what_was_acknowledged_and_is_not_there_is_told(phase: str, word: str, tmp_path: Path) -> None:
    """The harness itself can fail."""
    PHASES[phase].lay_out(tmp_path)
    found = PHASES[phase].examine(tmp_path, [(word, "lost", "its hash")])
    assert any("lost" in problem for problem in found.problems)
    lost = Kill(Order.of(phase, 1), problems=found.problems, recovery=found.recovery)
    assert table([lost]).splitlines()[-1].split()[-3] == "1"
    assert "lost" in str(lost)
