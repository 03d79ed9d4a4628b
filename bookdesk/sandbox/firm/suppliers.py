"""A supplier of a sample client: his papers, and how the books have him."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.vocabulary import WayOfPayment
from bookdesk.sandbox.papers.trade import Seller
from bookdesk.sandbox.papers.truth import Party


@dataclass(frozen=True, slots=True)
class Supplier:
    """A seller with the account and tax code his bills are usually coded to, and how they are paid."""

    seller: Seller
    account: str
    tax: str
    way: WayOfPayment = WayOfPayment.TRANSFER

    @property
    def party(self) -> Party:
        """Who he is."""
        return self.seller.party

    @property
    def name(self) -> str:
        """His name."""
        return self.seller.party.name


DEBITED = WayOfPayment.DIRECT_DEBIT
