"""A screen of X that nobody sees, with a window manager and with hands that are outside of every program."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from PIL import Image, ImageGrab

PATIENCE = 60
"""Seconds after which a test gives up waiting: a busy machine is no defect."""
SIZE = (1800, 1000)
_NEEDED = ("Xvfb", "openbox", "xdotool")
_MANAGER = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <desktops><number>1</number></desktops>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
"""
"""New windows have the keyboard, and Alt+F4 asks a window to close; all else as the manager has it."""


def missing() -> str:
    """Return why there can be no such screen here, or nothing."""
    if not sys.platform.startswith("linux"):
        return "a screen of X is tried on Linux"
    absent = [name for name in _NEEDED if shutil.which(name) is None]
    return f"this machine has no {', '.join(absent)}" if absent else ""


@dataclass(frozen=True)
class Box:
    """A rectangle of the screen."""

    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """Its middle."""
        return self.left + self.width // 2, self.top + self.height // 2


@dataclass
class Screen:
    """A screen with hands: what is pressed goes to whichever window has the keyboard, as on any desk."""

    name: str
    home: Path
    pressed: int = 0
    """How many keys were pressed."""

    # -- hands

    def press(self, *keys: str) -> None:
        """Press keys, written as the program writes them: `Ctrl+P`, `Return`."""
        self.pressed += len(keys)
        self._do("key", *(_written(key) for key in keys))

    @contextmanager
    def leaning_on(self, key: str) -> Iterator[None]:
        """Hold a key down, which repeats itself after a moment."""
        self._do("keydown", _written(key))
        try:
            yield
        finally:
            self._do("keyup", _written(key))

    def write(self, text: str) -> None:
        """Type a text."""
        self.pressed += len(text)
        self._do("type", text)

    def click(self, box: Box, *, times: int = 1) -> None:
        """Go to the middle of a place and click."""
        self._do("mousemove", *map(str, box.middle), "click", "--repeat", str(times), "--delay", "60", "1")

    def wheel(self, box: Box, *, steps: int) -> None:
        """Turn the wheel downwards over a place."""
        self._do("mousemove", *map(str, box.middle), "click", "--repeat", str(steps), "--delay", "20", "5")

    def rest(self) -> None:
        """Leave the mouse in a corner, over nothing."""
        self._do("mousemove", "0", str(SIZE[1] - 1))

    @contextmanager
    def holding(self, box: Box) -> Iterator[Callable[[Box], None]]:
        """Hold the button down at a place; yields what drags on, a few pixels at a time, to another place."""
        here = list(box.middle)
        self._do("mousemove", *map(str, here), "mousedown", "1")

        def drag(to: Box) -> None:
            steps = [
                (here[0] + (to.middle[0] - here[0]) * n // _STEPS, here[1] + (to.middle[1] - here[1]) * n // _STEPS)
                for n in range(1, _STEPS + 1)
            ]
            here[:] = steps[-1]
            self._do(*(word for x, y in steps for word in ("mousemove", str(x), str(y))))

        try:
            yield drag
        finally:
            self._do("mouseup", "1")

    # -- windows, as their manager knows them

    def windows(self, title: str) -> list[str]:
        """Return the visible windows with a title."""
        return self._say("search", "--onlyvisible", "--name", f"^{title}$").split()

    def in_front(self) -> str:
        """Return the title of the window that has the keyboard, nothing for none."""
        return self._say("getactivewindow", "getwindowname").strip()

    def bring(self, title: str) -> None:
        """Bring a window to the front, as a click on it does."""
        self._do("search", "--onlyvisible", "--name", f"^{title}$", "windowactivate", "--sync")

    def resize(self, title: str, width: int, height: int) -> None:
        """Give a window another size."""
        (window,) = self.windows(title)
        self._do("windowsize", window, str(width), str(height))

    def move(self, title: str, left: int, top: int) -> None:
        """Put a window elsewhere."""
        (window,) = self.windows(title)
        self._do("windowmove", window, str(left), str(top))

    def picture(self) -> Image.Image:
        """Return what is on the screen."""
        return ImageGrab.grab(xdisplay=self.name)

    def environment(self, **more: str) -> Mapping[str, str]:
        """Return the environment of a program on this screen: its windows are real, its settings its own."""
        foreign = ("BOOKDESK_", "DBUS_", "XDG_", "WAYLAND_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        places = {name: str(self.home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")}
        root = str(Path(__file__).resolve().parents[2])
        own = {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": root}
        return kept | places | own | more

    def _do(self, *words: str) -> None:
        done = self._run(words)
        assert done.returncode == 0, f"xdotool {words}: {done.stderr}"

    def _say(self, *words: str) -> str:
        return self._run(words).stdout

    def _run(self, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["xdotool", *words],
            env={**os.environ, "DISPLAY": self.name},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )


_STEPS = 24


@contextmanager
def shown(folder: Path) -> Iterator[Screen]:
    """Yield a screen of its own, empty but for its manager; both end with it."""
    with _ending(_display()) as server:
        screen = Screen(f":{_number(server)}", folder)
        config = folder / "manager.xml"
        config.write_text(_MANAGER, "utf-8")
        manager = subprocess.Popen(
            ["openbox", "--sm-disable", "--config-file", str(config)],
            env=screen.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with _ending(manager):
            until(lambda: screen._run(("get_num_desktops",)).returncode == 0)  # noqa: SLF001 - our own
            yield screen


def until(seen: Callable[[], object]) -> None:
    """Wait until something can be seen."""
    ends = monotonic() + PATIENCE
    while not seen():
        assert monotonic() < ends, "what was waited for did not happen"


def _display() -> subprocess.Popen[str]:
    width, height = SIZE
    return subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _number(server: subprocess.Popen[str]) -> str:
    """Return the number that the server tells once it can be used."""
    assert server.stdout is not None
    ready, _, _ = select.select([server.stdout], [], [], PATIENCE)
    number = server.stdout.readline().strip() if ready else ""
    assert number.isdigit(), "there is no screen"
    return number


@contextmanager
def _ending(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def _written(key: str) -> str:
    """Return a key as X names it: `Ctrl+P` is `ctrl+p`."""
    *held, last = key.split("+")
    named = _NAMES.get(last, last.lower() if len(last) == 1 else last)
    return "+".join([*(one.lower() for one in held), named])


_NAMES = {",": "comma", "/": "slash"}
"""Keys that X does not call by their sign."""
