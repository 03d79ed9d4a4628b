"""The hosted page: what a customer sees and does, in plain HTML without scripts.

`GET /c/pay/SESSION` shows it, `POST` pays: `means` (card, declined, or a kind of bank debit), `number` (one of the
gateway's test numbers, instead of the usual one), `email`. A card whose bank asks is answered with `answer=agree` or
`refuse`. A page that is paid or expired says so with 410, so of two tabs one pays. To leave it, follow the cancel
link. `/c/ask/INTENT` is the same question of a bank where an intent belongs to no session.
"""

from __future__ import annotations

from html import escape
from urllib.parse import unquote

from bookdesk.sandbox.stripe import intents, methods, sessions
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Answer, Asked, Record, Refused
from bookdesk.sandbox.stripe.methodfacts import DEBITS
from bookdesk.sandbox.stripe.money import shown
from bookdesk.sandbox.stripe.state import State

PREFIX = "/c/pay/"
ASKING = "/c/ask/"
"""where a bank asks about an intent that belongs to no session"""
_USUAL = {
    "card": "4242424242424242",
    "declined": "4000000000000002",
    "us_bank_account": "000123456789",
    "sepa_debit": "DE89370400440532013000",
    "bacs_debit": "00012345",
    "au_becs_debit": "000123456",
}
_WORDS = {
    "card": "Card",
    "declined": "A card that is declined",
    "us_bank_account": "US bank account (ACH)",
    "sepa_debit": "SEPA Direct Debit",
    "bacs_debit": "Bacs Direct Debit",
    "au_becs_debit": "BECS Direct Debit",
}
_STYLE = "body{font:1rem/1.5 sans-serif;max-width:28rem;margin:2rem auto;padding:0 1rem}label{display:block}"


def serve(state: State, asked: Asked) -> Answer:
    """Answer a browser that asks for a session's page or sends its form."""
    if asked.path.startswith(ASKING):
        return _asking(state, asked)
    session = state.sessions.find(unquote(asked.path).removeprefix(PREFIX))
    if session is None or not asked.path.startswith(PREFIX):
        return _page(404, "Nothing here", "<p>There is no such page.</p>")
    if session["status"] != "open":
        return _closed(session)
    if asked.method != "POST":
        return _page(200, _title(session), _form(state, session, ""))
    try:
        return _act(state, session, Given(asked.given))
    except Refused as refused:
        return _page(402, _title(session), _form(state, session, str(refused.error["message"])))


def _asking(state: State, asked: Asked) -> Answer:
    """Let the owner of a card answer his bank about an intent."""
    intent = state.intents.find(unquote(asked.path).removeprefix(ASKING))
    if intent is None or intent["status"] != "requires_action":
        return _page(404, "Nothing here", "<p>There is no such page.</p>")
    title = f"Pay {shown(intent['amount'], intent['currency'])}"
    if asked.method != "POST":
        return _page(200, title, _question())
    try:
        intents.answered(state, intent, agreed=Given(asked.given).needed("answer") == "agree")
    except Refused as refused:
        return _page(402, title, f'<p role="alert">{escape(str(refused.error["message"]))}</p>')
    return _page(200, "Thank you", "<p>The payment is on its way.</p>")


def _act(state: State, session: Record, given: Given) -> Answer:
    """Pay or answer, and go where the session says."""
    answer, email = given.choice("answer", ("agree", "refuse")), given.text("email")
    if answer is not None:
        sessions.answered(state, session, agreed=answer == "agree", email=email)
    else:
        means = given.choice("means", ("declined", *session["payment_method_types"]), "card") or "card"
        number = (given.text("number") or _USUAL[means]).replace(" ", "")
        kind = means if means in DEBITS else "card"
        sessions.pay(state, session, methods.typed(state, kind, number, email), email)
    if session["status"] == "open":
        return _page(200, _title(session), _question())
    return Answer(303, "", {"Location": _address(session)})


def _address(session: Record) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _title(session: Record) -> str:
    if session["mode"] == "setup":
        return "Save a means of payment"
    return f"Pay {shown(session['amount_total'], session['currency'])}"


def _closed(session: Record) -> Answer:
    if session["status"] == "expired":
        return _page(410, "This page has expired", "<p>Nothing was charged here. Ask for a new link.</p>")
    back = f'<p><a href="{escape(_address(session))}">Back to the shop</a></p>'
    return _page(410, "You have already paid", f"<p>This page takes no second payment.</p>{back}")


def _form(state: State, session: Record, complaint: str) -> str:
    lines = "".join(
        f"<li>{escape(line['description'])}: {shown(line['amount_total'], line['currency'])}</li>"
        for line in state.lines[session["id"]]
    )
    kinds = list(session["payment_method_types"])
    offered = kinds + (["declined"] if "card" in kinds else [])
    choices = "".join(
        f'<label><input type="radio" name="means" value="{kind}"{" checked" if kind == offered[0] else ""}> '
        f"{_WORDS[kind]}</label>"
        for kind in offered
    )
    email = escape(session["customer_email"] or "customer@example.com")
    alert = f'<p role="alert">{escape(complaint)}</p>' if complaint else ""
    leave = (
        f'<p><a href="{escape(session["cancel_url"])}">Leave without paying</a></p>' if session["cancel_url"] else ""
    )
    return (
        f'<p>{escape(state.settings.name)}</p><ul>{lines}</ul>{alert}<form method="post"><fieldset>'
        f"<legend>How do you pay?</legend>{choices}</fieldset>"
        '<label>Number (empty: a test number) <input name="number" autocomplete="off"></label>'
        f'<label>E-mail <input name="email" type="email" value="{email}"></label>'
        f'<button type="submit">{"Save" if session["mode"] == "setup" else "Pay"}</button></form>{leave}'
    )


def _question() -> str:
    return (
        '<p>Your bank asks: is this you?</p><form method="post">'
        '<button name="answer" value="agree">Yes, pay</button> <button name="answer" value="refuse">No</button></form>'
    )


def _page(status: int, title: str, body: str) -> Answer:
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return Answer(status, text, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"})
