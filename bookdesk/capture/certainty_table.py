"""The table of `bookdesk/capture/certainty.py`: a weight for each signal, then the constant.

Made by `bookdesk/bench/fitting.py`, not written. Pure: figures only.
"""

from __future__ import annotations

from collections.abc import Mapping

ROWS: Mapping[str, tuple[float, ...]] = {}
