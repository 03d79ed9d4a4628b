"""Readings as machine rows: words by page in compact form, fields with their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bookdesk.capture.extraction import Extracted
from bookdesk.capture.report import field_data
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.document import DocumentField, DocumentPage
from bookdesk.reading.words import Reading

CHECK, REMARK = "check: ", "remark: "
"""Prefixes of rows that are no fields: the result of a check, and what a person must know."""
ALIKE = f"{REMARK}alike "
"""Remarks on another document that this one may be; `value` is that document's id."""
PARTS = f"{REMARK}parts"
"""The remark that a file may hold several documents."""
NOT_KNOWN_YET = "is not a supplier yet; confirming the bill makes it one."
"""What is said of a sender whom the books do not know; it goes when they do."""
FRAME, FRAME_SKEW = 100, 1000
_PLACES = 10_000


def page_rows(document_id: str, reading: Reading) -> Iterator[DocumentPage]:
    """Yield a row for each page: its text for search, and its words in reading order.

    A word is [text, x0, y0, x1, y1, confidence, line, block], the numbers up to the confidence times 10^-4, its place
    as the page is shown (`capture.pages` reads them). The last entry is no word: [width, height, rotation, skew] of
    the page as it was read, lengths in hundredths of a point, the skew in thousandths of a degree.
    """
    for page in reading.pages:
        words: list[list[str | int]] = [
            [
                word.text,
                *(round(side * _PLACES) for side in (*page.on_paper(word.box), word.confidence)),
                word.line,
                word.block,
            ]
            for word in page.words
        ]
        frame = (page.width_pt * FRAME, page.height_pt * FRAME, page.rotation, page.skew * FRAME_SKEW)
        words.append([round(side) for side in frame])
        yield DocumentPage(
            document_id=document_id, number=page.number, source=page.source.value, text=page.text, words=words
        )


def field_rows(document_id: str, document: Extracted, remarks: Sequence[str]) -> Iterator[DocumentField]:
    """Yield a row for each field, check and remark."""
    pages = {page.number: page for page in document.pages}
    for name, field in document.extraction.fields.items():
        box = field_data(field, pages)["box"]
        yield DocumentField(
            document_id=document_id,
            name=name,
            value=field.value,
            read_value=field.value,
            confidence=Decimal(str(field.confidence)),
            state=field.state,
            page=field.page,
            box=[round(side * _PLACES) for side in box] if isinstance(box, list) else None,
            why=field.told,
            alternatives=[[one.value, one.why] for one in field.alternatives] or None,
        )
    for check in document.extraction.checks:
        state = FieldState.PROVED if check.passed else FieldState.FAILED
        yield _remark(document_id, f"{CHECK}{check.name}", state, "passed" if check.passed else "failed")
    for number, remark in enumerate(remarks, 1):
        yield _remark(document_id, f"{REMARK}{number}", FieldState.CHECK, remark)


def alike_rows(document_id: str, others: Sequence[tuple[str | None, str, bool]]) -> Iterator[DocumentField]:
    """Yield a remark for each document that this one may be: its id, why, and whether a person should look."""
    for number, (other, why, doubtful) in enumerate(others, 1):
        row = _remark(document_id, f"{ALIKE}{number}", FieldState.CHECK if doubtful else FieldState.CONFIDENT, why)
        row.value = other
        yield row


def since_rows(document_id: str, remarks: Sequence[str], there: int) -> Iterator[DocumentField]:
    """Yield a row for each remark that came after a document was read; it has `there` remarks before."""
    for number, remark in enumerate(remarks, there + 1):
        yield _remark(document_id, f"{REMARK}since {number}", FieldState.CHECK, remark)


def rule_row(document_id: str, position: int, why: str) -> DocumentField:
    """Return the remark that a line is coded by a rule which did not prove itself yet."""
    return _remark(document_id, f"{REMARK}rule {position}", FieldState.CHECK, why)


def newcomer_row(document_id: str, why: str) -> DocumentField:
    """Return the remark that the sender is no supplier yet, where he is no more the one of the books he was."""
    return _remark(document_id, f"{REMARK}newcomer", FieldState.CHECK, why)


def parts_row(document_id: str, why: str) -> DocumentField:
    """Return the remark that a file may hold several documents."""
    return _remark(document_id, PARTS, FieldState.CHECK, why)


def _remark(document_id: str, name: str, state: FieldState, why: str) -> DocumentField:
    return DocumentField(document_id=document_id, name=name, confidence=Decimal(1), state=state, why=why)
