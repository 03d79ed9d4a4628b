"""What is known of the sample firm once it is made: how to get in, whose client shows what, and its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookdesk.core.identifiers import ClientId
from bookdesk.sandbox.firm.ledger import SampleLedger
from bookdesk.sandbox.firm.passbook import Passbook

PRACTICE = "Ann & Ben, bookkeepers"
ANN, BEN, THEA = "ann", "ben", "thea"
PASSPHRASES: Mapping[str, str] = {
    ANN: "orchard lantern vivid mosaic 41",
    BEN: "harvest quartz pelican drum 72",
    THEA: "velvet compass gravel tulip 58",
}
"""The users of the sample firm and the passphrases that open it; anybody may know them."""


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A sample client: `key` names its story, `says` tells in a sentence what there is to see."""

    key: str
    client_id: ClientId
    name: str
    says: str
    passbooks: tuple[Passbook, ...] = ()
    """What the bank knows of the client's accounts, up to yesterday."""


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """The sample firm. `sheet` is its recovery sheet; `ledger` serves until `close`, if it was wanted."""

    sheet: str
    clients: tuple[ClientFacts, ...]
    ledger: SampleLedger | None = None

    @property
    def passphrases(self) -> Mapping[str, str]:
        """The passphrase of each user, Ann first."""
        return PASSPHRASES

    def client(self, key: str) -> ClientFacts:
        """Return the client of a story."""
        return next(one for one in self.clients if one.key == key)

    def close(self) -> None:
        """Let the ledger go."""
        if self.ledger is not None:
            self.ledger.close()
