"""Archives and mails made to annoy: what can be taken is taken, the rest is told, and nothing else ever comes of it."""

from __future__ import annotations

import io
import struct
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bookdesk.capture.files import MOST_BYTES
from bookdesk.core.errors import BookDeskError
from bookdesk.core.texts import clean
from bookdesk.jobs.containers import as_it_is, opened
from bookdesk.jobs.files import Container, Found, Skipped, named

PDF = b"%PDF-1.7 a bill " * 40


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.pdf", PDF)
        file.writestr("März/b.eml", mail().as_bytes())
        file.writestr("c.zip", b"PK\x05\x06" + bytes(18))
    return target.getvalue()


def mail(name: str = "Rechnung ä.pdf") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.com", "Your bill"
    message.set_content("See the attachment.")
    message.add_alternative("<p>See the attachment.</p>", subtype="html")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename=name)
    return message


def taken(content: bytes, suffix: str = "") -> dict[str, bytes]:
    """Take all that is in a file; whatever cannot be is told, or refused in words when its turn comes."""
    piece = as_it_is(Container(f"pile{suffix}", suffix, (f"pile{suffix}", content)))
    found: dict[str, bytes] = {}
    for one in opened(piece) if isinstance(piece, Container) else (piece,):
        assert one.name == clean(one.name) != ""
        if isinstance(one, Skipped):
            assert one.reason.strip().endswith(".")
            continue
        try:
            found[one.name] = one.content()
        except BookDeskError:
            continue
        else:
            assert 0 < len(found[one.name]) <= MOST_BYTES or not isinstance(piece, Container)
    return found


@pytest.mark.parametrize("depth", [50, 5_000])
def test_mails_packed_in_one_another_give_what_they_carry_or_are_told(depth: int) -> None:
    inner = mail().as_bytes()
    head = b"From: a@example.com\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    assert set(taken(head * depth + inner)) == ({"Rechnung ä.pdf"} if depth == 50 else set())


def test_parts_packed_in_one_another_give_what_they_carry_or_are_told() -> None:
    def packed(depth: int) -> bytes:
        content = b"Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n" + PDF
        for number in range(depth):
            border = b"--b%d" % number
            content = b"Content-Type: multipart/mixed; boundary=b%d\n\n%s\n%s\n%s--\n" % (
                number,
                border,
                content,
                border,
            )
        return b"From: a@example.com\nSubject: deep\n" + content

    assert set(taken(packed(20))) == {"a.pdf"}
    assert set(taken(packed(3_000))) == set()


def test_headers_without_end_and_nonsense_in_them_hold_nobody_up() -> None:
    noise = b"".join(b"X-%d: =?utf-8?B?%s?=\n" % (number, b"A" * 40) for number in range(100_000))
    assert set(taken(noise + mail().as_bytes(), ".eml")) == {"Rechnung ä.pdf"}


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?B?////?=.pdf",
        "=?nonsense?Q?=FF?=",
        '";\r\nX: y.pdf',
        "a" * 100_000,
        "",
        "..",
        "\x00",
        "=?utf-8?q?=0D=0A?=",
    ],
    ids=str.split,
)
def test_whatever_a_mail_calls_its_attachment_it_has_one_plain_name(name: str) -> None:
    head = b"From: a@example.com\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/pdf\n"
    shown = f'Content-Disposition: attachment; filename="{name}"\n\n'.encode()
    assert list(taken(head + shown + PDF).values()) == [PDF]


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "C:\\con.pdf": "con.pdf",
    "/abs/a.pdf": "a.pdf",
    "..%2f..%2fa.pdf": "..%2f..%2fa.pdf",
    "a.pdf:evil": "a.pdf:evil",
    "LPT1": "LPT1",
    "a\u202efdp.exe": "afdp.exe",
    "a\x00b.pdf": "ab.pdf",
    "ﬁ\u200b.pdf": "ﬁ.pdf",
    "x" * 300: "x" * 300,
    "...": "The file",
}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_from_elsewhere_leads_nowhere(name: str) -> None:
    assert named(name) == NAMES[name]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr(zipfile.ZipInfo(name), PDF)
    assert list(taken(target.getvalue()).values()) in ([PDF], [])


def test_entries_that_share_their_bytes_are_counted_each() -> None:
    """One packed body that the table of contents names a thousand times: small outside, huge inside."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("0000.pdf", bytes(40 << 20))
    content = target.getvalue()
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    table = b"".join(content[start:end].replace(b"0000.pdf", b"%04d.pdf" % number) for number in range(1_000))
    tail = bytearray(content[end:])
    struct.pack_into("<HHI", tail, 8, 1_000, 1_000, len(table))
    sizes = [len(one) for one in taken(content[:start] + table + bytes(tail)).values()]
    assert sum(sizes) <= 1_024 << 20


DAMAGE = st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=6), st.integers(0, 40)), min_size=1, max_size=8)
ARCHIVE, MAIL = archive(), mail().as_bytes()


@given(st.sampled_from([(ARCHIVE, ".zip"), (MAIL, ".eml"), (ARCHIVE, ""), (MAIL, "")]), DAMAGE, st.floats(0, 1))
@example((ARCHIVE, ".zip"), [(0.9, b"\xff\xff\xff\xff", 4)], 1.0)
def test_a_damaged_pile_gives_files_and_reasons_and_nothing_worse(
    whole: tuple[bytes, str], damage: list[tuple[float, bytes, int]], kept: float
) -> None:
    data = bytearray(whole[0])
    for share, put, cut in damage:
        place = int(share * len(data))
        data[place : place + cut] = put
    taken(bytes(data[: int(kept * len(data)) + 1]), whole[1])


@given(st.binary(max_size=300), st.sampled_from([".zip", ".eml", ""]))
def test_any_bytes_are_a_pile_a_file_or_a_reason(data: bytes, suffix: str) -> None:
    taken(b"PK\x03\x04" + data, suffix)
    taken(b"From: a\nTo: b\n" + data, suffix)
    taken(data or b"x", suffix)


def test_a_file_is_found_whole() -> None:
    piece = as_it_is(Container("a.zip", ".zip", ("a.zip", ARCHIVE)))
    assert isinstance(piece, Container)
    assert [one.name for one in opened(piece) if isinstance(one, Found)] == ["a.pdf", "Rechnung ä.pdf"]
