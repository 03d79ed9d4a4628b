"""`expand[]`: ids replaced by the objects they name, four steps deep at most."""

from __future__ import annotations

from typing import Any

from bookdesk.sandbox.stripe.messages import Record, invalid
from bookdesk.sandbox.stripe.sessions import lines_of
from bookdesk.sandbox.stripe.shelves import Shelf
from bookdesk.sandbox.stripe.state import State

_DEEPEST = 4
_SOMETIMES = {"refund": ("failure_balance_transaction",)}
"""what an object tells only at times, and may be asked for always"""
_NAMES = {"latest_charge": "charge", "failure_balance_transaction": "balance_transaction"}


def expanded(state: State, body: Record, paths: list[str]) -> Record:
    """Return the body with the paths' ids replaced; the shelves' own objects stay as they are."""
    for path in paths:
        steps = path.split(".")
        depth = len(steps) - (steps[0] == "data")
        if depth > _DEEPEST:
            raise invalid("You cannot expand more than 4 levels of a property.", param="expand")
        body = _along(state, body, steps, path)
    return body


def _along(state: State, value: Any, steps: list[str], path: str) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_along(state, item, steps, path) for item in value]
    if not steps or value is None:
        return value
    name, rest = steps[0], steps[1:]
    if not isinstance(value, dict):
        raise _impossible(path)
    if name == "line_items" and value.get("object") == "checkout.session":
        return {**value, "line_items": value.get("line_items") or lines_of(state, value["id"])}
    if name in _SOMETIMES.get(value.get("object", ""), ()) and name not in value:
        return value
    if name not in value:
        raise _impossible(path)
    inner = value[name]
    if isinstance(inner, str):
        inner = _named(state, name, inner, path)
    elif not rest and not isinstance(inner, dict) and inner is not None:
        raise _impossible(path)
    return {**value, name: _along(state, inner, rest, path)}


def _named(state: State, name: str, record_id: str, path: str) -> Record:
    shelves: dict[str, tuple[Shelf, ...]] = {
        "balance_transaction": (state.transactions,),
        "charge": (state.charges,),
        "customer": (state.customers,),
        "mandate": (state.mandates,),
        "payment_intent": (state.intents,),
        "payment_method": (state.methods,),
        "setup_intent": (state.setups,),
        "source": (state.charges, state.refunds, state.disputes, state.payouts),
    }
    for shelf in shelves.get(_NAMES.get(name, name), ()):
        found = shelf.find(record_id)
        if found is not None:
            return found
    raise _impossible(path)


def _impossible(path: str) -> Exception:
    return invalid(f"This property cannot be expanded ({path}).", param="expand[]")
