"""Checkout sessions: one hosted page for one payment, or for keeping a means of payment.

Facts (the gateway's documentation of Checkout): a session lives 30 minutes to 24 hours from its creation; it is `open`,
then `complete` or `expired`; the payment intent comes into being when the customer first pays; a refused card leaves
the page open; a bank debit completes the session `unpaid` and tells later how it ended; an open one can be expired.
"""

from __future__ import annotations

from bookdesk.sandbox.stripe import intents, listing, methods, setups, shapes
from bookdesk.sandbox.stripe.events import emit
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid, unreadable
from bookdesk.sandbox.stripe.methodfacts import CURRENCY_OF, DEBITS, KINDS
from bookdesk.sandbox.stripe.money import check_amount, currency_of
from bookdesk.sandbox.stripe.state import State

_SHORTEST, _LONGEST = 30 * 60, 24 * 3600
_LINES_AT_MOST = 100
_STATUS = ("open", "complete", "expired")


def create(state: State, given: Given) -> Record:
    """Make an open session with its page."""
    mode = given.choice("mode", ("payment", "setup"))
    if mode is None:
        given.needed("mode")
    given.choice("ui_mode", ("hosted_page",))
    record = shapes.session(state, mode or "payment")
    lines = _lines(state, given) if mode == "payment" else []
    currency = lines[0]["currency"] if lines else given.text("currency")
    wished = given.words("allowed_payment_method_types", KINDS) or _offered(currency)
    kinds = [kind for kind in wished if currency is None or CURRENCY_OF.get(kind, currency) == currency]
    if not kinds:
        message = f"None of the allowed payment method types can be used with the currency `{currency}`."
        raise invalid(message, param="allowed_payment_method_types")
    if mode == "payment":
        record["amount_subtotal"] = record["amount_total"] = sum(line["amount_total"] for line in lines)
        check_amount(record["amount_total"], lines[0]["currency"], "line_items")
        record["total_details"] = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
    record.update(_wishes(state, given), currency=currency, payment_method_types=kinds)
    if record["customer_creation"] is None and record["customer"] is None:
        record["customer_creation"] = "if_required" if mode == "payment" else "always"
    state.lines[record["id"]] = lines
    state.plans[record["id"]] = _plan(given)
    state.sessions.put(record)
    state.agenda.at(record["expires_at"], _expired_by_time, state, record["id"])
    return record


def _lines(state: State, given: Given) -> list[Record]:
    items = given.items("line_items")
    if not items:
        raise unreadable("Missing required param: line_items.", "parameter_missing", "line_items")
    if len(items) > _LINES_AT_MOST:
        raise invalid("At most 100 line items are possible.", param="line_items")
    lines = []
    for item in items:
        currency = currency_of(item.needed("price_data[currency]"), item.name("price_data[currency]"))
        name, unit = item.needed("price_data[product_data][name]"), item.needed_whole("price_data[unit_amount]")
        quantity = 1 if item.whole("quantity") is None else item.needed_whole("quantity")
        check_amount(unit, currency, item.name("price_data[unit_amount]"), least=False)
        if quantity < 1:
            raise unreadable("Invalid quantity", "parameter_invalid_integer", item.name("quantity"))
        lines.append(shapes.line(state, name, unit, quantity, currency))
    if len({line["currency"] for line in lines}) > 1:
        raise invalid("All line items must be in the same currency.", param="line_items")
    return lines


def _offered(currency: str | None) -> list[str]:
    """Return what a page offers where the request leaves it to the account's settings."""
    return ["card", *(kind for kind in DEBITS if CURRENCY_OF[kind] == currency)]


def _wishes(state: State, given: Given) -> Record:
    customer = given.text("customer")
    if customer is not None:
        state.customers.get(customer, "customer")
        if given.has("customer_email") or given.has("customer_creation"):
            raise invalid("You may only specify one of these parameters: customer, customer_email.", param="customer")
    expires = given.whole("expires_at")
    if expires is not None and not state.now + _SHORTEST <= expires <= state.now + _LONGEST:
        message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."
        raise invalid(message, param="expires_at")
    email = given.text("customer_email", 800) or (state.customers.get(customer)["email"] if customer else None)
    return {
        "billing_address_collection": given.choice("billing_address_collection", ("auto", "required")),
        "cancel_url": given.text("cancel_url"),
        "client_reference_id": given.text("client_reference_id", 200),
        "customer": customer,
        "customer_creation": given.choice("customer_creation", ("always", "if_required")),
        "customer_details": _details(email, None) if email else None,
        "customer_email": given.text("customer_email", 800),
        "expires_at": expires if expires is not None else state.now + _LONGEST,
        "locale": given.text("locale", 10),
        "metadata": given.metadata(),
        "submit_type": given.choice("submit_type", ("auto", "book", "donate", "pay")),
        "success_url": given.needed("success_url"),
    }


def _details(email: str | None, name: str | None) -> Record:
    return {
        "address": shapes.billing()["address"],
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _plan(given: Given) -> Record:
    """Return what is to be done once the customer acts."""
    intent = "payment_intent_data"
    return {
        "description": given.text(f"{intent}[description]") or given.text("setup_intent_data[description]"),
        "metadata": given.metadata(f"{intent}[metadata]") or given.metadata("setup_intent_data[metadata]"),
        "receipt_email": given.text(f"{intent}[receipt_email]"),
        "setup_future_usage": given.choice(f"{intent}[setup_future_usage]", ("off_session", "on_session")),
        "statement_descriptor_suffix": given.text(f"{intent}[statement_descriptor_suffix]", 22),
    }


def pay(state: State, session: Record, method: Record, email: str | None = None) -> None:
    """Let the customer pay an open session, or keep the means of payment; a refusal is a 402 and leaves it open.

    A card whose bank asks leaves the intent at `requires_action`; `answered` goes on from there.
    """
    check_open(session)
    if session["mode"] == "setup":
        _keep(state, session, method, email)
        return
    intent = _intent(state, session)
    _hold(state, session, intent, method)
    if intent["status"] == "requires_action":
        return
    _done(state, session, intent, method, email)


def answered(state: State, session: Record, *, agreed: bool, email: str | None = None) -> None:
    """Let the customer answer his bank's question on an open session's page."""
    check_open(session)
    intent = _intent(state, session)
    method = state.methods.find(intent["payment_method"] or "")
    intents.answered(state, intent, agreed=agreed)
    if method is not None:
        _done(state, session, intent, method, email)


def check_open(session: Record) -> None:
    """Refuse what only an open session allows."""
    if session["status"] != "open":
        raise invalid(f"This Checkout Session has a status of {session['status']} and takes no payment.")


def _intent(state: State, session: Record) -> Record:
    """Return the session's intent, made at the first try to pay."""
    if session["payment_intent"] is not None:
        return state.intents.get(session["payment_intent"])
    plan = state.plans[session["id"]]
    intent = shapes.payment_intent(state, session["amount_total"], session["currency"])
    intent.update(plan, metadata=dict(plan["metadata"]), customer=session["customer"])
    intent["payment_method_types"] = list(session["payment_method_types"])
    state.intents.put(intent)
    session["payment_intent"] = intent["id"]
    state.session_of[intent["id"]] = session["id"]
    emit(state, "payment_intent.created", intent)
    return intent


def _hold(state: State, session: Record, intent: Record, method: Record) -> None:
    """Charge; the customer is made first, so that the charge is his."""
    keeps = state.plans[session["id"]]["setup_future_usage"] is not None
    if session["customer"] is None and (keeps or session["customer_creation"] == "always"):
        _new_customer(state, session, method)
        intent["customer"] = session["customer"]
    intent["payment_method"] = method["id"]
    mandate = methods.mandated(state, method)
    intents.confirm(state, intent, mandate["id"] if mandate else None, off_session=False)


def _done(state: State, session: Record, intent: Record, method: Record, email: str | None) -> None:
    if state.plans[session["id"]]["setup_future_usage"] is not None and session["customer"] is not None:
        methods.attach_to(state, method, session["customer"])
    paid = intent["status"] == "succeeded"
    _complete(state, session, method, "paid" if paid else "unpaid", email)


def _keep(state: State, session: Record, method: Record, email: str | None) -> None:
    if session["setup_intent"] is None:
        setup = shapes.setup_intent(state, list(session["payment_method_types"]))
        plan = state.plans[session["id"]]
        setup.update(description=plan["description"], metadata=dict(plan["metadata"]))
        state.setups.put(setup)
        session["setup_intent"] = setup["id"]
        emit(state, "setup_intent.created", setup)
    setup = state.setups.get(session["setup_intent"])
    if session["customer"] is None:
        _new_customer(state, session, method)
    setup["customer"] = session["customer"]
    setups.keep(state, setup, method)
    _complete(state, session, method, "no_payment_required", email)


def _new_customer(state: State, session: Record, method: Record) -> None:
    customer = shapes.customer(state)
    customer.update(email=session["customer_email"] or method["billing_details"]["email"])
    state.customers.put(customer)
    session["customer"] = customer["id"]
    emit(state, "customer.created", customer)


def _complete(state: State, session: Record, method: Record, payment_status: str, email: str | None) -> None:
    known = session["customer_details"] or {}
    details = _details(known.get("email") or email or method["billing_details"]["email"], "Jenny Rosen")
    session.update(status="complete", payment_status=payment_status, customer_details=details, url=None)
    emit(state, "checkout.session.completed", session)


def expire(state: State, _given: Given, session_id: str) -> Record:
    """Close an open session's page; whoever has it open cannot pay any more."""
    session = state.sessions.get(session_id)
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
        raise invalid(message)
    _expire(state, session)
    return session


def _expired_by_time(state: State, session_id: str) -> None:
    session = state.sessions.get(session_id)
    if session["status"] == "open":
        _expire(state, session)


def _expire(state: State, session: Record) -> None:
    session.update(status="expired", url=None)
    if session["payment_intent"] is not None:
        intents.end(state, state.intents.get(session["payment_intent"]), "automatic")
    if session["setup_intent"] is not None:
        setups.end(state, state.setups.get(session["setup_intent"]), "abandoned")
    emit(state, "checkout.session.expired", session)


def retrieve(state: State, _given: Given, session_id: str) -> Record:
    """Return one session."""
    return state.sessions.get(session_id)


def list_sessions(state: State, given: Given) -> Record:
    """Return a page of sessions: by intent, status, customer or time."""
    given.choice("status", _STATUS)
    same = listing.matching(given, "payment_intent", "status", "customer")
    fits = listing.both(same, listing.window(given, "created"))
    return listing.paged(given, state.sessions, "/v1/checkout/sessions", fits)


def list_lines(state: State, given: Given, session_id: str) -> Record:
    """Return the line items of a session."""
    state.sessions.get(session_id)
    return lines_of(state, session_id, given.whole("limit") or 100)


def lines_of(state: State, session_id: str, limit: int = 10) -> Record:
    """Return the first line items of a session as a list object."""
    lines = state.lines[session_id]
    url = f"/v1/checkout/sessions/{session_id}/line_items"
    return {"object": "list", "data": lines[:limit], "has_more": len(lines) > limit, "url": url}
