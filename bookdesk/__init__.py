"""BookDesk: the one desk of a bookkeeper who keeps the books of many clients.

Money out, left to right, and the package that owns each step:

    dropped file -> capture -> approvals -> payments -> banking -> sync -> accounting system
      document      bill       approved    run, file    matched    pushed, linked
                    reviewed   (signed)    remittance   reconciled

Steps never call each other. They meet in `models` (what is stored) and in the
history (`store`): every change is one sealed change set, and `wiring` says which
sealed change wakes which step. `core` is pure, `ui` and `cli` only show and ask.
"""

from __future__ import annotations

__version__ = "0.1.0"
