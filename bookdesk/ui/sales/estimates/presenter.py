"""Estimates as they are asked for and decided on; no widget, no SQL."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.invoicing.estimates import EstimateDetails, EstimateService, EstimateView, Evidence
from bookdesk.models.estimate import Estimate
from bookdesk.office.trail import TrailEntry, trail
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class EstimateShown:
    """One estimate with what happened to it."""

    details: EstimateDetails
    history: tuple[TrailEntry, ...]


class EstimatesPresenter(ClientPresenter):
    """Asks for the estimates of the client in front, and does what a person decides on them."""

    found = Signal(object)
    """All estimates, as `EstimateView`s, the newest first."""
    shown = Signal(object)
    """An `EstimateShown`."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(desktop, parent)

    def refresh(self) -> None:
        """Ask for the list."""
        self._ask("list", lambda workspace: tuple(EstimateService(workspace.desk).estimates()), self.found.emit)

    def show_estimate(self, estimate_id: str) -> None:
        """Ask for one estimate in full."""
        person = self._desktop.office.name_of

        def work(workspace: Workspace) -> EstimateShown:
            details = EstimateService(workspace.desk).show(estimate_id)
            return EstimateShown(details, trail(workspace, "estimate", estimate_id, person))

        self._ask("estimate", work, self.shown.emit)

    def open(self, estimate_id: str = "", view: str = "") -> None:
        """Go to an estimate, or to a new one."""
        back = Place("estimates", self._desktop.client_id, view=view, item=estimate_id)
        self._desktop.go(Place("invoice", item=estimate_id, view="estimate", back=back))

    # -- acts

    def offer(self, view: EstimateView) -> None:
        """Offer a draft to its customer."""
        self._decide(view, lambda estimates, one: estimates.offer(one.id, version=one.version))

    def accept(self, view: EstimateView, by: str, evidence: Path | None = None) -> None:
        """Note who accepted it; a file shows that he did."""

        def act(estimates: EstimateService, one: Estimate) -> object:
            kept = None
            if evidence is not None:
                media = mimetypes.guess_type(evidence.name)[0] or "application/octet-stream"
                kept = Evidence(evidence.name, media, evidence.read_bytes())
            return estimates.accept(one.id, by, evidence=kept, version=one.version)

        self._decide(view, act)

    def decline(self, view: EstimateView, why: str) -> None:
        """Note that the customer does not want it, and what he said."""
        self._decide(view, lambda estimates, one: estimates.decline(one.id, note=why or None, version=one.version))

    def withdraw(self, view: EstimateView, why: str) -> None:
        """Take an offer back."""
        self._decide(view, lambda estimates, one: estimates.withdraw(one.id, note=why or None, version=one.version))

    def revise(self, view: EstimateView) -> None:
        """Take it back to a draft, and go there to change it."""
        estimate_id = view.estimate.id
        self._decide(
            view,
            lambda estimates, one: estimates.revise(one.id, version=one.version),
            lambda _: self.open(estimate_id, "draft"),
        )

    def invoice(self, view: EstimateView) -> None:
        """Make the draft of an invoice of it, and go there."""
        back = Place("estimates", self._desktop.client_id, item=view.estimate.id)
        self._decide(
            view,
            lambda estimates, one: estimates.invoice(one.id, version=one.version).id,
            lambda invoice_id: self._desktop.go(Place("invoice", item=str(invoice_id), view="invoice", back=back)),
        )

    def copy(self, view: EstimateView) -> None:
        """Begin a new one like it, and go there."""
        self._decide(
            view,
            lambda estimates, one: estimates.copy(one.id).id,
            lambda estimate_id: self.open(str(estimate_id), "draft"),
        )

    def delete(self, view: EstimateView) -> None:
        """Throw a draft away."""
        self._decide(view, lambda estimates, one: estimates.delete(one.id, version=one.version))

    # -- inside

    def _decide(
        self,
        view: EstimateView,
        act: Callable[[EstimateService, Estimate], T],
        then: Callable[[T], None] | None = None,
    ) -> None:
        def work(workspace: Workspace) -> T:
            workspace.require(Permission.INVOICE)
            return act(EstimateService(workspace.desk), view.estimate)

        self._desktop.act(self._desktop.client_id, self, work, then)
