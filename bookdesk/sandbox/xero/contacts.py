"""Contacts: names are unique among the active ones."""

from __future__ import annotations

from bookdesk.sandbox.xero.context import Context, envelope, fresh_id
from bookdesk.sandbox.xero.listing import listed
from bookdesk.sandbox.xero.messages import Invalid, Record, Reply, answer
from bookdesk.sandbox.xero.saving import saved

KIND = "Contacts"
_COPIED = ("Name", "EmailAddress", "TaxNumber", "AccountNumber", "ContactStatus", "Addresses", "FirstName", "LastName")
_LONGEST_NAME = 255


def get_list(context: Context) -> Reply:
    """GET /Contacts."""
    return listed(context, KIND)


def get_one(context: Context, record_id: str) -> Reply:
    """GET /Contacts/{ContactID}."""
    return answer(envelope(context, KIND, [context.require(KIND, record_id)]))


def put_list(context: Context) -> Reply:
    """PUT /Contacts: creates only; a known name is an error."""
    return saved(context, KIND, _create)


def post_list(context: Context) -> Reply:
    """POST /Contacts: a known id or name is updated, anything else created."""
    return saved(context, KIND, _upsert)


def post_one(context: Context, record_id: str) -> Reply:
    """POST /Contacts/{ContactID}."""
    known = context.require(KIND, record_id)
    return saved(context, KIND, lambda inner, body: _write(inner, known, body))


def _named(context: Context, name: object) -> Record | None:
    wanted = str(name or "").strip().lower()
    return next(
        (
            item
            for item in context.records(KIND)
            if item["Name"].lower() == wanted and item["ContactStatus"] == "ACTIVE"
        ),
        None,
    )


def _create(context: Context, body: Record) -> Record:
    if _named(context, body.get("Name")):
        raise Invalid(
            f"The contact name {body['Name']} is already assigned to another contact."
            " The contact name must be unique across all active contacts."
        )
    record: Record = {
        "ContactID": fresh_id(),
        "ContactStatus": "ACTIVE",
        "IsSupplier": False,
        "IsCustomer": False,
        "ContactGroups": [],
        "ContactPersons": [],
        "HasAttachments": False,
        "HasValidationErrors": False,
        "_app": True,
    }
    return _write(context, record, body)


def _upsert(context: Context, body: Record) -> Record:
    known = context.find(KIND, body.get("ContactID")) or _named(context, body.get("Name"))
    return _write(context, known, body) if known else _create(context, body)


def _write(context: Context, record: Record, body: Record) -> Record:
    record.update({name: body[name] for name in _COPIED if body.get(name) is not None})
    if not record.get("Name"):
        raise Invalid("The contact name must be specified.")
    if len(record["Name"]) > _LONGEST_NAME:
        raise Invalid("The contact name is longer than 255 characters.")
    return context.put(KIND, record["ContactID"], record)
