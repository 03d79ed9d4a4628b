"""Which decision a person may still take back. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.approvals.validity import Given
from bookdesk.core.errors import NotAllowed, NotFound, RuleBroken
from bookdesk.core.vocabulary import Decision

_WORDS = {
    Decision.APPROVED: "approval",
    Decision.REJECTED: "rejection",
    Decision.RECEIVED: "approval received",
    Decision.CONFIRMED: "confirmation",
}


def require_still_mine(decision_id: str, user: str, decisions: Sequence[Given]) -> None:
    """Refuse to take back what another decided, what was taken back before, or what others have built upon.

    Args:
        decision_id: of what is to be taken back.
        user: who wants to.
        decisions: all that was ever decided about the bill, oldest first.
    """
    at = next((at for at, one in enumerate(decisions) if one.id == decision_id and one.decision in _WORDS), None)
    if at is None:
        raise NotFound("There is no such decision about this bill.", "Nothing was changed.")
    mine, later = decisions[at], decisions[at + 1 :]
    word = _WORDS[mine.decision]
    if mine.by != user:
        raise NotAllowed(f"This {word} is not yours.", "Ask whoever gave it to take it back.")
    about = {one.decision for one in later if one.about_id == decision_id}
    if Decision.WITHDRAWN in about:
        raise RuleBroken(f"This {word} was taken back already.", "Nothing was changed.")
    standing = [one for one in later if one.decision is not Decision.WITHDRAWN and not _withdrawn(one, later)]
    if any(one.about_id == decision_id for one in standing):
        raise RuleBroken("Somebody has confirmed this approval since.", "Let him take his confirmation back first.")
    if mine.decision is Decision.REJECTED and standing:
        raise RuleBroken("The bill was decided upon since it was sent back.", "Decide anew instead.")


def _withdrawn(one: Given, later: Sequence[Given]) -> bool:
    return any(other.decision is Decision.WITHDRAWN and other.about_id == one.id for other in later)
