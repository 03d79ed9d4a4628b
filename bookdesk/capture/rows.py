"""Readings as machine rows: words by page in compact form, fields with their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement

from bookdesk.capture.extraction import Extracted
from bookdesk.capture.report import field_data
from bookdesk.capture.told import Remark, RemarkKind, newcomer
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.document import DocumentField, DocumentPage
from bookdesk.reading.words import Reading

CHECK, REMARK = "check: ", "remark: "
"""Prefixes of rows that are no fields: the result of a check, and what a person must know."""
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


def field_rows(document_id: str, document: Extracted, remarks: Sequence[Remark]) -> Iterator[DocumentField]:
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
        yield _told(document_id, remark, number)


def alike_rows(document_id: str, others: Sequence[tuple[str | None, str, bool]]) -> Iterator[DocumentField]:
    """Yield a remark for each document that this one may be: its id, why, and whether a person should look.

    The other document's id is the row's value.
    """
    for number, (other, why, doubtful) in enumerate(others, 1):
        row = _told(document_id, Remark(RemarkKind.ALIKE, why), number)
        row.value, row.state = other, FieldState.CHECK if doubtful else FieldState.CONFIDENT
        yield row


def since_rows(document_id: str, remarks: Sequence[Remark], there: int) -> Iterator[DocumentField]:
    """Yield a row for each remark that came after a document was read; it has `there` remarks before."""
    for number, remark in enumerate(remarks, there + 1):
        yield _told(document_id, remark, f"since {number}")


def rule_row(document_id: str, position: int, why: str) -> DocumentField:
    """Return the remark that a line is coded by a rule which did not prove itself yet."""
    return _told(document_id, Remark(RemarkKind.RULE, why), f"line {position}")


def newcomer_row(document_id: str, name: str) -> DocumentField:
    """Return the remark that the sender is no supplier yet, where he is no more the one of the books he was."""
    return _told(document_id, newcomer(name), "again")


def parts_row(document_id: str, why: str) -> DocumentField:
    """Return the remark that a file may hold several documents."""
    return _told(document_id, Remark(RemarkKind.PARTS, why), 1)


def remark_of(row: DocumentField) -> Remark | None:
    """Return what a row tells; none of a field or a check."""
    if not row.name.startswith(REMARK):
        return None
    kind, _, _ = row.name.removeprefix(REMARK).partition(" ")
    return Remark(RemarkKind(kind), row.why)


def is_remark(kind: RemarkKind | None = None) -> ColumnElement[bool]:
    """Return the condition that a row is a remark, of this kind where one is named."""
    return DocumentField.name.startswith(REMARK if kind is None else f"{REMARK}{kind} ", autoescape=True)


def _told(document_id: str, remark: Remark, place: int | str) -> DocumentField:
    """Return a remark's row; `place` parts it from others of its kind."""
    return _remark(document_id, f"{REMARK}{remark.kind} {place}", FieldState.CHECK, remark.words)


def _remark(document_id: str, name: str, state: FieldState, why: str) -> DocumentField:
    return DocumentField(document_id=document_id, name=name, confidence=Decimal(1), state=state, why=why)
