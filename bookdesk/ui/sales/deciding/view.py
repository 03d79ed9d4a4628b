"""An offer on its own page: its facts, and what becomes of it by its customer's answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bookdesk.invoicing.estimates import EstimateView
from bookdesk.models.estimate import EstimateStatus
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.commands import Command
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.sales.estimates.pane.view import EstimatePane
from bookdesk.ui.sales.estimates.presenter import EstimateShown, EstimatesPresenter
from bookdesk.ui.sales.paylink.presenter import PayLinkPresenter
from bookdesk.ui.sales.paylink.view import DECIDE_LINK_HERE

DECIDING = (
    DECIDE_LINK_HERE,
    Command("accept", "Accepted…", ("Ctrl+Shift+A",), "accept"),
    Command("decline", "Declined…", ("Ctrl+Shift+D",), "reject"),
    Command("to invoice", "Make the invoice", ("Ctrl+Shift+I",), "sales"),
    Command("revise", "Back to a draft", ("Ctrl+Shift+B",), "undo"),
)
_ON: dict[EstimateStatus, frozenset[str]] = {
    EstimateStatus.OFFERED: frozenset({"decide link", "accept", "decline", "revise"}),
    EstimateStatus.ACCEPTED: frozenset({"decide link", "to invoice", "decline", "revise"}),
    EstimateStatus.DECLINED: frozenset({"accept", "revise"}),
    EstimateStatus.WITHDRAWN: frozenset({"revise"}),
}


class Deciding:
    """The pane of an offer that is looked at, and the acts on it."""

    def __init__(
        self,
        desktop: Desktop,
        screen: Screen,
        prompt: Callable[[], Prompt],
        judge: Callable[[], None],
        links: Callable[[], PayLinkPresenter],
    ) -> None:
        """Ask in `prompt`; `judge` is told once more is known of the offer, `links` finds its link at the portal."""
        self.presenter, self.pane = EstimatesPresenter(desktop, screen), EstimatePane(desktop, [])
        self._prompt, self._judge, self._links = prompt, judge, links
        self._wanted = ""
        self._view: EstimateView | None = None
        self.presenter.shown.connect(self._show)
        self.pane.hide()

    def show(self, estimate_id: str) -> None:
        """Show an offer, or none where no id is given."""
        if estimate_id != self._wanted:
            self._view = None
            self.pane.show_estimate(None)
        self._wanted = estimate_id
        self.pane.setVisible(bool(estimate_id))
        if estimate_id:
            self.presenter.show_estimate(estimate_id)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what its acts do."""
        return {
            "decide link": lambda: self._on_view(lambda view: self._links().ask_estimate(view.estimate.id)),
            "accept": lambda: self._on_view(self._accept),
            "decline": lambda: self._on_view(self._decline),
            "to invoice": lambda: self._on_view(self.presenter.invoice),
            "revise": lambda: self._on_view(self.presenter.revise),
        }

    def judge(self) -> dict[str, bool]:
        """Return which of the acts can be done."""
        on: frozenset[str] = frozenset()
        if self._view is not None:
            on = _ON.get(self._view.estimate.status, on)
        if not self._links().may_make():
            on -= {"decide link"}
        return {one.name: one.name in on for one in DECIDING}

    def _show(self, shown: EstimateShown) -> None:
        if shown.details.view.estimate.id == self._wanted:
            self._view = shown.details.view
            self.pane.show_estimate(shown)
            self._judge()

    def _on_view(self, act: Callable[[EstimateView], None]) -> None:
        if self._view is not None:
            act(self._view)

    def _accept(self, view: EstimateView) -> None:
        total = wording.money(view.estimate.total_money)
        question = f"Who accepted {view.estimate.number or 'it'} for {view.customer} over {total}?"
        self._prompt().ask(question, "Accepted", partial(self.presenter.accept, view), hint="e.g. Jo Brown by mail")

    def _decline(self, view: EstimateView) -> None:
        question = f"{view.estimate.number or 'The estimate'} for {view.customer}: What does the customer say?"
        act = partial(self.presenter.decline, view)
        self._prompt().ask(question, "Declined", act, hint="may stay empty", needed=False)
