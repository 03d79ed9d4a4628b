"""`python -m bookdesk.sandbox.xero --port 0 --state FILE`."""

from __future__ import annotations

import sys

from bookdesk.sandbox.xero.process import main

if __name__ == "__main__":
    sys.exit(main())
