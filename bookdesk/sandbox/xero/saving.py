"""Writing several elements at once: all or none, unless `summarizeErrors=false` asks for a result of each."""

from __future__ import annotations

from bookdesk.sandbox.xero.context import Context, Saver, envelope
from bookdesk.sandbox.xero.listing import elements
from bookdesk.sandbox.xero.messages import Invalid, Record, Refusal, Reply, answer, validation_failure


def saved(context: Context, name: str, save: Saver) -> Reply:
    """Answer PUT or POST of a collection by saving each element with `save`."""
    summarize = context.request.query.get("summarizeErrors", "true").lower() != "false"
    results, failed = [], False
    for element in elements(context.request.json(), name):
        result = _one(context, save, element)
        failed = failed or bool(result.get("ValidationErrors"))
        if not summarize:
            result["StatusAttributeString"] = "ERROR" if result.get("ValidationErrors") else "OK"
        results.append(result)
    if failed and summarize:
        raise Refusal(validation_failure(results))
    return answer(envelope(context, name, results))


def _one(context: Context, save: Saver, element: Record) -> Record:
    context.state.db.execute("SAVEPOINT element")
    try:
        result = save(context, element)
    except Invalid as invalid:
        context.state.db.execute("ROLLBACK TO element")
        errors = [{"Message": message} for message in invalid.messages]
        return {**element, "HasErrors": True, "ValidationErrors": errors}
    finally:
        context.state.db.execute("RELEASE element")
    return dict(result)
