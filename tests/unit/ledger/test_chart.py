"""The chart of accounts can be seen and added to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.core.errors import Conflict, NotFound
from bookdesk.ledger.chart import accounts, add_account, tax_codes
from bookdesk.models.account import AccountKind
from tests.support.books import client_desk


def test_an_account_is_added_once_and_with_a_tax_code_that_exists(tmp_path: Path) -> None:
    with client_desk(tmp_path) as desk:
        add_account(desk, "6-2000", "Flowers", AccountKind.EXPENSE, "GST")
        with pytest.raises(Conflict, match="6-2000 already"):
            add_account(desk, "6-2000", "Flowers again", AccountKind.EXPENSE, None)
        with pytest.raises(NotFound, match="no tax code XX"):
            add_account(desk, "6-2100", "Ribbons", AccountKind.EXPENSE, "XX")
        with desk.books.query() as session:
            assert [account.name for account in accounts(session) if account.code.startswith("6-2")] == ["Flowers"]
            assert [code.code for code in tax_codes(session)] == ["CAP", "EXP", "FRE", "GST", "GSTI", "INP", "N-T"]
