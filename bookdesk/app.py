"""The program of the window, put together: real clock, real places, real ways out. Here and nowhere else.

Only what the first page shows is imported before it is painted; the rest comes while the person types.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from bookdesk.core.clock import SystemClock
from bookdesk.core.itself import own_program, own_source
from bookdesk.core.progress import Progress
from bookdesk.store.places import Places, default_places
from bookdesk.ui import program
from bookdesk.ui.run import Run
from bookdesk.ui.surroundings import Sample, Surroundings

_FILES, _WAY_IN = "files to drop", "way in.txt"
_USAGE = 2
_NO_DISPLAY = "There is no display here. `bookdesk demo --headless` shows the journey without one; `--help` lists all."
_NO_SAMPLE = "This installation has no sample practice. `bookdesk` opens the window on your own."
_OPEN_ALREADY = "This practice is open in a window already, which was asked to come to the front."


def main(words: Sequence[str]) -> int:
    """Run the window, or for `demo` the sample practice in it; returns the exit status."""
    wish = _parser().parse_args(words)
    refusal = no_display(os.environ, sys.platform) or program.unfit() or _refused(wish)
    if refusal:
        _say(refusal)
        return _USAGE
    folder = _folder(wish)
    application = program.application([sys.argv[0]])
    run = Run(_surroundings(wish, folder))
    try:
        mistakes = program.Mistakes()
        mistakes.made.connect(run.tell)
        program.tell_mistakes(mistakes)
        run.ended.connect(application.quit)
        if wish.command == "demo" and wish.resume is None:
            run.begin_sample()
        elif not run.begin():
            _say(_OPEN_ALREADY)
            return 0
        if run.entrance is not None:
            run.entrance.painted.connect(program.choose_language)
        return application.exec()
    finally:
        run.end()
        folder.close()


def no_display(environment: Mapping[str, str], system: str) -> str:
    """Return why no window can be shown, or nothing. Elsewhere than on Linux there is always a display."""
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    needs_one = chosen in ("", "xcb", "wayland", "wayland-egl")
    found = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return _NO_DISPLAY if system.startswith("linux") and needs_one and not found else ""


def start_again(words: list[str]) -> None:
    """Start this program as another process, which outlives this one."""
    import subprocess  # noqa: PLC0415 - who unlocks his own practice does not wait for it

    subprocess.Popen(  # noqa: S603 - our own executable, no shell
        [*own_program(), *words], env=os.environ | own_source(), start_new_session=True
    )


class SampleFolder:
    """Where a sample practice lies: gone when its desk is closed, unless it is kept or the desk was only locked."""

    def __init__(
        self, root: Path | None = None, *, kept: bool = False, start: Callable[[list[str]], None] | None = None
    ) -> None:
        """Use `root`, or a temporary folder once a sample is made; `start` starts this program with words."""
        self._root, self._kept, self._start = root, kept, start or start_again
        self._closing = ExitStack()

    @property
    def root(self) -> Path:
        """The folder, made when it is first asked for."""
        import tempfile  # noqa: PLC0415 - as above

        if self._root is None:
            self._root = Path(tempfile.mkdtemp(prefix="bookdesk-demo-"))
        return self._root

    @property
    def places(self) -> Places:
        """Where its practice lies."""
        return Places(self.root / "home")

    def make(self, progress: Progress) -> Sample:
        """Make the sample practice and files to try it with; it takes its time."""
        from bookdesk.sandbox.firm import make_firm, write_samples  # noqa: PLC0415 - only who wants a sample pays

        clock = SystemClock()
        firm = make_firm(self.places, clock, progress=progress)
        self._closing.callback(firm.close)
        write_samples(self.root / _FILES, firm, clock)
        user, passphrase = next(iter(firm.passphrases.items()))
        (self.root / _WAY_IN).write_text(f"{user}\n{passphrase}\n", "utf-8")  # anybody may know it
        return self.made(serving=True)

    def made(self, *, serving: bool = False) -> Sample:
        """Return the sample that was made here, without importing what made it."""
        user, passphrase = (self.root / _WAY_IN).read_text("utf-8").splitlines()
        return Sample(self.places, SystemClock(), user, passphrase, self.root / _FILES, serving)

    def restart(self, sample: Sample | None) -> None:
        """Start this program again as another process at its first page; a sample goes over to it."""
        words: list[str] = []
        if sample is not None:
            words = ["demo", "--resume", str(self.root), *(["--kept"] if self._kept else [])]
            self._kept = True
        self._start(words)

    def close(self) -> None:
        """Let the sample's stand-ins go, and remove what is temporary."""
        import shutil  # noqa: PLC0415 - as above

        self._closing.close()
        if self._root is not None and not self._kept:
            shutil.rmtree(self._root, ignore_errors=True)


def kept_sample(home: Path) -> Path | None:
    """Return the folder of a sample practice that was kept, where this is its home; it is then entered as one."""
    root = home.resolve().parent
    sample = home.resolve() == root / "home" and (root / _WAY_IN).is_file() and (root / _FILES).is_dir()
    return root if sample and any(path.exists() for path in Places(home).key_files) else None


def _folder(wish: argparse.Namespace) -> SampleFolder:
    """Return where a sample lies, or would: one that is opened like any practice stays when it is closed."""
    if wish.command == "demo":
        return SampleFolder(wish.keep or wish.resume, kept=wish.kept or wish.keep is not None)
    root = kept_sample(default_places().home)
    return SampleFolder(root, kept=root is not None)


def _surroundings(wish: argparse.Namespace, folder: SampleFolder) -> Surroundings:
    places = folder.places if wish.command == "demo" else default_places()
    opened = wish.resume is not None or (wish.command != "demo" and kept_sample(places.home) is not None)
    sample = folder.made() if opened else None
    make = folder.make if find_spec("bookdesk.sandbox") else None  # which installers may leave out
    return Surroundings(places, SystemClock(), folder.restart, make, sample=sample)


def _refused(wish: argparse.Namespace) -> str:
    if wish.command == "demo" and not find_spec("bookdesk.sandbox"):
        return _NO_SAMPLE
    if wish.resume is not None and not (wish.resume / _WAY_IN).is_file():
        return f"There is no sample practice in {wish.resume} any more. `bookdesk demo` makes one."
    taken = wish.keep is not None and wish.keep.exists()
    return f"{wish.keep} exists already. Name a folder that does not exist yet." if taken else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bookdesk", description="The desk in its window.")
    parser.set_defaults(keep=None, resume=None, kept=False)
    demo = parser.add_subparsers(dest="command").add_parser("demo", help="a sample practice")
    demo.add_argument("--keep", type=Path, metavar="FOLDER", help="leave practice and files in this new folder")
    demo.add_argument("--resume", type=Path, help=argparse.SUPPRESS)  # how a sample that was locked comes back
    demo.add_argument("--kept", action="store_true", help=argparse.SUPPRESS)
    return parser


def _say(words: str) -> None:
    if sys.stderr is not None:  # a program of the window may have no place to speak
        sys.stderr.write(f"bookdesk: {words}\n")
