"""The program with its database encryption switched off: the control that shows that the search for secrets works.

Only this launcher can do it; the product has no such switch.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bookdesk.__main__ import main
from bookdesk.store.cipher import Connection, SqlCipher, open_unkeyed


def _unkeyed(self: SqlCipher, path: Path, key: bytes) -> Connection:
    del self, key
    connection: Connection = open_unkeyed(path)
    return connection


SqlCipher.connect = _unkeyed  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
