from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from bookdesk.bench.portal_pictures import main
from bookdesk.core.errors import UsageError
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from tests.support.chromium import CHROMIUM
from tests.support.portal_browser import listen, served
from tests.support.scripted_portal import ESTIMATE, TOKEN, ScriptedPortal


@pytest.mark.slow
def test_a_portal_is_pictured_as_desktop_and_phone_see_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if shutil.which(CHROMIUM) is None:
        pytest.skip("Chromium is not on this machine; the test command installs it on Debian")
    socket, origin = listen()
    with served(portal_app(ScriptedPortal(), PageSettings(origin, (), b"p" * 32)), socket):
        main([str(tmp_path), "invoice", f"{origin}/d/{TOKEN}", "estimate", f"{origin}/d/{ESTIMATE}"])
    files = [Path(line) for line in capsys.readouterr().out.split()]
    assert sorted(file.name for file in files) == sorted(
        f"{name}-{size}-{scheme}.png"
        for name in ("invoice", "estimate")
        for size in ("desktop", "phone")
        for scheme in ("light", "dark")
    )
    looks = {}
    for file in files:
        with Image.open(file) as image:
            looks[file.stem] = (image.width, image.convert("L").tobytes()[-1])
    assert {width for name, (width, _) in looks.items() if "phone" in name} == {780}
    assert {width for name, (width, _) in looks.items() if "desktop" in name} == {1280}
    assert all((grey > 200) == ("light" in name) for name, (_, grey) in looks.items())


def test_a_page_without_an_address_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        main([str(tmp_path), "invoice"])
