"""Whose a message is: by address, by folder, by both, or nobody's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.mail.envelopes import Envelope, read_envelope
from bookdesk.mail.foldernames import on_the_wire
from bookdesk.mail.routing import Rule, route, same_folder
from tests.support.letters import ACME, DELI, NOBODY, letter

RULES = (Rule(ACME, "acme"), Rule(DELI, "deli"), Rule("Clients/Acme", "acme", folder=True))


def envelope(*named: str, delivered: tuple[str, ...] = ()) -> Envelope:
    return Envelope("<1@x>", "a@b.example", "Invoice", delivered, named)


@pytest.mark.parametrize("address", [ACME, "Bills+ACME@Firm.Test", "bills+acme@FIRM.test"])
def test_an_address_says_whose_it_is_however_it_is_written(address: str) -> None:
    routed = route(RULES, "INBOX", envelope("somebody@firm.test", address))
    assert (routed.client_id, routed.why) == ("acme", f"It came to {ACME}.")


def test_what_the_server_noted_goes_before_what_the_sender_wrote() -> None:
    both = (ACME, DELI)
    assert route(RULES, "INBOX", envelope(*both, delivered=(DELI,))).client_id == "deli"
    assert route(RULES, "INBOX", envelope(*both, delivered=("postmaster@firm.test",))).client_id is None


def test_nothing_is_guessed_between_two_clients() -> None:
    routed = route(RULES, "INBOX", envelope(ACME, DELI))
    assert (routed.client_id, routed.why) == (None, "The addresses that it came to are those of several clients.")
    filed = route(RULES, "Clients/Acme", envelope(DELI))
    assert (filed.client_id, filed.why) == (None, "Its folder and its address are those of several clients.")
    assert route(RULES, "INBOX", envelope(NOBODY)).client_id is None
    assert route((), "INBOX", envelope(ACME)).client_id is None


def test_a_folder_says_whose_it_is_alone_or_with_the_address() -> None:
    routed = route(RULES, "Clients/Acme", envelope(NOBODY))
    assert (routed.client_id, routed.why) == ("acme", "It lay in the folder Clients/Acme.")
    assert route(RULES, "Clients/Acme", envelope(ACME)).client_id == "acme"
    assert route(RULES, "clients/acme", envelope(NOBODY)).client_id is None
    assert same_folder("inbox", "INBOX")


@given(st.lists(st.sampled_from([ACME, DELI, NOBODY])), st.lists(st.sampled_from([ACME, DELI, NOBODY])))
def test_a_client_is_named_only_where_no_other_is(delivered: list[str], named: list[str]) -> None:
    routed = route(RULES, "INBOX", envelope(*named, delivered=tuple(delivered)))
    counted = [one for one in delivered if one != NOBODY] or [one for one in named if one != NOBODY]
    expected = {ACME: "acme", DELI: "deli"}[counted[0]] if len(set(counted)) == 1 else None
    assert routed.client_id == expected


def test_a_head_is_read_with_every_header_that_names_an_address() -> None:
    head = (
        b"Delivered-To: bills+acme@firm.test\r\nX-Original-To: <one@firm.test>\r\nEnvelope-To: two@firm.test\r\n"
        b'From: =?utf-8?q?H=C3=A4fen?= <a@b.example>\r\nTo: "Bills, Acme" <bills+acme@firm.test>, broken\r\n'
        b"Cc: three@firm.test\r\nSubject: =?utf-8?b?UmVjaG51bmcg4oKsIDE=?=\r\n a\x00b\r\nMessage-ID: <1@x>\r\n\r\n"
    )
    read = read_envelope(head)
    assert read.delivered == (ACME, "one@firm.test", "two@firm.test")
    assert read.named == (ACME, "three@firm.test")
    assert (read.sender, read.message_id, read.encrypted) == ("Häfen <a@b.example>", "<1@x>", False)
    assert read.subject.startswith("Rechnung € 1")
    assert "\0" not in read.subject


@pytest.mark.parametrize(
    ("kind", "sealed"),
    [
        ('multipart/encrypted; protocol="application/pgp-encrypted"', True),
        ("application/pkcs7-mime; smime-type=enveloped-data", True),
        ("application/pkcs7-mime; smime-type=signed-data", False),
        ("multipart/signed", False),
    ],
)
def test_a_sealed_letter_is_told_from_a_signed_one(kind: str, sealed: bool) -> None:  # noqa: FBT001 - a case
    assert read_envelope(f"Content-Type: {kind}\r\n\r\n".encode()).encrypted is sealed


@given(st.binary(max_size=400))
def test_no_head_breaks_us(head: bytes) -> None:
    read = read_envelope(head)
    assert not read.encrypted or b"ncrypted" in head.lower() or b"pkcs7" in head.lower()
    assert len(read.subject) <= 300


def test_a_whole_message_reads_as_its_head_does() -> None:
    whole = letter(("a.pdf", b"a"), delivered=ACME)
    head = whole.partition(b"\n\n")[0]
    assert read_envelope(whole) == read_envelope(head)


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("INBOX", "INBOX"),
        ("inbox", "inbox"),
        ("Clients/Acme", "INBOX.Clients.Acme"),
        ("INBOX.Clients", "INBOX.Clients"),
        ("Müller", "INBOX.M&APw-ller"),
        ("A & B", "INBOX.A &- B"),
        ("台北", "INBOX.&U,BTFw-"),
    ],
)
def test_folders_go_over_the_wire_as_imap_has_them(name: str, wire: str) -> None:
    assert on_the_wire(name, ".", "INBOX.") == wire


def test_a_server_with_levels_of_our_own_is_told_them_as_they_are() -> None:
    assert on_the_wire("Clients/Acme") == "Clients/Acme"
