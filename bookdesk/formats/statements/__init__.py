"""Bank statements of every usual format, read into one form.

`read_statement(data)` identifies the format and hands the bytes to its reader. Every reader returns a
`StatementFile`: statements, and a list of problems with their place in the file. A bad row is a problem,
never the loss of the file; a file in which nothing is known fails loudly.
"""

from __future__ import annotations

from bookdesk.formats.statements.identify import Format, identify
from bookdesk.formats.statements.model import (
    Balance,
    Problem,
    Proof,
    Statement,
    StatementFile,
    Status,
    Transaction,
)
from bookdesk.formats.statements.reader import read_statement

__all__ = [
    "Balance",
    "Format",
    "Problem",
    "Proof",
    "Statement",
    "StatementFile",
    "Status",
    "Transaction",
    "identify",
    "read_statement",
]
