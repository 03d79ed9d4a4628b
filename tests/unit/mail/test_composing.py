from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import MailKind
from bookdesk.mail.composing import Attached, Outgoing, compose, file_name, unsubscribing

PLAIN = Outgoing(
    message_id="<0198@acme.example>",
    kind=MailKind.INVOICE,
    date=datetime(2026, 7, 1, 2, 3, 4, 567, tzinfo=UTC),
    from_name="Acme Catering",
    address="post@firm.example",
    reply_to="office@acme.example",
    recipients=("ada@customer.example",),
    copies=(),
    language="en-AU",
    subject="Invoice 2026-0001",
    plain="Please find our invoice attached.\n",
    html="<p>Please find our invoice attached.</p>",
    attachments=(Attached("invoice.pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff"),),
)
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def text_of(part: MIMEPart) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return text_of(part)


def test_a_message_says_who_writes_to_whom_in_two_dresses_with_its_file() -> None:
    message = parsed(compose(PLAIN))
    assert [name for name, _ in message.items()] == HEADERS
    assert str(message["From"]) == "Acme Catering <post@firm.example>"
    assert str(message["To"]) == "ada@customer.example"
    assert str(message["Reply-To"]) == "office@acme.example"
    assert str(message["Date"]) == "Wed, 01 Jul 2026 02:03:04 +0000"
    assert message["Message-ID"] == PLAIN.message_id
    assert message["Content-Language"] == "en-AU"
    assert body(message, "plain") == PLAIN.plain
    assert "<p>Please find our invoice attached.</p>" in body(message, "html")
    assert 'lang="en-AU"' in body(message, "html")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "invoice.pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == PLAIN.attachments[0].content


def test_the_same_message_is_the_same_bytes_and_another_has_other_boundaries() -> None:
    assert compose(PLAIN) == compose(replace(PLAIN))
    boundary = parsed(compose(PLAIN)).get_boundary()
    assert boundary != parsed(compose(replace(PLAIN, message_id="<0199@acme.example>"))).get_boundary()


def test_a_message_without_html_and_files_is_one_text() -> None:
    message = parsed(compose(replace(PLAIN, html=None, attachments=())))
    assert message.get_content_type() == "text/plain"
    assert text_of(message) == PLAIN.plain


def test_what_leaves_by_itself_says_so_and_says_how_to_end_it() -> None:
    ended = replace(PLAIN, kind=MailKind.REMINDER, unsubscribe=(unsubscribing("office@acme.example"),))
    message = parsed(compose(ended))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<mailto:office@acme.example?subject=unsubscribe>"
    assert "List-Unsubscribe-Post" not in message
    assert "Auto-Submitted" not in parsed(compose(PLAIN))
    assert "List-Unsubscribe" not in parsed(compose(PLAIN))


def test_one_click_is_offered_only_where_there_is_a_page_for_it() -> None:
    page = "https://pay.example/u/1"
    message = parsed(compose(replace(PLAIN, unsubscribe=("mailto:office@acme.example", page))))
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<{page}>" in str(message["List-Unsubscribe"])


NAMES = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from('\r\n"<>,;:@\\()=?_\u202e\u2066\u05d0ä✓ ')), max_size=60
)


@given(NAMES, NAMES)
def test_no_name_and_no_subject_makes_a_header(name: str, subject: str) -> None:
    content = compose(replace(PLAIN, from_name=name, subject=subject))
    message = parsed(content)
    assert [one for one, _ in message.items()] == HEADERS
    assert [address.addr_spec for address in message["From"].addresses] == ["post@firm.example"]
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)


@given(st.text(st.sampled_from("abcäöש✓ ,.\"'()-"), min_size=1, max_size=80).filter(str.strip))
def test_names_and_subjects_come_out_as_they_went_in(text: str) -> None:
    wanted = clean(text)
    content = compose(replace(PLAIN, from_name=text, subject=text))
    assert name_of_sender(content) == wanted
    assert str(parsed(content)["Subject"]) == wanted


def name_of_sender(content: bytes) -> str:
    """Decode it by RFC 2047, since the library's own reader of names puts blanks between encoded words."""
    raw = content.partition(b"From:")[2].partition(b"\r\nTo:")[0].decode().strip()
    found = str(make_header(decode_header(raw))).removesuffix("<post@firm.example>").strip()
    return re.sub(r"\\(.)", r"\1", found[1:-1]) if found.startswith('"') and "=?" not in raw else found


@given(
    st.text(st.one_of(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), st.sampled_from("\n.\t")))
)
def test_a_body_comes_out_as_it_went_in(text: str) -> None:
    found = parsed(compose(replace(PLAIN, plain=text, html=None, attachments=())))
    assert text_of(found).removesuffix("\n") == text.removesuffix("\n")


def test_long_lines_dots_and_froms_survive() -> None:
    text = "x" * 5000 + "\n.\n..\nFrom here on\n" + "ä" * 3000 + "  \n"
    content = compose(replace(PLAIN, plain=text))
    assert body(parsed(content), "plain") == text
    assert max(map(len, content.split(b"\r\n"))) <= 76


def test_domains_in_their_own_script_go_in_ascii() -> None:
    message = parsed(compose(replace(PLAIN, recipients=("ada@münchen.example",), address="post@straße.example")))
    assert str(message["To"]) == "ada@xn--mnchen-3ya.example"
    assert message["From"].addresses[0].domain == "xn--strae-oqa.example"


@pytest.mark.parametrize(
    ("given", "saved"),
    [
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("../../etc/passwd", "-.-etc-passwd"),
        ("C:\\windows\\x.pdf", "C--windows-x.pdf"),
        ("a\r\nContent-Type: text/html.pdf", "a Content-Type- text-html.pdf"),
        ("", "attachment"),
        (".", "attachment"),
        (".pdf", "pdf"),
        ("x" * 400 + ".pdf", "x" * 147 + ".pdf"),
        ("Rechnung Nr. 1 äöü.pdf", "Rechnung Nr. 1 äöü.pdf"),
        ("חשבונית.pdf", "חשבונית.pdf"),
    ],
)
def test_a_file_is_called_what_it_is_on_every_system(given: str, saved: str) -> None:
    assert file_name(given) == saved
    (attached,) = parsed(
        compose(replace(PLAIN, attachments=(Attached(given, "application/pdf", b"x"),)))
    ).iter_attachments()
    assert attached.get_filename() == saved


@pytest.mark.parametrize("media", ["message/rfc822", "multipart/mixed", "text/html\r\nX: y", "", "pdf", "a/b/c"])
def test_a_file_with_a_strange_media_type_goes_as_bytes(media: str) -> None:
    (attached,) = parsed(compose(replace(PLAIN, attachments=(Attached("a.bin", media, b"x\r\n"),)))).iter_attachments()
    assert attached.get_content_type() == "application/octet-stream"
    assert attached.get_content() == b"x\r\n"


def test_words_of_a_customer_are_no_markup_of_the_page() -> None:
    page = body(parsed(compose(replace(PLAIN, subject="</title><script>x</script>"))), "html")
    assert "<script>" not in page
