"""The id of an installation: kept, replaced when unusable, forgotten after a restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.core.identifiers import DeviceId, new_id
from bookdesk.security.device import forget_device, read_device, write_device
from bookdesk.store.places import Places


def test_it_is_kept_and_forgotten(tmp_path: Path) -> None:
    places, device = Places(tmp_path), DeviceId(new_id())
    assert read_device(places) is None
    write_device(places, device)
    assert read_device(places) == device
    forget_device(places)
    forget_device(places)
    assert read_device(places) is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"device": "x"}', '{"device": 1}', "\ufeff", '{"version": 1}'])
def test_an_unusable_file_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "device").write_text(content)
    assert read_device(Places(tmp_path)) is None
