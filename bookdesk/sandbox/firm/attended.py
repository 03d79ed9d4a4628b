"""People of the sample prove who they are whenever they are asked, on whatever day of the past they work."""

from __future__ import annotations

from enum import StrEnum

from bookdesk.security.stepup import Proof, StepUp, StepUpNeeded


class AlwaysProving(StepUp):
    """Stands in for somebody at the keyboard who gives passphrase and code at each question."""

    def needed(self, action: StrEnum) -> StepUpNeeded | None:
        """Prove, then say what is still needed."""
        for proof in Proof:
            self.proved(proof)
        return super().needed(action)
