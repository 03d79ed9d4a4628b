"""A bakery that came today: it is registered and not taken on yet."""

from __future__ import annotations

from bookdesk.sandbox.firm.cast import germany as de
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.story import Story


def tell(scene: Scene) -> None:
    """Leave the books empty: they wait for chart and balances."""
    scene.at(scene.today)


STORY = Story("new", de.BAKERS, "A new client: no chart and no bank account yet.", tell)
