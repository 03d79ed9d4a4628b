"""The sender is killed between the request and its answer: real process, real HTTP, real encrypted file, kill -9."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.sync.scene import Scene

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60


def start(home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(Path(__file__).with_name("sender_process.py")), str(home)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})


def executed(stage: Scene, path: str) -> bool:
    return any(path in entry["path"] and entry["status"] == 200 for entry in stage.requests())


@pytest.mark.parametrize(
    "path", ["/Contacts", "/Invoices", "/Attachments/", "/CreditNotes", "/Allocations", "/Payments"]
)
def test_a_sender_killed_before_it_heard_the_answer_sends_nothing_twice(
    stage: Scene, tmp_path: Path, path: str
) -> None:
    service = stage.ready()
    bill = stage.bill()
    credit = stage.bill("CN-1", net="20.00", credit=True, document=False)
    stage.pay(bill, 8800, credit, 2200)
    service.preview()
    stage.fault("hold_response", method="PUT", path=path)
    with start(tmp_path) as killed:
        while not executed(stage, path):
            assert killed.poll() is None, "the sender ended by itself"
        killed.kill()
        assert killed.wait(PATIENCE) != 0
    stage.peer.control("POST", "release")
    with start(tmp_path) as again:
        assert again.wait(PATIENCE) == 0
    kinds = ("Contacts", "Invoices", "CreditNotes", "Payments")
    assert [len(stage.held(kind)) for kind in kinds] == [1, 1, 1, 1]
    invoice = stage.held("Invoices")[0]
    assert (invoice["Status"], len(invoice["CreditNotes"]), len(invoice["Payments"])) == ("PAID", 1, 1)
    attached = stage.peer.call("GET", f"Invoices/{invoice['InvoiceID']}/Attachments").json()["Attachments"]
    assert len(attached) == 1
    assert service.status().counts == {"verified": 6}
