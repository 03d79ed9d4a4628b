"""A page of a client's books rots: it is found and told, and a backup brings back all but what was done since."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.practice import BOOKSHOP, CAFE, PASSPHRASES, write
from tests.support.program import Program

PAGE = 4096
OF_THEN = "Supplier,ABN\nBean Brothers,51824753556\n"
SINCE = "Supplier,ABN\nMilk Maids,53004085616\n"


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    """Found a practice with two clients and back it up; then one more supplier is entered."""
    program = Program(tmp_path, launch=("-m", "tests.support.leastcost"))
    program.passphrase("ann", PASSPHRASES["ann"])
    program.by("ann", "init", "--name", "Ann", "--recovery-out", program.own / "sheet.txt", "--mode", "demo")
    for client, country, currency in ((CAFE, "AU", "AUD"), (BOOKSHOP, "IE", "EUR")):
        program.by("ann", "client", "add", client, "--country", country, "--currency", currency)
    program.by("ann", "takeon", "start", client=CAFE)
    enter(program, OF_THEN)
    program.by("ann", "backup", "--to", program.own / "stick")
    enter(program, SINCE)
    return program


def enter(program: Program, suppliers: str) -> None:
    program.by("ann", "takeon", "suppliers", write(program.own / "suppliers.csv", suppliers), client=CAFE)


def acts(program: Program) -> list[str]:
    """Return what was done for the client and why, the newest first."""
    return [str(row["reason"]) for row in program.by("ann", "history", "list", client=CAFE)]


@pytest.mark.slow
def test_a_rotten_page_is_found_and_a_backup_brings_all_back_but_what_was_done_since(desk: Program) -> None:
    before = acts(desk)
    (cafe,) = [row["client"] for row in desk.by("ann", "client", "list") if row["name"] == CAFE]
    books = desk.home / "clients" / cafe / "books.db"
    content = bytearray(books.read_bytes())
    for page in range(2, len(content) // PAGE):
        content[page * PAGE + 1234] ^= 16
    books.write_bytes(content)

    told = {row["name"]: row["ok"] for row in desk.by("ann", "verify", status=1)}
    assert told == {"practice": True, CAFE: False, BOOKSHOP: True, **{name: True for name in told if "nsorted" in name}}
    desk.by("ann", "history", "list", client=CAFE, status=1)
    assert "The file is damaged. Have the practice checked, then bring this client back from a backup" in desk.said
    assert "bookdesk restore --from FOLDER --client NAME" in desk.said

    rotten = books.read_bytes()
    (brought,) = desk.by("ann", "restore", "--from", desk.own / "stick", client=CAFE)
    assert brought["name"] == CAFE
    assert (Path(str(brought["set_aside"])) / "books.db").read_bytes() == rotten
    assert all(row["ok"] for row in desk.by("ann", "verify"))

    put_back, *kept = acts(desk)
    assert kept == before[1:], "all that was done until the backup, and nothing of what was done since"
    assert "put back to the state of" in put_back
    assert "its history ended at" in put_back

    enter(desk, SINCE)
    assert acts(desk)[0] == before[0]
    assert all(row["ok"] for row in desk.by("ann", "verify"))
