"""Every revision that was ever released is opened by this program; nothing is lost, whenever the upgrade stops."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core import failpoints
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import StorageError
from bookdesk.core.identifiers import DeviceId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document
from bookdesk.models.history import Actor
from bookdesk.models.payment import PaymentRun
from bookdesk.office.backupplan import Plan
from bookdesk.office.backups import Backups
from bookdesk.office.invariants import check_practice
from bookdesk.office.opened import Office
from bookdesk.security.changes import FileSignatures
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_by_recovery, open_practice
from bookdesk.security.recovery import from_text
from bookdesk.store import migrate
from bookdesk.store.books import Books
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.kinds import CLIENT, PRACTICE, FileKind
from bookdesk.store.migrate import make_ready
from bookdesk.store.opening import check_file, create_file
from bookdesk.store.places import Places
from bookdesk.store.signing import all_claims, began
from tests.releases.freeze import freeze
from tests.releases.generate import (
    Database,
    Release,
    connect,
    content_of,
    contents,
    heads_of,
    make_release,
    read_release,
    releases,
)
from tests.releases.story import CAFE, tell

CIPHER = SqlCipher()
RELEASES = pytest.mark.parametrize("folder", releases(), ids=lambda folder: folder.name)
STEPS = (
    *("refuse_altered", "drop_triggers", "run_revisions", "apply_triggers", "assert_triggers", "record", "mark"),
    *("_check_pages", "put_in_place"),
)
"""The functions that an upgrade calls one after the other."""
POINTS = tuple(point for point in failpoints.POINTS if point.startswith(("migration:", "swap:")))


def signed_releases() -> list[Path]:
    return [folder for folder in releases() if int(folder.name.split("-")[0]) >= CLIENT.signed_from]


def unsigned_releases() -> list[Path]:
    return [folder for folder in releases() if folder not in signed_releases()]


def kind_of(path: str) -> FileKind:
    return PRACTICE if path == "practice.db" else CLIENT


def cafe(release: Release) -> Database:
    """Return the database in which something of everything is."""
    (client,) = (client for client, name in release.clients.items() if name == CAFE)
    return release.database(f"clients/{client}/books.db")


def assert_kept(home: Path, one: Database) -> None:
    """Hold every row of then, in the columns of then, and the heads of its history against what was frozen."""
    with closing(connect(home / one.path, one.key)) as connection:
        kept = {table: content_of(connection, table, was.columns) for table, was in one.tables.items()}
        assert kept == one.tables
        assert heads_of(connection) == one.heads


@pytest.mark.parametrize("kind", [CLIENT, PRACTICE], ids=["client", "practice"])
def test_every_revision_before_the_present_one_was_frozen(kind: FileKind) -> None:
    names = [folder.name.split("-") for folder in releases()]
    frozen = {int(client if kind is CLIENT else practice) for client, practice in names}
    assert frozen >= set(range(1, kind.head)), (
        "a revision came before the last one was frozen: run `python -m tests.releases.freeze` in a checkout of it"
    )


@RELEASES
def test_a_practice_of_a_release_is_built_as_it_was_frozen(folder: Path, tmp_path: Path) -> None:
    release = make_release(folder, tmp_path)
    of_client, of_practice = map(int, folder.name.split("-"))
    for one in release.databases:
        assert_kept(tmp_path, one)
        kind = kind_of(one.path)
        assert check_file(CIPHER, tmp_path / one.path, one.key, kind) == (
            of_practice if kind is PRACTICE else of_client
        )
        assert b"SQLite format" not in (tmp_path / one.path).read_bytes()[:100]
    empty = {table for table, was in cafe(release).tables.items() if not was.count}
    assert empty == EMPTY.get(folder.name, OFTEN_EMPTY), "a table without a row would be upgraded unseen"


OFTEN_EMPTY = {"coding_rule", "pull_cursor"}
SALES = {
    *("clearing_account", "collection_attempt", "commitment", "estimate", "estimate_line", "gateway_connection"),
    *("gateway_event", "gateway_fact", "gateway_move", "instalment", "invoice_allocation", "invoice_line"),
    *("mail_account", "mail_event", "mail_left", "mail_message", "mail_state", "mail_template", "move_booking"),
    *("move_waiting", "number_series", "online_settings", "paper", "payout_line", "portal_command", "portal_consent"),
    *("portal_device", "portal_event", "portal_forgotten", "portal_link", "portal_settings", "portal_tenant"),
    *("portal_word", "product", "published_document", "published_receipt", "published_statement", "receipt"),
    *("refund", "refund_wish", "reminder_policy", "reminder_sent", "reminder_settings", "reminder_step"),
    *("sales_settings", "schedule", "schedule_line", "schedule_occurrence"),
}
"""Tables of money in, which the story of a kept practice does not fill; revision 5 leaves them alone."""
EMPTY = {
    "0003-0002": OFTEN_EMPTY | {"sole_practice"},
    "0004-0003": OFTEN_EMPTY | {"sole_practice"} | SALES,
}
"""Tables of which the kept practices hold no row; how one works alone was decided for the other client."""


@RELEASES
def test_it_is_upgraded_to_the_head_and_nothing_in_it_is_lost(folder: Path, tmp_path: Path) -> None:
    release = make_release(folder, tmp_path / "home")
    for one in release.databases:
        path, kind = tmp_path / "home" / one.path, kind_of(one.path)
        make_ready(CIPHER, path, one.key, kind)
        assert check_file(CIPHER, path, one.key, kind) == kind.head
        assert_kept(tmp_path / "home", one)
        assert schema(path, one.key) == schema_made_new(tmp_path / f"{kind.name}.db", kind)


def schema(path: Path, key: bytes) -> dict[str, str]:
    with closing(connect(path, key)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {name: " ".join(sql.split()) for name, sql in rows}


def schema_made_new(path: Path, kind: FileKind) -> dict[str, str]:
    if not path.exists():
        create_file(CIPHER, path, bytes(32), kind)
    return schema(path, bytes(32))


def by_passphrase(user: str) -> Callable[[Release, Places, MovableClock], OpenPractice]:
    def opened(release: Release, places: Places, clock: MovableClock) -> OpenPractice:
        return open_practice(places, user, passphrase_from(release.passphrases[user]), clock=clock)

    return opened


def by_recovery_key(release: Release, places: Places, clock: MovableClock) -> OpenPractice:
    return open_by_recovery(places, from_text(release.recovery), clock=clock)


@pytest.mark.parametrize(
    "opened", [by_passphrase("Ann"), by_passphrase("Ben"), by_recovery_key], ids=["Ann", "Ben", "recovery key"]
)
@RELEASES
def test_it_opens_with_the_secrets_of_then_and_verifies(
    folder: Path, tmp_path: Path, opened: Callable[[Release, Places, MovableClock], OpenPractice]
) -> None:
    release = make_release(folder, tmp_path)
    clock = MovableClock(datetime.fromisoformat(release.frozen_at))
    clock.advance(86_400)
    with opened(release, Places(tmp_path), clock) as practice:
        entries = practice.clients()
        assert {entry.name for entry in entries} <= set(release.clients.values())
        wrong = [one for one in check_practice(practice, entries) if not one.holds]
        assert wrong == []
        anchors = practice.anchors()
        for entry in entries:
            one = release.database(f"clients/{entry.client_id}/books.db")
            assert {(head.device, head.counter, head.hash) for head in anchors.get(entry.client_id, ())} == set(
                one.heads
            )
        if CAFE in {entry.name for entry in entries}:
            assert originals(practice.open_client(CAFE)) == len(list(tmp_path.glob("clients/*/documents/*")))


@pytest.mark.parametrize("folder", signed_releases(), ids=lambda folder: folder.name)
def test_a_release_that_signed_goes_on_signing(folder: Path, tmp_path: Path) -> None:
    release = make_release(folder, tmp_path)
    clock = MovableClock(datetime.fromisoformat(release.frozen_at))
    with by_passphrase("Ann")(release, Places(tmp_path), clock) as practice:
        entry = practice.client(CAFE)
        with practice.using_client(entry.client_id) as books:
            write_as(books, practice.actor)
            assert signatures_of(books, practice.signatures(entry.client_id)) == []
            with books.query() as session:
                assert all(claim.signature for claim in all_claims(session.connection()))


@pytest.mark.parametrize("folder", unsigned_releases(), ids=lambda folder: folder.name)
def test_what_is_written_after_the_upgrade_is_signed_and_what_was_before_need_not_be(
    folder: Path, tmp_path: Path
) -> None:
    """Signing begins with a mark that lists what was there, so that nothing can be slipped in before it."""
    release = make_release(folder, tmp_path)
    clock = MovableClock(datetime.fromisoformat(release.frozen_at))
    one = cafe(release)
    with by_passphrase("Ann")(release, Places(tmp_path), clock) as practice:
        entry = practice.client(CAFE)
        with practice.using_client(entry.client_id) as books, books.query() as session:
            claims, start = list(all_claims(session.connection())), began(session.connection())
        *before, marking = claims
        assert all(claim.signature is None and start.covers(claim) for claim in before)
        assert (marking.hash, marking.actor, marking.is_mark) == (start.mark, practice.user.id, True)
        assert start.covered == {device: counter for device, counter, _ in one.heads}
        signed = practice.signatures(entry.client_id)
        with practice.using_client(entry.client_id) as books:
            write_as(books, practice.actor)
            assert signatures_of(books, signed) == []
            books.sign = None
            write_as(books, replace(practice.actor, device=DeviceId("slipped in")))
            assert "contact edited) says Ann, and nobody signed it." in signatures_of(books, signed)[0]


@RELEASES
def test_a_backup_of_before_the_upgrade_is_tried_and_in_order(folder: Path, tmp_path: Path) -> None:
    release = make_release(folder, tmp_path / "home")
    clock = MovableClock(datetime.fromisoformat(release.frozen_at))
    with by_passphrase("Ann")(release, Places(tmp_path / "home"), clock) as practice:
        backups = Backups(Office(practice, clock))
        backups.choose(Plan(str(tmp_path / "stick")))
        backups.make()
        assert check_file(CIPHER, tmp_path / "home" / cafe(release).path, cafe(release).key, CLIENT) < CLIENT.head
        tried = backups.try_newest()
        assert (tried.clients, tried.what) == (len(release.clients) - 1, "")


def write_as(books: Books, actor: Actor) -> None:
    with books.change(Action.CONTACT_EDITED, "entered", actor=actor) as work:
        work.add(Contact(id=new_id(), name="Someone", supplier=True))
        work.commit()


def signatures_of(books: Books, signed: FileSignatures) -> list[str]:
    with books.query() as session:
        return list(signed.check(session))


def originals(books: Books) -> int:
    """Open everything that lies sealed beside the books, each with the key in its row; returns how many there are."""
    with books.query() as session:
        papers = session.execute(select(Document.stored_name, Document.seal_key, Document.sha256)).all()
        files = select(PaymentRun.file_stored_name, PaymentRun.file_seal_key, PaymentRun.file_sha256)
        runs = session.execute(files.where(PaymentRun.released_at.is_not(None))).all()
    for name, key, digest in (*papers, *runs):
        assert sha256(books.documents.read(name or "", key or "", digest or "")).hexdigest() == digest
    return len(papers) + len(runs)


class Stopped(BaseException):
    """The upgrade was stopped."""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
@RELEASES
def test_an_upgrade_that_fails_leaves_the_old_file_or_the_new_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, *, after: bool
) -> None:
    release = make_release(folder, tmp_path)
    one = cafe(release)
    path, revision = tmp_path / one.path, int(folder.name.split("-")[0])
    with monkeypatch.context() as patch:
        patch.setattr(migrate, step, stopping(getattr(migrate, step), after=after))
        with pytest.raises(Stopped):
            make_ready(CIPHER, path, one.key, CLIENT)
    assert check_file(CIPHER, path, one.key, CLIENT) == (CLIENT.head if (step, after) == LAST else revision)
    assert [beside.name for beside in sorted(path.parent.glob("books*"))] == ["books.db"]
    make_ready(CIPHER, path, one.key, CLIENT)
    assert_kept(tmp_path, one)


LAST = ("put_in_place", True)
"""From here on the new file stands."""


def stopping(step: Callable[..., object], *, after: bool) -> Callable[..., object]:
    def stopped(*given: object) -> None:
        if after:
            step(*given)
        raise Stopped

    return stopped


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed in the middle of its work by forking it")
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("path", ["practice.db", "books.db"])
@RELEASES
def test_an_upgrade_that_is_killed_leaves_the_old_file_or_the_new_one(
    folder: Path, tmp_path: Path, path: str, point: str
) -> None:
    release = make_release(folder, tmp_path)
    one = release.database("practice.db") if path == "practice.db" else cafe(release)
    kind, file = kind_of(one.path), tmp_path / one.path
    if one.revision == kind.head:
        return
    assert killed_at(point, lambda: make_ready(CIPHER, file, one.key, kind))
    assert check_file(CIPHER, file, one.key, kind) in {one.revision, kind.head}
    assert_kept(tmp_path, one)
    make_ready(CIPHER, file, one.key, kind)
    assert check_file(CIPHER, file, one.key, kind) == kind.head
    assert_kept(tmp_path, one)
    assert not file.with_name(f"{file.name}.upgrading").exists()


def killed_at(point: str, work: Callable[[], object]) -> bool:
    """Do the work in a child of this process that is killed at a point of it; returns whether it came to that."""
    child = os.fork()
    if child == 0:
        try:
            failpoints.install(lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == point else None)
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.slow
def test_the_present_program_can_be_frozen_too(tmp_path: Path) -> None:
    told = tell(tmp_path / "home")
    folder = freeze(told, tmp_path)
    assert folder.name == f"{CLIENT.head:04d}-{PRACTICE.head:04d}"
    release = make_release(folder, tmp_path / "built")
    for one in release.databases:
        assert_kept(tmp_path / "built", one)
        with closing(connect(tmp_path / "home" / one.path, one.key)) as connection:
            assert contents(connection) == one.tables
    with by_recovery_key(read_release(folder), Places(tmp_path / "built"), MovableClock(told.ended_at)) as practice:
        assert all(one.holds for one in check_practice(practice, practice.clients()))
    with pytest.raises(FileExistsError):
        freeze(told, tmp_path)


@RELEASES
def test_a_release_cannot_be_opened_by_a_program_before_it(folder: Path, tmp_path: Path) -> None:
    release = make_release(folder, tmp_path)
    for one in release.databases:
        path, kind = tmp_path / one.path, kind_of(one.path)
        with closing(connect(path, one.key)) as connection:
            connection.execute(f"PRAGMA user_version={kind.head + 1}")
        before = path.read_bytes()
        with pytest.raises(StorageError, match=r"newer BookDesk") as refused:
            make_ready(CIPHER, path, one.key, kind)
        assert "Install the newer version" in str(refused.value)
        assert "restore a backup" in str(refused.value)
        assert path.read_bytes() == before
