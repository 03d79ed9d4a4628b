"""Every screen is built alike, and none does the work of another room."""

from __future__ import annotations

from bookdesk.ui.frame.places import SCREENS
from tests.house.sources import Module, modules

_SHARED = frozenset({"frame", "look", "pieces"})
_FILES = frozenset({"__init__", "presenter", "table", "view"})


def _of_screens() -> dict[str, list[Module]]:
    found: dict[str, list[Module]] = {}
    for module in modules("bookdesk/ui"):
        folder = module.path.rpartition("/")[0].removeprefix("bookdesk/ui").strip("/")
        if folder and folder.split("/")[0] not in _SHARED:
            found.setdefault(folder, []).append(module)
    return found


def test_a_screen_is_a_presenter_a_view_and_perhaps_a_table() -> None:
    """A pane within a screen may work through the presenter of its screen."""
    for folder, found in _of_screens().items():
        names = {module.path.rpartition("/")[2].removesuffix(".py") for module in found}
        assert names <= _FILES, folder
        assert ({"view"} if "/" in folder else {"presenter", "view"}) <= names, folder


def test_presenters_build_no_widget() -> None:
    for found in _of_screens().values():
        for module in found:
            if module.path.endswith("presenter.py"):
                assert "PySide6.QtWidgets" not in set(module.imports()), module.path


def test_screens_speak_no_sql() -> None:
    for found in _of_screens().values():
        for module in found:
            assert not any(name.split(".")[0] in {"sqlalchemy", "sqlcipher3"} for name in module.imports()), module.path


def test_every_screen_of_the_frame_has_its_folder() -> None:
    folders = set(_of_screens())
    for screen in SCREENS:
        assert screen.target.removeprefix("bookdesk.ui.").partition(".")[0] in folders
