"""Our own parsers as targets for any bytes: each refuses in words or answers within its bounds, or it is a defect.

    python -m tests.support.fuzzed                     the targets
    python -m tests.support.fuzzed TARGET [-runs=N …]  libFuzzer's long run over one of them, where atheris is installed

The suite tries each with hypothesis (`tests/failures/test_fuzzed.py`); what a long run found is a plain case there.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from email.message import EmailMessage

from bookdesk.capture.extraction import extract
from bookdesk.capture.files import MOST_BYTES
from bookdesk.capture.letters import asks_for_money
from bookdesk.core.amounts import human_amount
from bookdesk.core.dates import dates_in, human_date
from bookdesk.core.errors import BookDeskError, UnreadableDocument
from bookdesk.core.frames import FrameBroken, FrameTooLarge, read_frame
from bookdesk.core.records import MalformedRecord
from bookdesk.core.texts import clean
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.jobs.containers import as_it_is, opened
from bookdesk.jobs.files import Container, Skipped
from bookdesk.reading import showwire, wire
from bookdesk.reading.mailtext import mail_lines
from bookdesk.reading.ocr import words_of_tsv
from bookdesk.reading.sides import sides_of
from bookdesk.reading.sniff import Kind, sniff
from bookdesk.reading.textpages import page_of, sheets_of
from bookdesk.reading.words import Reading
from tests.support import bodies
from tests.unit.formats.einvoice import samples


@dataclass(frozen=True, slots=True)
class Target:
    """A parser, with whole inputs from which damaged ones are made."""

    tried: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def _einvoice(data: bytes) -> None:
    """An e-invoice, and what capture makes of it."""
    try:
        invoice = read_einvoice(data)
    except UnreadableDocument as refused:
        _told(refused)
        return
    for amount in (invoice.net, invoice.tax, invoice.total, invoice.amount_due):
        assert amount is None or (amount.is_finite() and abs(amount) < Decimal(10) ** 16)
    for text in (invoice.invoice_number, invoice.supplier_name, invoice.currency):
        assert text is None or text == clean(text) != ""
    (document,) = extract(Reading(Kind.XML, (), invoice, (), 0.0))
    assert document.extraction.fields


def _pile(data: bytes) -> None:
    """An archive or a mail, under a name that says so and under none."""
    for name in ("pile.zip", "pile.eml", "pile"):
        piece = as_it_is(Container(name, "", (name, data)))
        if not isinstance(piece, Container):
            continue
        for one in opened(piece):
            assert one.name == clean(one.name) != ""
            if isinstance(one, Skipped):
                assert one.reason.endswith((".", "…"))
                continue
            try:
                content = one.content()
            except BookDeskError as refused:
                _told(refused)
            else:
                assert 0 < len(content) <= MOST_BYTES


def _letter(data: bytes) -> None:
    """A mail whose text is the document."""
    try:
        sheets = sheets_of(mail_lines(data))
    except UnreadableDocument as refused:
        _told(refused)
        return
    pages = [page_of(sheet, number) for number, sheet in enumerate(sheets, 1)]
    for word in (word for page in pages for word in page.words):
        assert word.text == clean(word.text) != ""
        assert 0 <= word.x0 < word.x1 <= 1
    asks_for_money(pages)


def _amount(data: bytes) -> None:
    try:
        read = human_amount(data.decode(errors="replace"))
    except BookDeskError as refused:
        _told(refused)
    else:
        assert all(one.is_finite() for one in read.alternatives)


def _date(data: bytes) -> None:
    text = data.decode(errors="replace")
    for found in dates_in(text):
        assert found.reading.alternatives
    try:
        human_date(text)
    except BookDeskError as refused:
        _told(refused)


def _tsv(data: bytes) -> None:
    for piece in words_of_tsv(data.decode(errors="replace")):
        assert piece.text == clean(piece.text) != ""
        assert 0 <= piece.confidence <= 1
        assert piece.x0 < piece.x1


def _first_bytes(data: bytes) -> None:
    sides = sides_of(data)
    assert sides is None or min(sides) >= 0
    try:
        assert sniff(data) in Kind
    except UnreadableDocument as refused:
        _told(refused)


def _answer(data: bytes) -> None:
    """What a child answers that was taken over: nothing but a page, a picture or a failure is believed."""
    try:
        frame = read_frame(io.BytesIO(data), 1 << 20)
    except (FrameBroken, FrameTooLarge):
        return
    if frame is None:
        return
    header, payload = frame
    for believed in (
        lambda: wire.opened_from(header),
        lambda: wire.page_from(header, 1),
        lambda: showwire.opened_from(header),
        lambda: showwire.picture_from(header, payload, 1),
    ):
        try:
            believed()
        except MalformedRecord:
            continue
        except UnreadableDocument as refused:
            _told(refused)


def _told(refused: BookDeskError) -> None:
    assert refused.what.strip()
    assert refused.remedy.strip()


def _archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.pdf", b"%PDF-1.7 a bill " * 20)
        file.writestr("März/b.eml", _mail())
    return target.getvalue()


def _mail() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.com", "Your bill"
    message.set_content("See the attachment.")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Rechnung ä.pdf")
    return message.as_bytes()


def _frame(header: bytes, payload: bytes = b"") -> bytes:
    return len(header).to_bytes(4, "big") + len(payload).to_bytes(8, "big") + header + payload


TARGETS: Mapping[str, Target] = {
    "einvoice": Target(_einvoice, tuple(one.encode() for one in (samples.UBL, samples.UBL_CREDIT_NOTE, samples.CII))),
    "pile": Target(_pile, (_archive(), _mail())),
    "letter": Target(_letter, (bodies.mail().as_bytes(), bodies.shop().as_bytes())),
    "amount": Target(_amount, (b"1.234,56-", b"EUR 1'234.50 CR", b"(12,00)", b"12 345,6 \xe2\x82\xac")),
    "date": Target(_date, (b"03/04/2026", b"5 March 2026", b"2026-02-29T23:59", b"M\xc3\xa4rz 31, 26", b"29.02.1900")),
    "tsv": Target(_tsv, (b"5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tTotal\n",)),
    "first bytes": Target(_first_bytes, (b"%PDF-1.7", b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x10", b"GIF89a")),
    "answer": Target(
        _answer,
        (
            _frame(b'{"kind": "pdf", "page_count": 1, "einvoice": null, "problems": []}'),
            _frame(b'{"failed": ["It is damaged.", "Ask again."], "locked": true}'),
            _frame(b'{"width": 2, "height": 1}', b"abcdef"),
            _frame(b'{"page": {"number": 1, "width_pt": 10.0, "height_pt": 10.0, "source": "ocr", "words": []}}'),
        ),
    ),
}
"""Name → what is tried."""


def main(words: list[str]) -> int:
    """List the targets, or run one for long."""
    if not words or words[0] not in TARGETS:
        sys.stdout.write("\n".join(TARGETS) + "\n")
        return 0 if not words else 2
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: PLC0415 - a tool of the long run, in no lock

    target = TARGETS[words[0]]
    atheris.instrument_all()
    atheris.Setup([words[0], *words[1:]], target.tried)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
