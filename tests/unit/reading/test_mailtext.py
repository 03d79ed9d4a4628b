"""A mail whose text is the document: read as words where they are seen, painted at the same places."""

from __future__ import annotations

from email.message import EmailMessage

import numpy as np
import pytest

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading import mailtext
from bookdesk.reading.inprocess import InProcessPictures, InProcessReader
from bookdesk.reading.mailtext import mail_lines
from bookdesk.reading.sniff import Kind, media_type_of
from bookdesk.reading.words import Reading, Source
from tests.support.bodies import BILL, mail, shop
from tests.support.readers import NoTextReader


def read(message: EmailMessage) -> Reading:
    return InProcessReader(NoTextReader()).read(message.as_bytes())


def test_a_mail_is_a_document_with_pages_of_text() -> None:
    reading = read(mail())
    assert (reading.kind_of_file, reading.source, len(reading.pages)) == ("mail", Source.TEXT, 1)
    lines = reading.pages[0].text.splitlines()
    assert lines[0] == "Quay Print", "the sender stands where a letterhead does"
    assert "Total due GBP 54.00" in lines
    assert lines[-1] == "Sent: Mon, 01 Jun 2026 10:00:00 +0000"
    assert media_type_of(mail().as_bytes()) == "message/rfc822"


def test_columns_of_a_plain_text_stay_columns() -> None:
    amounts = [word for word in read(mail()).words if word.text in ("40.00", "5.00", "45.00", "9.00", "54.00")]
    assert len({round(word.x1, 3) for word in amounts}) == 1


def test_the_page_of_a_shop_is_read_where_its_plain_text_says_nothing_and_what_it_hides_is_not() -> None:
    text = read(shop()).pages[0].text
    assert "Total AUD $110.00" in text
    assert "999.00" not in text
    assert "tracker" not in text
    assert "web page" not in text


def test_the_plain_text_counts_where_it_says_all() -> None:
    assert "54.00" in "\n".join(mail_lines(mail(BILL, page="<p>Something else 1.00</p>").as_bytes()))


def test_of_a_mail_that_was_handed_on_neither_sender_nor_day_is_the_bills() -> None:
    lines = mail_lines(mail("> " + BILL.replace("\n", "\n> "), subject="Fwd: Your order").as_bytes())
    assert lines[0] == "Hello,"
    assert not any(line.startswith("Sent:") for line in lines)
    assert lines[-2:] == ["From: Quay Print <print@quay.example>", "Subject: Fwd: Your order"]


def test_a_mail_within_an_empty_one_is_read() -> None:
    outer = EmailMessage()
    outer["Subject"] = "the bill"
    outer.add_attachment(mail())
    assert mail_lines(outer.as_bytes())[0] == "Quay Print"


@pytest.mark.parametrize("coding", ["utf-8", "cp1252", "iso-8859-15"])
def test_a_text_is_read_in_its_coding(coding: str) -> None:
    body = "Café Zoë GmbH, Prüfstraße 1, 1.200,50 €".encode(coding)
    head = f"From: x@y.example\nSubject: s\nContent-Type: text/plain; charset={coding}\n\n".encode()
    assert mail_lines(head + body)[0] == "Café Zoë GmbH, Prüfstraße 1, 1.200,50 €"


def test_a_wrong_or_missing_name_of_the_coding_is_no_obstacle() -> None:
    head = b"From: x@y.example\nSubject: s\nContent-Type: text/plain; charset=%s\n\n"
    assert mail_lines(head % b"nonsense" + "Café 5 €".encode())[0] == "Café 5 €"
    assert mail_lines(head % b"utf-8" + "Café 5 €".encode("cp1252"))[0] == "Café 5 €"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"From: a@b.example\nSubject: s\n\n \n", "no text"),
        (b"From: a@b.example\nSubject: s\n\n" + b"word " * 100_000, "longer than"),
    ],
    ids=["empty", "endless"],
)
def test_a_mail_without_a_text_to_read_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableDocument, match=why):
        mail_lines(content)


def test_a_mail_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailtext, "MOST_PARTS", 3)
    message = EmailMessage()
    for _ in range(5):
        message.add_attachment(b"x", maintype="text", subtype="x")
    with pytest.raises(UnreadableDocument, match="more than 3 parts"):
        mail_lines(message.as_bytes())


def test_words_stand_where_the_picture_shows_them() -> None:
    message = mail()
    page = read(message).pages[0]
    document = InProcessPictures().show(message.as_bytes())
    assert (document.opened().kind, document.opened().drawn) == (Kind.MAIL, False)
    picture = document.picture(1, 900)
    ink = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3).min(axis=2) < 128
    for word in page.words:
        x0, x1 = round(word.x0 * picture.width), round(word.x1 * picture.width)
        y0, y1 = round(word.y0 * picture.height), round(word.y1 * picture.height)
        assert ink[y0:y1, x0:x1].any(), word.text
        ink[y0 - 3 : y1 + 6, x0 - 3 : x1 + 3] = False
    assert ink.sum() < 20, "nothing is painted beside the words"
