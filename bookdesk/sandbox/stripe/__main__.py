"""`python -m bookdesk.sandbox.stripe --port 0 --control-port 0`."""

from __future__ import annotations

import sys

from bookdesk.sandbox.stripe.process import main

if __name__ == "__main__":
    sys.exit(main())
