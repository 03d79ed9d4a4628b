"""The one list of what is always true: quiet about a busy day, and it names each thing broken behind its back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.contact import PayeeAccount
from bookdesk.office.invariants import COVERS, check_practice
from bookdesk.office.overview import Overview
from bookdesk.store.cipher import SqlCipher
from tests.unit.office.bureau import Bureau

_CONNECT = """
    INSERT INTO ledger_connection (id, provider, tenant_id, organisation, application_id, connected_at, needs_reconnect)
        VALUES ('c', 'xero', 't', 'Cafe', 'a', '2026-07-01T00:00:00.000000Z', 0);
    INSERT INTO consumer_cursor (consumer, position) SELECT 'outbox xero', max(position) FROM change_set"""
_QUEUE = """;
    INSERT INTO outbox_entry (id, provider, kind, local_id, change_set_id, state, released, summary, marker, failures,
        in_doubt, attempts, duplicate_accepted, queued_at)
        SELECT '{id}', 'xero', 'bill', id, 'x', '{state}', 0, 's', 'm', 0, 0, 0, 0, '2026-07-01T00:00:00.000000Z'
        FROM bill WHERE number = 'INV-1'"""
_NO_GUARD = "-- one guard is not put back"

BROKEN = (
    ("I1", "bills add up", "UPDATE bill SET total = total + 1 WHERE number = 'PAID-1'"),
    ("I1", "bills add up", "UPDATE bill_line SET tax = tax + 1 WHERE id = (SELECT min(id) FROM bill_line)"),
    ("I1", "entries balance", "UPDATE posting SET base_amount = 1 WHERE id = (SELECT min(id) FROM posting)"),
    ("I1", "payables agree", "DELETE FROM allocation"),
    ("I1", "payments add up", "UPDATE payment SET amount = amount - 1"),
    ("I1", "summary agrees", "UPDATE bill SET due_date = '2026-01-01' WHERE number = 'INV-1'"),
    ("I2", "approvals stand", "UPDATE bill SET net = net + 5, total = total + 5 WHERE number = 'INV-1'"),
    ("I2", "approvals stand", "UPDATE payee_account SET account_number = '99999999'"),
    ("I2", "approvals stand", "UPDATE approval_decision SET comment = 'as agreed'"),
    ("I2", "approvals stand", "UPDATE approval_decision SET decided_by = 'somebody'"),
    ("I2", "approvals stand", "UPDATE bill SET status = 'approved' WHERE number = 'INV-2'"),
    ("I3", "released once", "UPDATE payment SET account_number = '99999999'"),
    ("I3", "released once", "UPDATE payment_run SET release_signature = '00'"),
    ("I3", "released once", "UPDATE payment_run SET file_sha256 = '00'"),
    ("I3", "released once", "UPDATE payment_run SET state = 'draft'"),
    ("I3", "released once", "UPDATE payment SET amount = amount + 2; UPDATE payment_part SET amount = amount + 1"),
    ("I3", "released once", "UPDATE payment SET entry_id = NULL"),
    ("I3", "released once", "UPDATE bill SET net = 1, tax = 0, total = 1 WHERE number = 'PAID-1'"),
    ("I4", "outbox is whole", _CONNECT),
    ("I4", "outbox is whole", _CONNECT + 2 * _QUEUE.format(id="' || random() || '", state="queued")),
    ("I4", "outbox is whole", _CONNECT + _QUEUE.format(id="one", state="sending")),
    ("I4", "outbox is whole", _CONNECT + _QUEUE.format(id="one", state="verified")),
    ("I5", "chain", "UPDATE change_set SET reason = 'nothing' WHERE position = 3"),
    ("I5", "chain", "DELETE FROM row_change WHERE seq = 5"),
    ("I5", "images", "UPDATE contact SET name = 'Bean Sisters' WHERE name = 'Bean Brothers'"),
    ("I5", "signatures", "UPDATE change_set SET signature = NULL WHERE position = 7"),
    (
        "I5",
        "signatures",
        "UPDATE change_set SET signature = (SELECT signature FROM change_set WHERE position = 6) WHERE position = 7",
    ),
    ("I5", "signatures", "UPDATE change_set SET signature = NULL, schema_revision = '0001'"),
    ("I6", "keys", "DELETE FROM contact WHERE name = 'Milk Maids'"),
    ("I6", "guards", _NO_GUARD),
    ("I7", "documents", "UPDATE document SET sha256 = '00'"),
    (
        "I8",
        "legal steps",
        "UPDATE row_change SET after = json_set(after, '$.status', 'void') WHERE tbl = 'bill' AND before IS NULL",
    ),
    (
        "I8",
        "legal steps",
        "UPDATE row_change SET before = json_set(before, '$.state', 'cancelled') WHERE tbl = 'payment_run'",
    ),
    ("I8", "documents accounted", "DELETE FROM document"),
    ("I8", "documents accounted", "DELETE FROM row_change WHERE tbl = 'document'"),
    (
        "I8",
        "documents accounted",
        """UPDATE document SET intake_number = 7;
            UPDATE row_change SET after = json_set(after, '$.intake_number', 7) WHERE tbl = 'document'""",
    ),
    ("I8", "drafts belong", "UPDATE document SET state = 'not payable' WHERE state = 'to review'"),
    ("I8", "parts stand once", "UPDATE document SET parent_id = id"),
    (
        "I8",
        "drafts belong",
        """UPDATE document SET state = 'confirmed' WHERE state = 'to review';
            DELETE FROM bill WHERE document_id IS NOT NULL""",
    ),
)
"""What is done behind the program's back, which check names it, and which invariant that is."""


def wrong(bureau: Bureau) -> dict[str, str]:
    """Return what does not hold at the cafe or in the practice's own file: check → its first problem."""
    practice = bureau.anna.practice
    found = check_practice(practice, [practice.client(bureau.cafe)])
    return {one.check: one.problems[0] for file in found for one in file.findings if not one.holds}


def behind_its_back(bureau: Bureau, script: str) -> None:
    """Do what a key holder can do who goes around BookDesk: drop the guards, lie, put the guards back."""
    client_id = ClientId(bureau.cafe)
    key = bureau.anna.practice.client_key(client_id).reveal()
    connection = SqlCipher().connect(bureau.anna.practice.places.books(client_id), key)
    guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name").fetchall()
    connection.execute("BEGIN")
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in script.split(";"):
        connection.execute(statement)
    for _, sql in guards[script == _NO_GUARD :]:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()


@pytest.fixture
def known(busy: Bureau) -> Bureau:
    """The busy day with what the dashboard keeps of it."""
    overview = Overview(busy.anna)
    overview.refresh(busy.cafe)
    return busy


def test_a_busy_day_is_in_order(known: Bureau) -> None:
    assert wrong(known) == {}


def test_each_check_stands_for_one_invariant(known: Bureau) -> None:
    practice = known.anna.practice
    (_, cafe) = check_practice(practice, [practice.client(known.cafe)])
    asked = [name for names in COVERS.values() for name in names]
    assert sorted(asked) == sorted(finding.check for finding in cafe.findings)
    assert {invariant for invariant, _, _ in BROKEN} == set(COVERS)


@pytest.mark.parametrize(("invariant", "check", "script"), BROKEN)
def test_what_is_broken_is_named(known: Bureau, invariant: str, check: str, script: str) -> None:
    behind_its_back(known, script)
    assert check in COVERS[invariant]
    assert check in wrong(known)


def test_a_changed_byte_a_missing_original_and_a_file_nobody_knows_are_named(known: Bureau) -> None:
    folder = known.anna.practice.places.client(ClientId(known.cafe)) / "documents"
    (folder / "stray").write_bytes(b"x")
    next(one for one in sorted(folder.iterdir()) if one.name != "stray").unlink()
    found = wrong(known)
    assert "missing" in found["documents"]
    assert found["strays"] == "The file stray among the documents belongs to no row."


def test_a_flipped_page_is_named(known: Bureau) -> None:
    path = known.anna.practice.places.books(ClientId(known.cafe))
    assert wrong(known) == {}  # and the log is empty now
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    assert "pages" in wrong(known)


def test_approvals_that_are_still_to_be_judged_are_no_violation(known: Bureau) -> None:
    """Between an edit and what follows from it the program may have died: it follows when one is next at work."""
    with known.anna.workspace(known.cafe) as workspace:
        with workspace.desk.books.change(Action.PAYEE_ACCOUNT_EDITED, "moved", actor=workspace.desk.actor) as work:
            for account in work.session.scalars(select(PayeeAccount)):
                account.account_number = "99999999"
            work.commit()
        assert "approvals stand" not in wrong(known)
        workspace.serve()
    assert "approvals stand" not in wrong(known)
