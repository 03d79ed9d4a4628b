from __future__ import annotations

import io
import stat
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from bookdesk.core.errors import InputError
from bookdesk.core.limits import MEGABYTE
from bookdesk.jobs import archives, mails
from bookdesk.jobs.containers import opened
from bookdesk.jobs.files import Container, Found, Skipped
from tests.support import bodies


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for entry, content in entries:
            file.writestr(entry, content)
    return target.getvalue()


def inside(content: bytes, suffix: str = ".zip") -> list[Found | Skipped]:
    return list(opened(Container(f"pile{suffix}", suffix, (f"pile{suffix}", content))))


def taken(content: bytes, suffix: str = ".zip") -> dict[str, bytes]:
    container = Container(f"pile{suffix}", suffix, (f"pile{suffix}", content))
    return {piece.name: piece.content() for piece in opened(container) if isinstance(piece, Found)}


def reasons(content: bytes, suffix: str = ".zip") -> dict[str, str]:
    return {piece.name: piece.reason for piece in inside(content, suffix) if isinstance(piece, Skipped)}


def linked(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def test_an_archive_gives_its_files_by_their_last_names() -> None:
    content = archive(("march/a.pdf", b"one"), ("../../../evil.pdf", b"two"), ("C:\\x\\b.xml", b"3"), ("empty/", b""))
    assert taken(content) == {"a.pdf": b"one", "evil.pdf": b"two", "b.xml": b"3"}


def test_what_an_archive_holds_besides_documents_is_told() -> None:
    content = archive(
        ("__MACOSX/._a.pdf", b"x"),
        (".hidden/a.pdf", b"x"),
        ("nothing.pdf", b""),
        (linked("link.pdf"), b"/etc/passwd"),
    )
    told = reasons(content)
    assert taken(content) == {}
    assert "hidden" in told["pile.zip: ._a.pdf"]
    assert "hidden" in told["pile.zip: a.pdf"]
    assert "empty" in told["pile.zip: nothing.pdf"]
    assert "link" in told["pile.zip: link.pdf"]


def test_names_in_utf8_that_do_not_say_so_are_read_as_they_were_meant() -> None:
    content = archive(("Büro.pdf", b"x")).replace(b"\x00\x08", b"\x00\x00")
    assert b"B\xc3\xbcro" in content
    assert list(taken(content)) == ["Büro.pdf"]
    old = zipfile.ZipInfo("a.pdf")
    content = archive((old, b"x")).replace(b"a.pdf", b"\x81.pdf")  # ü in code page 437
    assert list(taken(content)) == ["ü.pdf"]


def test_an_archive_on_disk_is_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive(("a.pdf", b"x")))
    pieces = list(opened(Container("a.zip", ".zip", path)))
    assert [piece.name for piece in pieces] == ["a.pdf"]
    path.unlink()
    (gone,) = opened(Container("a.zip", ".zip", path))
    assert isinstance(gone, Skipped)
    assert "cannot be opened" in gone.reason


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"no archive at all", archive(("a.pdf", b"x" * 999))[:-30]],
    ids=("empty", "only a mark", "none", "cut off"),
)
def test_a_damaged_archive_is_told_in_words(content: bytes) -> None:
    assert list(reasons(content)) == ["pile.zip"]
    assert "damaged or no ZIP" in reasons(content)["pile.zip"]


def test_an_empty_archive_is_told() -> None:
    assert "empty" in reasons(archive())["pile.zip"]


def test_a_damaged_entry_is_told_when_its_turn_comes() -> None:
    content = bytearray(archive(("a.pdf", b"x" * 999), ("b.pdf", b"fine"), method=zipfile.ZIP_STORED))
    content[200] ^= 0xFF
    pieces = opened(Container("pile.zip", ".zip", ("pile.zip", bytes(content))))
    first = next(pieces)
    assert isinstance(first, Found)
    with pytest.raises(InputError, match="damaged within the archive"):
        first.content()
    second = next(pieces)
    assert isinstance(second, Found)
    assert second.content() == b"fine"


def test_an_encrypted_entry_is_told() -> None:
    content = bytearray(archive(("a.pdf", b"secret")))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert "password" in reasons(bytes(content))["pile.zip: a.pdf"]


def test_a_bomb_is_stopped_by_its_header_and_by_what_comes_out_if_that_lies() -> None:
    content = bytearray(archive(("a.pdf", bytes(60 * MEGABYTE))))
    assert len(content) < MEGABYTE
    assert "at most 50 MB" in reasons(bytes(content))["pile.zip: a.pdf"]
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 1000)
    pieces = opened(Container("pile.zip", ".zip", ("pile.zip", bytes(content))))
    piece = next(pieces)
    assert isinstance(piece, Found)
    with pytest.raises(InputError):
        piece.content()


def test_an_archive_may_not_unpack_to_more_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1500)
    pieces = opened(Container("p.zip", ".zip", ("p.zip", archive(("a.pdf", bytes(1000)), ("b.pdf", bytes(1000))))))
    first = next(pieces)
    assert isinstance(first, Found)
    assert len(first.content()) == 1000
    second = next(pieces)
    assert isinstance(second, Found)
    with pytest.raises(InputError, match="unpacks to more"):
        second.content()


def test_an_archive_may_not_unpack_to_a_hundred_times_its_size() -> None:
    bomb = archive(("a.pdf", bytes(20 * MEGABYTE)), ("b.pdf", b"x"))
    assert len(bomb) * 100 < 20 * MEGABYTE
    pieces = opened(Container("p.zip", ".zip", ("p.zip", bomb)))
    first = next(pieces)
    assert isinstance(first, Found)
    with pytest.raises(InputError, match="100 times its size"):
        first.content()
    small = archive(("a.xml", b"<Invoice/>" * 50_000))
    assert list(taken(small)) == ["a.xml"], "what comes to little may be packed as well as it can be"


def test_an_archive_within_an_archive_is_no_way_around_the_bounds() -> None:
    bomb = archive(("inner.zip", archive(("a.pdf", bytes(20 * MEGABYTE)))), method=zipfile.ZIP_STORED)
    pieces = opened(Container("p.zip", ".zip", ("p.zip", bomb)))
    inner = next(pieces)
    assert isinstance(inner, Found)
    with pytest.raises(InputError, match="100 times its size"):
        inner.content()


def test_too_many_entries_are_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 2)
    content = archive(*((f"{number}.pdf", b"x") for number in range(3)))
    assert "holds 3 files; at most 2" in reasons(content)["pile.zip"]


def test_a_table_of_contents_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive(*((f"{number}.pdf", b"x") for number in range(2000)))
    monkeypatch.setattr(archives, "MOST_DIRECTORY", 100_000)
    assert "damaged or no ZIP" in reasons(content)["pile.zip"]


def mail(*, attached: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Your bill"
    message.set_content("See the attachment.")
    for number in range(attached):
        message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=f"Rechnung {number} ä.pdf")
    return message


def test_a_mail_gives_its_attachments_and_not_its_text() -> None:
    assert taken(mail(attached=2).as_bytes(), ".eml") == {
        "Rechnung 0 ä.pdf": b"%PDF-1.7",
        "Rechnung 1 ä.pdf": b"%PDF-1.7",
    }


def test_a_forwarded_mail_gives_its_attachments_too() -> None:
    outer = EmailMessage()
    outer["Subject"] = "Fwd: Your bill"
    outer.set_content("As promised.")
    outer.add_attachment(mail())
    assert list(taken(outer.as_bytes(), ".eml")) == ["Rechnung 0 ä.pdf"]


def test_a_mail_without_attachment_is_told() -> None:
    assert "no attachment" in reasons(mail(attached=0).as_bytes(), ".eml")["pile.eml"]
    assert "no attachment" in reasons(b"", ".eml")["pile.eml"]


def test_what_a_mail_carries_besides_documents_is_told() -> None:
    message = mail()
    text = next(message.iter_parts())
    assert isinstance(text, EmailMessage)
    text.add_related(
        b"\x89PNG", maintype="image", subtype="png", cid="<logo>", filename="logo.png", disposition="inline"
    )
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="../inner.zip")
    message.add_attachment(b"", maintype="application", subtype="pdf", filename="nothing.pdf")
    told = reasons(message.as_bytes(), ".eml")
    assert list(taken(message.as_bytes(), ".eml")) == ["Rechnung 0 ä.pdf"]
    assert "within the mail's text" in told["pile.eml: logo.png"]
    assert "damaged" in told["pile.eml: inner.zip"]
    assert "empty" in told["pile.eml: nothing.pdf"]


def test_old_and_broken_codings_of_a_name_are_read_as_well_as_can_be() -> None:
    head = b"Content-Type: application/pdf; name=%s\nContent-Transfer-Encoding: base64\n\nJVBERg==\n"
    assert taken(head % b'"=?utf-8?B?UsOkY2hudW5nLnBkZg==?="', ".eml") == {"Rächnung.pdf": b"%PDF"}
    assert taken(head % b'"=?nonsense?B?UsOkY2hudW5nLnBkZg==?="', ".eml") != {}


def test_a_mail_of_too_many_parts_or_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "MOST_PARTS", 3)
    assert "at most 3" in reasons(mail(attached=4).as_bytes(), ".eml")["pile.eml"]
    monkeypatch.setattr(mails, "MOST_BYTES", 100)
    assert "larger than" in reasons(mail().as_bytes(), ".eml")["pile.eml"]


def test_a_mail_whose_text_is_the_bill_is_the_document_byte_for_byte() -> None:
    for message in (bodies.mail(), bodies.shop()):
        assert taken(message.as_bytes(), ".eml") == {"pile.eml": message.as_bytes()}
    assert list(taken(archive(("a.eml", bodies.mail().as_bytes())))) == ["a.eml"]


def test_a_text_beside_an_attachment_that_may_be_a_bill_stays_a_text() -> None:
    message = bodies.mail()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    assert list(taken(message.as_bytes(), ".eml")) == ["a.pdf"]


def test_what_is_no_document_beside_the_bill_is_told() -> None:
    message = bodies.mail()
    message.add_attachment(b"BEGIN:VCARD", maintype="text", subtype="vcard", filename="tom.vcf")
    assert list(taken(message.as_bytes(), ".eml")) == ["pile.eml"]
    assert "text of the mail is the bill" in reasons(message.as_bytes(), ".eml")["pile.eml: tom.vcf"]


def test_a_letter_that_is_no_bill_is_told() -> None:
    assert "its text is no bill" in reasons(bodies.mail(bodies.CHAT).as_bytes(), ".eml")["pile.eml"]
