"""What a file is, its bytes decide: under any name, within another one, and within the bounds of the outermost."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from bookdesk.capture.files import MOST_BYTES
from bookdesk.jobs import archives
from bookdesk.jobs.containers import as_it_is, opened
from bookdesk.jobs.files import Container, Found, Piece, Skipped, pieces_of

PDF = b"%PDF-1.7 a bill"


def zipped(*entries: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, content in entries:
            file.writestr(name, content)
    return target.getvalue()


def mailed(*attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.com", "Your bill"
    message.set_content("See the attachment.")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def drawn(side: int) -> bytes:
    """A picture of so many pixels, and with enough noise to have as many bytes."""
    target = io.BytesIO()
    Image.effect_noise((side, side), 90).save(target, "PNG")
    return target.getvalue()


def seen(name: str, content: bytes) -> Piece:
    (piece,) = pieces_of([(name, content)])
    return as_it_is(piece)


def within(name: str, content: bytes) -> list[Found | Skipped]:
    piece = seen(name, content)
    assert isinstance(piece, Container)
    return list(opened(piece))


def names(pieces: list[Found | Skipped]) -> list[str]:
    return [piece.name for piece in pieces if isinstance(piece, Found)]


@pytest.mark.parametrize("name", ["bill.pdf", "bill", "x.eml", "photo.jpg", "a.b.c"])
def test_an_archive_is_one_under_any_name(name: str) -> None:
    assert names(within(name, zipped(("a.pdf", PDF)))) == ["a.pdf"]


@pytest.mark.parametrize("name", ["bill.pdf", "message", "x.zip", "mail.txt"])
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"From sender@example.com Mon Mar  2 10:00:00 2026\n"])
def test_a_mail_is_one_under_any_name(name: str, before: bytes) -> None:
    assert names(within(name, before + mailed(("a.pdf", PDF)))) == ["a.pdf"]


@pytest.mark.parametrize("name", ["bill.zip", "bill.eml"])
@pytest.mark.parametrize("content", [PDF, b"\r\n\r\n%PDF-1.4", b"\xff\xd8\xff\xe0", b"<?xml version='1.0'?><Invoice/>"])
def test_a_document_that_is_called_archive_or_mail_is_a_document(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    for dropped in ((name, content), tmp_path / name):
        (piece,) = pieces_of([dropped])
        piece = as_it_is(piece)
        assert isinstance(piece, Found)
        assert (piece.name, piece.content()) == (name, content)


@pytest.mark.parametrize("first", ["[Content_Types].xml", "mimetype"])
def test_an_office_document_is_no_archive_whatever_it_is_called(first: str) -> None:
    letter = zipped(("a.xml", b"<a/>"), (first, b"application/vnd."))
    assert all(isinstance(seen(name, letter), Found) for name in ("letter.docx", "letter.zip", "letter"))
    assert names(within("pile.zip", zipped(("letter.docx", letter), ("b.pdf", PDF)))) == ["letter.docx", "b.pdf"]


def test_an_archive_that_is_called_a_document_and_is_broken_stays_one_to_be_kept() -> None:
    assert isinstance(seen("bill.pdf", b"PK\x03\x04" + bytes(99)), Found)
    assert isinstance(seen("bill.zip", b"PK\x03\x04" + bytes(99)), Container)


@pytest.mark.parametrize(
    "content",
    [
        b"Dear all,\nDate: tomorrow\n",
        b"From: me\n\nDate: today\n",
        b"OFXHEADER:100\r\nDATA:OFXSGML\r\n",
        b":20:START\n",
        b"",
    ],
)
def test_a_text_that_is_no_mail_is_none(content: bytes) -> None:
    assert not isinstance(seen("note.txt", content), Container)


def test_an_archive_in_a_mail_in_an_archive_is_opened_and_no_deeper() -> None:
    inner = zipped(("deep.pdf", PDF))
    pile = zipped(("mail", mailed(("two.pdf", inner), ("b.pdf", PDF))))
    assert names(within("pile", pile)) == ["deep.pdf", "b.pdf"]
    (told,) = within("pile", zipped(("one.zip", pile)))[:1]
    assert isinstance(told, Skipped)
    assert (told.name, "more than 3 deep" in told.reason) == ("pile: one.zip: mail: two.pdf", True)


def test_archives_within_one_another_share_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    pile = zipped(*((f"{number}.zip", zipped((f"{number}.pdf", bytes(700)))) for number in range(4)))
    monkeypatch.setattr(archives, "MOST_ENTRIES", 6)
    found = within("pile", pile)
    assert names(found) == ["0.pdf", "1.pdf"]
    assert "at most 6" in "".join(piece.reason for piece in found if isinstance(piece, Skipped))
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2_000)
    assert "unpacks to more" in "".join(piece.reason for piece in within("pile", pile) if isinstance(piece, Skipped))


def test_an_archive_larger_than_a_document_may_be_is_opened_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "scans.bin"
    path.write_bytes(zipped(("a.pdf", PDF), ("filling.bin", b"x")))
    with path.open("r+b") as file:
        content = file.read()
        file.seek(MOST_BYTES)
        file.write(content)  # the table of contents counts from the end, so that what stands before is skipped
        file.seek(0)
        file.write(b"PK\x03\x04")
    (piece,) = pieces_of([path])
    assert isinstance(piece, Container)
    assert names(list(opened(piece))) == ["a.pdf", "filling.bin"]


def test_pictures_in_the_text_of_a_mail_are_left_out_unless_they_may_be_the_bill() -> None:
    def shown(*pictures: bytes, beside: tuple[tuple[str, bytes], ...] = ()) -> bytes:
        message = EmailMessage()
        message["From"], message["Subject"] = "a@example.com", "Receipt"
        message.set_content("See below.")
        for number, picture in enumerate(pictures):
            message.add_related(
                picture, "image", "png", cid=f"<{number}>", filename=f"{number}.png", disposition="inline"
            )
        if beside:
            message.make_mixed()
        for name, content in beside:
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        return message.as_bytes()

    logo, line, photo = drawn(60), drawn(150) + bytes(20_000), drawn(400)
    assert names(within("receipt.eml", shown(logo, line, photo))) == ["2.png"]
    assert names(within("receipt.eml", shown(logo, photo, beside=(("bill.pdf", PDF),)))) == ["bill.pdf"]
