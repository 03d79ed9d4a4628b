"""The program with passphrases that cost the least it allows, whatever this machine could bear.

For stories of many commands, whose every start would stretch a passphrase for as long as a person is asked to wait.
`python -m tests.support.leastcost WORDS…`
"""

from __future__ import annotations

import sys

from bookdesk.__main__ import main
from bookdesk.security.passphrase import STANDARD


def settle_for_the_least() -> None:
    """Measure nothing: new passphrases cost the floor."""
    object.__setattr__(STANDARD, "measure", None)


if __name__ == "__main__":
    settle_for_the_least()
    sys.exit(main())
