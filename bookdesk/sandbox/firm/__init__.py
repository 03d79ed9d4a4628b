"""The sample firm: a practice with twelve clients that a bookkeeper believes, made through the real services.

`make_firm` makes it as of today, whatever the day; `write_samples` writes files that a newcomer may drop himself.
"""

from __future__ import annotations

from bookdesk.sandbox.firm.facts import ClientFacts, FirmFacts
from bookdesk.sandbox.firm.making import FirmStopped, make_firm
from bookdesk.sandbox.firm.samples import write_samples

__all__ = ["ClientFacts", "FirmFacts", "FirmStopped", "make_firm", "write_samples"]
