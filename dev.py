#!/usr/bin/env python3
"""The one list of commands for developing BookDesk, the same for people and machines, on every system.

    python3 dev.py demo [--headless]     the program on a sample practice
    python3 dev.py test [--quick] [...]  lint and all tests; --quick leaves out the slow ones; the rest goes to pytest
    python3 dev.py lint                  style, types and the directions of imports
    python3 dev.py format                put the style right where a machine can
    python3 dev.py bench [NAME]          the benchmarks, each beside its baseline
    python3 dev.py screenshots           take the pictures of the guide anew, from the sample practice
    python3 dev.py frozen                build the program as one folder and prove that its children work (slow)

Standard library only: it makes .venv, installs exactly what requirements.lock names, then runs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
LOCK = HERE / "requirements.lock"
STAMP = VENV / "installed"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
MOST_WORKERS = 8
DEBIAN_PACKAGES: dict[str, Callable[[], bool]] = {
    "python3-venv": lambda: find_spec("ensurepip") is not None,
}
"""Debian package → whether the system already has what it brings."""
WINDOW_PACKAGES: dict[str, Callable[[], bool]] = {
    "libegl1": lambda: has_library("libEGL.so.1"),
    "libgl1": lambda: has_library("libGL.so.1"),
    "libopengl0": lambda: has_library("libOpenGL.so.0"),
    "libfontconfig1": lambda: has_library("libfontconfig.so.1"),
    "libdbus-1-3": lambda: has_library("libdbus-1.so.3"),
    "libglib2.0-0": lambda: has_library("libglib-2.0.so.0"),
    "libxkbcommon0": lambda: has_library("libxkbcommon.so.0"),
    "fonts-dejavu-core": lambda: any(Path("/usr/share/fonts").rglob("*.[to]tf")),
}
"""What Qt needs on Linux to paint at all, on a screen or without one."""
SCREEN_PACKAGES: dict[str, Callable[[], bool]] = {
    "libxkbcommon-x11-0": lambda: has_library("libxkbcommon-x11.so.0"),
    "libxcb-cursor0": lambda: has_library("libxcb-cursor.so.0"),
    "libxcb-icccm4": lambda: has_library("libxcb-icccm.so.4"),
    "libxcb-keysyms1": lambda: has_library("libxcb-keysyms.so.1"),
    "libxcb-image0": lambda: has_library("libxcb-image.so.0"),
    "libxcb-render-util0": lambda: has_library("libxcb-render-util.so.0"),
    "libxcb-shape0": lambda: has_library("libxcb-shape.so.0"),
    "libxcb-randr0": lambda: has_library("libxcb-randr.so.0"),
    "libxcb-xkb1": lambda: has_library("libxcb-xkb.so.1"),
    "libxcb-xinerama0": lambda: has_library("libxcb-xinerama.so.0"),
    "libxcb-sync1": lambda: has_library("libxcb-sync.so.1"),
    "libxcb-xfixes0": lambda: has_library("libxcb-xfixes.so.0"),
}
"""What Qt needs on Linux for a window on a screen."""
TRYING_PACKAGES: dict[str, Callable[[], bool]] = {
    "xvfb": lambda: shutil.which("Xvfb") is not None,
    "openbox": lambda: shutil.which("openbox") is not None,
    "xdotool": lambda: shutil.which("xdotool") is not None,
}
"""A screen that nobody sees, with a window manager and hands, for tests of a real window."""
KEEPING_PACKAGES: dict[str, Callable[[], bool]] = {
    "gnome-keyring": lambda: shutil.which("gnome-keyring-daemon") is not None,
    "dbus": lambda: shutil.which("dbus-run-session") is not None,
    "zbar-tools": lambda: shutil.which("zbarimg") is not None,
}
"""A real keyring in a session of its own, and a reader of QR codes, for tests of keys."""
HOSTING_PACKAGES: dict[str, Callable[[], bool]] = {
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "dovecot-imapd": lambda: shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None,
}
"""The portal's larger database, a real browser and a mailbox server, for tests of what others host."""
FREEZING_PACKAGES: dict[str, Callable[[], bool]] = {
    "binutils": lambda: shutil.which("objcopy") is not None,
    f"libpython3.{sys.version_info[1]}": lambda: shared_python().exists(),
}
"""The same for what PyInstaller needs on top."""


def main() -> int:
    """Prepare what is missing, then run the command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=sorted(COMMANDS))
    chosen, rest = parser.parse_known_args()
    if sys.version_info < OLDEST:
        return refuse(f"BookDesk needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    return prepare() or COMMANDS[chosen.command](rest)


def prepare() -> int:
    """Make the environment and install the locked packages, unless that is done already."""
    if STAMP.is_file() and PYTHON.exists() and STAMP.read_text(encoding="ascii") == wanted():
        return 0
    if not PYTHON.exists():
        failed = system_packages(DEBIAN_PACKAGES) or run(
            "Making .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)]
        )
        if failed:
            return failed
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--require-hashes"]
    failed = run("Installing the locked packages", [*pip, "-r", str(LOCK)])
    if not failed:
        STAMP.write_text(wanted(), encoding="ascii")
    return failed


def wanted() -> str:
    """Return what the stamp says when the environment is up to date."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}"


def system_packages(wanted: Mapping[str, Callable[[], bool]]) -> int:
    """Install what Debian splits off from Python; without the right to, name it and stop."""
    missing = [package for package, present in wanted.items() if not present()]
    if not missing:
        return 0
    if shutil.which("apt-get") is None or not is_root():
        return refuse(f"Missing from the system: {', '.join(missing)}. Install it, then run this again.")
    say(f"Missing from the system, installing: {', '.join(missing)}")
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return run("Reading the package lists", [*apt, "update"], quiet) or run(
        "Installing system packages", [*apt, "install", "-y", "--no-install-recommends", *missing], quiet
    )


def window_packages(*more: Mapping[str, Callable[[], bool]]) -> int:
    """Install what the window needs, on Debian as root; elsewhere Qt brings it, or says itself what is missing."""
    if not is_linux() or shutil.which("apt-get") is None:
        return 0
    wanted = dict(WINDOW_PACKAGES)
    for packages in more:
        wanted |= packages
    return system_packages(wanted)


def has_library(name: str) -> bool:
    """Return whether the system has a shared library."""
    folders = (Path("/usr/lib"), Path("/lib"), Path("/usr/local/lib"))
    return any(next(folder.glob(pattern), None) for folder in folders for pattern in (name, f"*/{name}"))


def is_linux() -> bool:
    """Return whether this is Linux."""
    return sys.platform == "linux"


def shared_python() -> Path:
    """Return where Python's own shared library would be."""
    return Path(str(sysconfig.get_config_var("LIBDIR")), str(sysconfig.get_config_var("INSTSONAME")))


def is_root() -> bool:
    """Return whether this process may install system packages."""
    return getattr(os, "geteuid", lambda: 1)() == 0


def lint(rest: Sequence[str] = ()) -> int:
    """Check style, types and imports; every check runs, so that one round shows all there is to mend."""
    del rest
    checks = (
        ("Style", tool("ruff", "check", ".")),
        ("Format", tool("ruff", "format", "--check", ".")),
        ("Types", tool("mypy")),
        ("Imports", [str(PYTHON.with_name("lint-imports" + PYTHON.suffix))]),
    )
    return max(run(what, command) for what, command in checks)


def reformat(rest: Sequence[str] = ()) -> int:
    """Let ruff mend what it can."""
    return run("Mending", tool("ruff", "check", "--fix", ".", *rest)) or run("Formatting", tool("ruff", "format", "."))


def test(rest: Sequence[str]) -> int:
    """Run lint and the tests; anything but `--quick` is passed on to pytest (and then lint is left out)."""
    quick, others = "--quick" in rest, [word for word in rest if word != "--quick"]
    marks = "not slow and not frozen" if quick else "not frozen"
    workers = str(min(os.cpu_count() or 1, MOST_WORKERS))
    missing = window_packages(SCREEN_PACKAGES, TRYING_PACKAGES, KEEPING_PACKAGES, HOSTING_PACKAGES)
    failed = 0 if others else lint()
    # a folder of its own: what a run that was killed left in the common one (a mounted disk, gigabytes) is not ours
    with tempfile.TemporaryDirectory(prefix="bookdesk-", ignore_cleanup_errors=True) as folder:
        command = tool("pytest", "-m", marks, "-n", workers, "--dist", "loadscope", f"--basetemp={folder}/t", "-q")
        return missing or run("Tests", [*command, *others]) or failed


def demo(rest: Sequence[str]) -> int:
    """Run the program on a sample practice in a temporary home."""
    missing = 0 if "--headless" in rest else window_packages(SCREEN_PACKAGES)
    return missing or run("", [str(PYTHON), "-m", "bookdesk", "demo", *rest])


def bench(rest: Sequence[str]) -> int:
    """Run the benchmarks."""
    return window_packages() or run("", [str(PYTHON), "-m", "bookdesk", "bench", *rest])


def screenshots(rest: Sequence[str]) -> int:
    """Take the pictures of README and guide anew, from the sample practice."""
    return window_packages() or run(
        "Pictures", [str(PYTHON), "-m", "bookdesk.bench.pictures", "docs/guide/pictures", *rest]
    )


def frozen(rest: Sequence[str]) -> int:
    """Build the packaged program and run the tests against it."""
    missing = system_packages(FREEZING_PACKAGES) if is_linux() else 0
    return missing or run("Packaged program", tool("pytest", "-m", "frozen", "tests/frozen", *rest))


def tool(name: str, *words: str) -> list[str]:
    """Return the command of a tool that lives in .venv."""
    return [str(PYTHON), "-m", name, *words]


def run(what: str, command: Sequence[str], environment: dict[str, str] | None = None) -> int:
    """Run a command in the checkout; a failure is named, so that it is found in a long log."""
    if what:
        say(f"── {what}")
    started = time.monotonic()
    status = subprocess.run(command, cwd=HERE, env=environment, check=False).returncode
    if what:
        say(f"── {what}: {'done' if status == 0 else f'FAILED ({status})'} in {time.monotonic() - started:.0f} s")
    return status


def refuse(why: str) -> int:
    """Say why it stops."""
    sys.stderr.write(f"{why}\n")
    return 1


def say(text: str) -> None:
    """Tell what is going on, in order with what the tools print."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "bench": bench,
    "demo": demo,
    "format": reformat,
    "frozen": frozen,
    "lint": lint,
    "screenshots": screenshots,
    "test": test,
}

if __name__ == "__main__":
    sys.exit(main())
