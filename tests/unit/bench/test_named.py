"""The help of the benchmarks names every one, also those with options of their own."""

from __future__ import annotations

import pytest

from bookdesk.bench.main import BENCHMARKS, WITH_OPTIONS, main


def helped(*words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0


def test_help_names_every_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    helped()
    told = capsys.readouterr().out
    assert [name for name in (*BENCHMARKS, *WITH_OPTIONS) if name not in told.split() and f"{name}," not in told] == []


@pytest.mark.parametrize("name", WITH_OPTIONS)
def test_those_with_options_tell_them(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    helped(name)
    assert capsys.readouterr().out.startswith(f"usage: bookdesk bench {name} ")
