"""The rules of approving at one client, as they are shown and changed; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.policy import Rules
from bookdesk.core.money import Money
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RulesShown:
    """The rules of one client in words; `steps` are each an amount and what holds from it on."""

    client_id: str
    client: str
    currency: str
    limits: tuple[tuple[str, str], ...]
    steps: tuple[tuple[Money, str], ...]
    may: bool


class RulesPresenter(QObject):
    """Asks for the rules of a client, and lets those change them who may."""

    shown = Signal(object)
    """A `RulesShown`."""
    changed = Signal()
    refused = Signal(object)
    """Why nothing was changed."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def ask(self, client_id: str) -> None:
        """Ask for the rules of a client."""

        def found(answer: tuple[Rules, str]) -> None:
            self.shown.emit(self._shown(client_id, *answer))

        self._desktop.ask(client_id, self, _read, found, self.refused.emit, name="approval rules")

    def set_step(self, client_id: str, amount: Money, people: int) -> None:
        """Let so many people have to approve from an amount on."""
        self._change(client_id, lambda rules: rules.set_step(amount, people))

    def drop_step(self, client_id: str, amount: Money) -> None:
        """Let nothing special hold from an amount on."""
        self._change(client_id, lambda rules: rules.drop_step(amount))

    def _change(self, client_id: str, act: Callable[[ApprovalRules], None]) -> None:
        def work(workspace: Workspace) -> None:
            workspace.require(Permission.EDIT_LIMITS)
            act(ApprovalRules(workspace.desk, workspace.trusted))

        def done(_: object) -> None:
            self.changed.emit()
            self.ask(client_id)

        self._desktop.act(client_id, self, work, done, self.refused.emit)

    def _shown(self, client_id: str, rules: Rules, currency: str) -> RulesShown:
        office = self._desktop.office
        entry = office.entry(client_id)
        limits = tuple(
            (
                office.name_of(one.user_id),
                "any amount" if one.limit is None else f"up to {wording.money(Money(one.limit, currency))}",
            )
            for one in rules.approvers
        )
        steps = tuple((Money(step.amount_from, currency), step_words(step.approvals_needed)) for step in rules.steps)
        return RulesShown(
            client_id, entry.name, currency, limits, steps, permitted(entry.roles, Permission.EDIT_LIMITS)
        )


def step_words(people: int) -> str:
    """Return how many must approve, as it is read."""
    return "one person approves" if people == 1 else f"{people} different people must approve"


def _read(workspace: Workspace) -> tuple[Rules, str]:
    rules = ApprovalRules(workspace.desk, workspace.trusted)
    return rules.rules(), rules.currency()
