"""Start the portal: `python -m bookdesk.server`."""

from __future__ import annotations

import sys

from bookdesk.server.commandline import main

if __name__ == "__main__":
    sys.exit(main())
