"""Logs carry identifiers and counts; what is secret or a client's own never reaches them."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import re

import pytest

from bookdesk.security.redaction import MASK, FieldFilter, Secret, protect

CANARY = "Kookaburra-4711"


def logged(*arguments: object, **options: object) -> str:
    out = io.StringIO()
    handler = protect(logging.StreamHandler(out))
    record = logging.LogRecord("bookdesk", logging.INFO, __file__, 1, str(arguments[0]), arguments[1:], None)
    for name, value in options.items():
        setattr(record, name, value)
    handler.handle(record)
    return out.getvalue().strip()


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(CANARY.encode())
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", "%s" % secret, [secret].__repr__()):  # noqa: UP031 - the old way too
        assert CANARY not in shown
        assert MASK in shown
    assert secret.reveal() == CANARY.encode()


def test_a_secret_is_neither_pickled_nor_copied_into_a_file() -> None:
    for leak in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            leak(Secret(b"x"))


def test_allowed_fields_pass_and_others_are_masked() -> None:
    line = logged("sent %(count)s for %(supplier)s", {"count": 3, "supplier": CANARY})
    assert line == "sent 3 for ***"


def test_a_secret_under_an_allowed_name_is_masked() -> None:
    assert logged("%(status)s", {"status": Secret(CANARY.encode())}) == MASK


def test_an_object_under_an_allowed_name_is_masked() -> None:
    assert logged("%(error)s", {"error": ValueError(CANARY)}) == MASK


def test_arguments_without_a_name_are_masked() -> None:
    assert logged("paid %s to %s", "1234.50", CANARY) == "paid *** to ***"


def test_of_an_exception_only_the_type_is_told() -> None:
    failure = ValueError(f"cannot read {CANARY}")
    line = logged("failed", exc_info=(ValueError, failure, None), stack_info=f"stack {CANARY}")
    assert line == "failed\nValueError"


def test_of_a_defect_the_way_through_the_program_is_told_and_nothing_it_was_about() -> None:
    try:
        int(CANARY)
    except ValueError as failure:
        line = logged("failed", exc_info=(ValueError, failure, failure.__traceback__))
    assert re.fullmatch(r"failed\nValueError\n  test_redaction\.py:\d+ test_of_a_defect_\w+", line)


def test_no_record_is_dropped_and_none_without_arguments_is_changed() -> None:
    record = logging.LogRecord("bookdesk", logging.INFO, __file__, 1, "started", (), None)
    assert FieldFilter().filter(record)
    assert record.getMessage() == "started"


def test_libraries_that_print_urls_are_quiet() -> None:
    protect(logging.StreamHandler(io.StringIO()))
    for name in ("urllib3", "requests", "sqlalchemy", "bookdesk.store.engine._Pool"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
