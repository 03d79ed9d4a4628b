"""Whether a file is a bank statement, as somebody may drop it among bills.

It is decided on the head of the file and by what it holds, so that a list of something else is not taken for one.
"""

from __future__ import annotations

from bookdesk.core.errors import InputError
from bookdesk.formats.statements.csv_look import look_at_csv
from bookdesk.formats.statements.csv_profile import CsvProfile, Role
from bookdesk.formats.statements.identify import Format, identify

_HEAD = 65_536
"""Bytes of a separated file that are looked at."""
_BY_SIGNATURE = frozenset({Format.OFX, Format.CAMT, Format.MT940, Format.QIF, Format.BAI2})
_DAYS = frozenset({Role.DATE, Role.VALUE_DATE})
_MONEY = frozenset({Role.AMOUNT, Role.DEBIT, Role.CREDIT})


def is_statement(data: bytes) -> bool:
    """Whether these bytes are a statement of a bank, in a format that can be imported."""
    kind = identify(data)
    return kind in _BY_SIGNATURE or (kind is Format.CSV and _has_days_and_money(data[:_HEAD]))


def _has_days_and_money(head: bytes) -> bool:
    try:
        look = look_at_csv(head, CsvProfile())
    except InputError:
        return False
    roles = {column.role for column in look.columns}
    return bool(look.rows) and not look.no_columns and bool(roles & _DAYS) and bool(roles & _MONEY)
