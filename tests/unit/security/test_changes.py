"""Each change is signed by who made it, by the key he had then; a signature over anything else proves nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from bookdesk import verifier
from bookdesk.core.identifiers import ClientId, DeviceId, UserId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.history import Actor
from bookdesk.office.exporting import Export, export_history
from bookdesk.security.changes import DOMAIN, FileSignatures, KeyTime, Present, SignedFile, key_times
from bookdesk.security.members import remove_user, renew_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission
from bookdesk.security.safety import verify_practice
from bookdesk.security.signatures import KeySigner
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books
from bookdesk.store.kinds import CLIENT, PRACTICE
from bookdesk.store.places import Places
from bookdesk.store.signing import MARK, Began, Claim, all_claims, began
from bookdesk.store.verify import Invariant
from tests.support.firm import BEN, KOALA, OWNER, STAPLE, Firm

ME, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
FILE = SignedFile("client-1", CLIENT)
CLAIM = Claim(4, "set-4", "anna", "desk-1", 4, "bill edited", None, "2026-07-01T02:00:00.000000Z", "ab" * 32, None)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    made = Firm(Places(tmp_path / "home"))
    made.found()
    made.staff()
    return made


def problems(firm: Firm) -> list[str]:
    """Return what `verify` has against the signatures of the practice's file and of Koala Kafe."""
    with firm.open(writes=False) as practice:
        found = verify_practice(
            practice,
            [practice.client(KOALA.name)],
            lambda entry: [Invariant("signatures", practice.signatures(entry.client_id).check)],
        )
        return [problem for file in found for one in file.findings for problem in one.problems]


def enter(practice: OpenPractice, name: str) -> None:
    with practice.using_client(practice.client(KOALA.name).client_id) as books:
        write(books, practice.actor, name)


def write(books: Books, actor: Actor, name: str) -> None:
    with books.change(Action.CONTACT_EDITED, f"{name} entered", actor=actor) as work:
        work.add(Contact(id=new_id(), name=name, supplier=True))
        work.commit()


def claims(practice: OpenPractice) -> list[Claim]:
    with practice.using_client(practice.client(KOALA.name).client_id) as books, books.query() as session:
        return list(all_claims(session.connection()))


@contextmanager
def own_program(firm: Firm) -> Iterator[Books]:
    """Yield Koala's books as somebody opens them who holds its key and asks nobody."""
    with firm.open(writes=False) as practice:
        client_id = ClientId(practice.client(KOALA.name).client_id)
        key = practice.client_key(client_id).reveal()
    with closing(open_books(firm.places, client_id, key, clock=firm.clock)) as books:
        yield books


# -- what is signed


def signed(file: SignedFile, claim: Claim, mark: str | None, key: Ed25519PrivateKey = ME) -> str:
    return KeySigner(UserId(claim.actor), key).sign(DOMAIN, file.statement(claim.actor, claim.hash, mark))


class People:
    """One person, Anna, whose key is `ME`; the other knows no key of hers."""

    def __init__(self) -> None:
        self.proven: set[tuple[str, Claim, str | None]] = set()

    def name(self, user_id: str) -> str:
        return user_id.title()

    def of(self, user_id: str) -> tuple[KeyTime, ...]:
        public = (ME if user_id == "anna" else OTHER).public_key().public_bytes_raw()
        return (KeyTime(public, None, None),)

    def counts(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        return (user_id, permission, client_id) == ("anna", Permission.CONFIRM_PAYEE, FILE.id) and at.year == 2026


def problem(claim: Claim, mark: str | None = None, file: SignedFile = FILE) -> str | None:
    people = People()
    return FileSignatures(file, lambda: people).problem(claim, Began(mark, {}))


def test_what_anna_signed_is_hers() -> None:
    assert problem(replace(CLAIM, signature=signed(FILE, CLAIM, None))) is None
    assert problem(replace(CLAIM, signature=signed(FILE, CLAIM, "cd" * 32)), "cd" * 32) is None


@pytest.mark.parametrize(
    ("file", "claim", "mark"),
    [
        (SignedFile("client-2", CLIENT), CLAIM, None),
        (SignedFile("client-1", PRACTICE), CLAIM, None),
        (FILE, replace(CLAIM, hash="ac" * 32), None),
        (FILE, replace(CLAIM, actor="ben"), None),
        (FILE, CLAIM, "cd" * 32),
    ],
    ids=["another file", "another kind of file", "another change", "another person", "another beginning"],
)
def test_a_signature_over_anything_else_proves_nothing(file: SignedFile, claim: Claim, mark: str | None) -> None:
    taken = replace(CLAIM, signature=signed(file, claim, mark))
    assert problem(taken) == (
        "Change set 4 of device desk-1 (set-4, 2026-07-01T02:00:00.000000Z, bill edited) says Anna,"
        " and the key of Anna did not sign it."
    )


@given(
    st.text("abc", min_size=1, max_size=3),
    st.sampled_from(["anna", "ben"]),
    st.integers(0, 15).map(lambda digit: f"{digit:x}" * 64),
    st.sampled_from([None, "0" * 64, "1" * 64]),
    st.sampled_from([ME, OTHER]),
)
def test_only_her_own_signature_over_just_this_counts(
    name: str, user: str, digest: str, mark: str | None, key: Ed25519PrivateKey
) -> None:
    file, claim = SignedFile(name, CLIENT), replace(CLAIM, actor=user, hash=digest)
    mine = SignedFile("a", CLIENT), replace(CLAIM, actor="anna", hash="0" * 64)
    taken = replace(mine[1], signature=signed(file, claim, mark, key))
    same = (file, claim, mark, key) == (*mine, None, ME)
    assert (problem(taken, None, mine[0]) is None) is same


def test_what_was_found_good_once_is_not_taken_for_another() -> None:
    people = People()
    asked, good = FileSignatures(FILE, lambda: people), replace(CLAIM, signature=signed(FILE, CLAIM, None))
    assert asked.problem(good, Began(None, {})) is None
    assert asked.problem(good, Began("cd" * 32, {})) is not None
    assert asked.problem(replace(good, actor="ben"), Began(None, {})) is not None
    other = FileSignatures(SignedFile("client-2", CLIENT), lambda: people)
    assert other.problem(good, Began(None, {})) is not None


def test_whom_a_change_names_could_do_it_or_not_by_his_roles_then() -> None:
    people = People()
    asked = FileSignatures(FILE, lambda: people)
    assert asked.entitled(CLAIM, Action.PAYEE_ACCOUNT_CONFIRMED)
    assert not asked.entitled(CLAIM, Action.RUN_RELEASED)
    assert not asked.entitled(CLAIM, Action.UPGRADED), "nobody does that by hand"
    assert not asked.entitled(replace(CLAIM, actor="ben"), Action.PAYEE_ACCOUNT_CONFIRMED)
    assert not asked.entitled(replace(CLAIM, made_at="2025-07-01T02:00:00.000000Z"), Action.PAYEE_ACCOUNT_CONFIRMED)


def test_nobody_signs_for_somebody_who_is_not_there() -> None:
    present = Present(KeySigner(UserId("anna"), ME))
    with pytest.raises(RuntimeError, match="in the name of ben, who is not at this desk"):
        present.sign(FILE, "ben", CLAIM.hash, None)
    present.join(KeySigner(UserId("ben"), OTHER))
    assert present.sign(FILE, "ben", CLAIM.hash, None) == signed(FILE, replace(CLAIM, actor="ben"), None, OTHER)


# -- in a practice


def test_everything_from_the_first_day_on_is_signed(firm: Firm) -> None:
    with firm.open() as anna:
        enter(anna, "Bean Brothers")
        with anna.file.query() as session:
            assert all(one.signature for one in all_claims(session.connection()))
        assert all(one.signature for one in claims(anna))
    with firm.recover() as sheet:
        renew_user(sheet, BEN, passphrase_from(STAPLE))
    assert problems(firm) == []


def test_a_program_of_ones_own_signs_for_nobody(firm: Firm) -> None:
    with firm.open() as anna:
        enter(anna, "Bean Brothers")
        actor = anna.actor
    with own_program(firm) as books:
        write(books, actor, "Thieves")
        write(books, actor, "More Thieves")
    found = problems(firm)
    assert len(found) == 2
    assert f"contact edited) says {OWNER}, and nobody signed it." in found[0]
    assert found[1] == "1 more are not signed by whom they name."


def test_a_signature_of_ben_under_the_name_of_anna_is_found(firm: Firm) -> None:
    with firm.open() as anna:
        enter(anna, "Bean Brothers")
        actor = anna.actor
    with firm.open(BEN, STAPLE, writes=False) as ben:
        signer, client = ben.signer, str(ben.client(KOALA.name).client_id)
    file = SignedFile(client, CLIENT)
    with own_program(firm) as books:
        books.sign = lambda user, digest, mark: signer.sign(DOMAIN, file.statement(user, digest, mark))
        write(books, actor, "Thieves")
    (found,) = problems(firm)
    assert found.endswith(f"says {OWNER}, and the key of {OWNER} did not sign it.")


def test_a_signature_is_not_carried_to_another_client(firm: Firm) -> None:
    with firm.open() as anna:
        actor, signer = anna.actor, anna.signer
    with own_program(firm) as books:
        file = SignedFile("another client", CLIENT)
        books.sign = lambda user, digest, mark: signer.sign(DOMAIN, file.statement(user, digest, mark))
        write(books, actor, "Bean Brothers")
    assert [one.endswith("did not sign it.") for one in problems(firm)] == [True]


def test_keys_of_somebody_who_left_sign_nothing_after(firm: Firm) -> None:
    with firm.open(BEN, STAPLE, writes=False) as ben:
        signer, actor = ben.signer, ben.actor
        client = SignedFile(str(ben.client(KOALA.name).client_id), CLIENT)
    with own_program(firm) as books:
        books.sign = lambda user, digest, mark: signer.sign(DOMAIN, client.statement(user, digest, mark))
        write(books, Actor(actor.user, DeviceId("desk-2")), "Bean Brothers")
    assert problems(firm) == [], "what he did while he was here stays his"
    firm.clock.advance(3600)
    with firm.open() as anna:
        remove_user(anna, BEN)
    firm.clock.advance(3600)
    assert problems(firm) == []
    with own_program(firm) as books:
        books.sign = lambda user, digest, mark: signer.sign(DOMAIN, client.statement(user, digest, mark))
        write(books, Actor(actor.user, DeviceId("desk-2")), "Thieves")
    assert [one.endswith("the key of Ben did not sign it.") for one in problems(firm)] == [True]


def test_a_key_counts_until_it_is_replaced_and_the_next_from_then_on(firm: Firm) -> None:
    with firm.open(BEN, STAPLE, writes=False) as ben:
        old = ben.bundle.sign_key
    began_at = firm.clock.now()
    firm.clock.advance(7200)
    renewed_at = firm.clock.now()
    with firm.open() as anna:
        renew_user(anna, BEN, passphrase_from(STAPLE))
        firm.clock.advance(7200)
        first, second = key_times(anna.trusted, str(anna.file.user_named("ben").id))
    assert (first.key, first.since, first.until) == (old, None, renewed_at)
    assert second.key != old
    assert (second.since, second.until) == (renewed_at, None)
    assert first.holds(began_at - timedelta(days=400)), "nobody else had his first key, and clocks differ"
    assert first.holds(renewed_at)
    assert not first.holds(renewed_at + timedelta(minutes=2))
    assert not second.holds(began_at)
    assert second.holds(renewed_at + timedelta(days=4000))


def test_a_mark_that_was_put_in_later_agrees_with_no_signature_of_before(firm: Firm) -> None:
    """Eve, who has keys, says that signing began after an entry she wrote in the name of Anna."""
    with firm.open() as anna:
        enter(anna, "Bean Brothers")
        actor = anna.actor
    with firm.open(BEN, STAPLE, writes=False) as ben:
        eve, signer = ben.actor, ben.signer
        client = SignedFile(str(ben.client(KOALA.name).client_id), CLIENT)
    with own_program(firm) as books:
        write(books, replace(actor, device=DeviceId("desk-9")), "Thieves")
        with books.query() as session:
            forged = next(one for one in all_claims(session.connection()) if one.device == "desk-9")
        books.sign = lambda user, digest, _mark: signer.sign(DOMAIN, client.statement(user, digest, None))
        origin = f'{MARK}[["desk-9",1,"{forged.hash}"]]'
        marking = books.change(Action.UPGRADED, "schema", actor=replace(eve, device=DeviceId("x")), origin_id=origin)
        with marking as work:
            work.commit()
        with books.query() as session:
            assert began(session.connection()).covers(forged)
    found = problems(firm)
    assert any("desk-9 that had to be signed are said to be of before" in one for one in found)
    assert any(one.endswith(f"the key of {OWNER} did not sign it.") for one in found), "not over that mark"


def test_an_export_carries_what_others_check_signatures_with(firm: Firm, tmp_path: Path) -> None:
    """Anybody with Ed25519 checks it by what stands in the file alone."""
    with firm.open() as anna:
        enter(anna, "Bean Brothers")
        people = {user.id: user.name for user in anna.file.users()}
        about = Export(KOALA.name, anna.actor, firm.clock.now(), people, keys=anna.sign_keys.of)
        with anna.using_client(anna.client(KOALA.name).client_id) as books:
            written = export_history(books, about, tmp_path / "out.jsonl")
    head, *sets, _ = map(json.loads, written.path.read_text(encoding="utf-8").splitlines())
    for one in sets:
        ((key, since, until),) = head["keys"][one["actor"]]
        said = {
            "type": "change", "version": 1, "file": head["client"], "kind": "client", "by": one["actor"],
            "set": one["hash"], "from": None,
        }  # fmt: skip
        text = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        signed_text = b"bookdesk-signature\x00\x01change\x00" + text
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(one["signature"]), signed_text)
        assert (since, until) == (None, None)
    assert {one["action"] for one in sets} == {"contact edited", "exported"}
    with written.path.open("rb") as file:
        told, walk = verifier.walk_export(file, [])
    assert walk.problems == []
    assert "signatures are not checked here" in "\n".join(verifier.told(told, walk))


@pytest.mark.parametrize("broken", ["now", "", "2026-13-01T00:00:00Z"])
def test_a_moment_that_is_none_is_nobodys(broken: str) -> None:
    assert problem(replace(CLAIM, made_at=broken, signature=signed(FILE, CLAIM, None))) is not None
