"""One door to all readers: bytes in, statements and problems out."""

from __future__ import annotations

from collections.abc import Callable

from bookdesk.core.errors import InputError
from bookdesk.formats.statements.bai2 import read_bai2
from bookdesk.formats.statements.camt import read_camt
from bookdesk.formats.statements.csv_profile import CsvProfile
from bookdesk.formats.statements.csv_reader import read_csv
from bookdesk.formats.statements.identify import Format, identify
from bookdesk.formats.statements.model import StatementFile
from bookdesk.formats.statements.mt940_reader import read_mt940
from bookdesk.formats.statements.ofx import read_ofx
from bookdesk.formats.statements.qif import read_qif

_READERS: dict[Format, Callable[[bytes], StatementFile]] = {
    Format.OFX: read_ofx,
    Format.CAMT: read_camt,
    Format.MT940: read_mt940,
    Format.BAI2: read_bai2,
}
_REFUSALS: dict[Format, tuple[str, str]] = {
    Format.EMPTY: ("The file is empty.", "Download the statement from the bank once more."),
    Format.SPREADSHEET: (
        "This is a spreadsheet, and BookDesk reads no cells that a program may have recalculated.",
        "Save it as CSV (UTF-8), or download OFX, CAMT or CSV from the bank.",
    ),
    Format.PDF: (
        "This is a PDF, whose rows cannot be proved complete.",
        "Download the statement as OFX, CAMT, MT940 or CSV from the bank.",
    ),
    Format.UNKNOWN: (
        "No statement format was recognised in this file.",
        "BookDesk reads OFX, QFX, CSV, CAMT.052/053/054, MT940/942, QIF and BAI2.",
    ),
}


def read_statement(data: bytes, profile: CsvProfile | None = None) -> StatementFile:
    """Read a bank statement of any known format.

    `profile` answers what a CSV or QIF file leaves open (order of day and month, columns, decimal mark) and is
    not looked at by other formats. `InputError`, with what to do, if the file as a whole cannot be read.
    """
    kind = identify(data)
    if kind in _REFUSALS:
        raise InputError(*_REFUSALS[kind])
    if kind is Format.CSV:
        return read_csv(data, profile or CsvProfile())
    if kind is Format.QIF:
        return read_qif(data, (profile or CsvProfile()).date_order)
    return _READERS[kind](data)
