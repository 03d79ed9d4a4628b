"""The way out: one connection to a mail server over SMTP (RFC 5321), secured, and what its answers mean.

Three rules: the password leaves over a checked connection only, or to this very computer; a message counts as accepted
after 250 to its last line and by nothing else; and once its text began to leave, every other end is `Lost`, unless the
server itself says 4xx or 5xx.
"""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Final, Protocol, Self

from bookdesk.core.errors import InputError, Unreachable
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.addresses import is_loopback, wire_address
from bookdesk.security.redaction import Secret

_NAME: Final = "[127.0.0.1]"
"""How we greet: what this computer is called at home is nobody's business, and is often refused (RFC 5321, 4.1.4)."""
_LONGEST_ANSWER = 200
_READY, _DONE, _GO_ON, _MORE = 220, 250, 354, 334
_AUTHENTICATED = 235
_FORWARDED = frozenset({250, 251})
"""Answers to RCPT that take a recipient; 252 (cannot verify) is one of VRFY alone."""
_LATER, _NEVER, _BEYOND = 400, 500, 600
_CLOSING = 421
_WHO_ARE_YOU = frozenset({530, 534, 535, 538})
"""The server wants another proof of who we are (RFC 4954, 6): a matter of the account, not of the message."""
_SESSION_ENDS = _WHO_ARE_YOU | {_CLOSING, -1}
_TOO_LARGE = frozenset({552, 523})
_UNKNOWN_ANSWER = -1
_DOT_LINE = re.compile(rb"(?m)^\.")
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail leaves, as whom. The password shows itself nowhere (`Secret`)."""

    host: str
    port: int
    security: MailSecurity
    address: str
    user: str | None = None
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a connection, for an answer, and for the one after a message (RFC 5321, 4.5.3.2)."""

    connecting: float = 30.0
    answer: float = 120.0
    last: float = 600.0


class Meaning(StrEnum):
    """What an answer to a message, or about one recipient, says."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and its words for a person, on one line."""

    meaning: Meaning
    words: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer came after the text began to leave: nobody knows."""

    words: str


class NotNow(Unreachable):
    """The server cannot be used at the moment, by no message: it is away, unsafe, or refuses the account."""


class Courier(Protocol):
    """A connection that carries one message after the other."""

    def offer(self, recipients: Sequence[str], size: int) -> Mapping[str, Answer]:
        """Ask which of the recipients (wire form) are taken for a message of `size` bytes; `NotNow`."""
        ...

    def give(self, content: bytes) -> Answer | Silence:
        """Hand over the text to those who were taken."""
        ...

    def forget(self) -> None:
        """Let an offer go without giving anything; `NotNow`."""
        ...

    def close(self) -> None:
        """End the connection; it never fails."""
        ...


Connect = Callable[[Server], Courier]


@dataclass
class SmtpCourier:
    """A connection by the standard library's `smtplib`; made by `connect`."""

    _smtp: smtplib.SMTP
    _server: Server
    _patience: Patience = field(default_factory=Patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def offer(self, recipients: Sequence[str], size: int) -> Mapping[str, Answer]:
        """Name sender and recipients; what the server says of the sender holds for all of them."""
        try:
            refused = self._sender(size)
            if refused is not None:
                return dict.fromkeys(recipients, refused)
            return {one: self._recipient(one) for one in recipients}
        except (OSError, smtplib.SMTPException) as broken:
            raise self._not_now("broke the connection off") from broken

    def give(self, content: bytes) -> Answer | Silence:
        """Send the text, with a dot before each line that begins with one (RFC 5321, 4.5.2)."""
        try:
            code, words = self._smtp.docmd("DATA")
        except (OSError, smtplib.SMTPException):
            return Silence(f"The connection to {self._server.host} broke before it answered.")
        if code != _GO_ON:  # no byte of the text has left, so whatever else it says leaves nothing open
            refused = Meaning.NEVER if _NEVER <= code < _BEYOND else Meaning.LATER
            return Answer(refused, _worded(code, words))
        try:
            self._set_timeout(self._patience.last)
            self._smtp.send(_DOT_LINE.sub(b"..", content) + b".\r\n")
            code, words = self._smtp.getreply()
            self._set_timeout(self._patience.answer)
        except (OSError, smtplib.SMTPException):
            return Silence(f"The connection to {self._server.host} broke before it answered.")
        return self._after_text(code, words)

    def forget(self) -> None:
        """Reset the session."""
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException) as broken:
            raise self._not_now("broke the connection off") from broken

    def close(self) -> None:
        """Say good-bye where somebody still listens."""
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()

    def _sender(self, size: int) -> Answer | None:
        """Name the sender; returns what keeps this message, raises what keeps all."""
        most = self._most_bytes()
        if most is not None and size > most:
            return Answer(Meaning.NEVER, f"The server takes {most / _MEGABYTE:.1f} MB at most.")
        options = [f"SIZE={size}"] if self._smtp.has_extn("size") else []
        code, words = self._smtp.mail(wire_address(self._server.address), options)
        if code == _DONE:
            return None
        answer = _answer(code, words)
        if code in _TOO_LARGE or (answer.meaning is Meaning.LATER and code != _CLOSING):
            return answer
        raise self._not_now(f"does not let {self._server.address} send ({answer.words})")

    def _recipient(self, address: str) -> Answer:
        code, words = self._smtp.rcpt(address)
        if code in _SESSION_ENDS:
            raise self._not_now(f"does not go on ({_answer(code, words).words})")
        if code in _FORWARDED:
            return Answer(Meaning.TAKEN, _worded(code, words))
        return _answer(code, words)

    def _after_text(self, code: int, words: bytes) -> Answer | Silence:
        """Only 250 is a yes, only 4xx and 5xx are a no; what a broken server says besides leaves it open."""
        if code == _DONE or _LATER <= code < _BEYOND:
            return _answer(code, words)
        return Silence(f"{self._server.host} gave no answer that means anything ({_worded(code, words)}).")

    def _most_bytes(self) -> int | None:
        """Return what the server takes at most, where it says so (RFC 1870); 0 says nothing."""
        said = self._smtp.esmtp_features.get("size", "")
        return int(said) if said.isascii() and said.isdigit() and int(said) else None

    def _set_timeout(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def _not_now(self, what: str) -> NotNow:
        return NotNow(f"The mail server {self._server.host} {what}.", "The mail waits; it is tried again.")


def connect(server: Server, *, context: ssl.SSLContext | None = None, patience: Patience | None = None) -> SmtpCourier:
    """Return a connection that is secured and knows who we are; `NotNow`, or `InputError` for an unsafe account.

    `context` trusts what the system trusts, unless it is given.
    """
    require_safe(server)
    patience, context = patience or Patience(), context or ssl.create_default_context()
    smtp = _connected(server, context, patience)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security is MailSecurity.STARTTLS:
            _start_tls(smtp, server, context)
        if server.user is not None:
            _prove(smtp, server)
    except (OSError, smtplib.SMTPException) as broken:
        smtp.close()
        raise _away(server, broken) from broken
    except NotNow:
        smtp.close()
        raise
    return SmtpCourier(smtp, server, patience)


def require_safe(server: Server) -> None:
    """Return quietly, or `InputError` where an account would send in the clear to another computer."""
    if server.security is MailSecurity.NONE and not is_loopback(server.host):
        raise InputError(
            f"Mail would go to {server.host} in the clear, with its password.",
            "Choose TLS (usually port 465) or STARTTLS (587); none is for a relay on this computer only.",
        )


def _connected(server: Server, context: ssl.SSLContext, patience: Patience) -> smtplib.SMTP:
    try:
        if server.security is MailSecurity.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL("", 0, _NAME, timeout=patience.connecting, context=context)
        else:
            smtp = smtplib.SMTP("", 0, _NAME, timeout=patience.connecting)
        smtp._host = server.host  # type: ignore[attr-defined] # noqa: SLF001 - the name certificates are checked by
        code, words = smtp.connect(server.host, server.port)
    except (OSError, smtplib.SMTPException, UnicodeError) as broken:  # a name may be too long for the network's names
        raise _away(server, broken) from broken
    if code != _READY:
        smtp.close()
        raise NotNow(
            f"The mail server {server.host} takes nothing now ({_worded(code, words)}).",
            "The mail waits; it is tried again.",
        )
    if smtp.sock is not None:
        smtp.sock.settimeout(patience.answer)
        if server.security is MailSecurity.NONE and not is_loopback(str(smtp.sock.getpeername()[0])):
            smtp.close()
            raise NotNow(f"{server.host} is another computer after all.", "Nothing was sent. Choose TLS or STARTTLS.")
    return smtp


def _start_tls(smtp: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    """Secure the connection, or leave: a server that does not offer it may be somebody in between (RFC 3207, 6)."""
    code, _ = smtp.starttls(context=context) if smtp.has_extn("starttls") else (_UNKNOWN_ANSWER, b"")
    if code != _READY:
        raise NotNow(
            f"The mail server {server.host} does not offer STARTTLS on port {server.port}.",
            "Nothing was sent. Choose TLS with port 465, or ask who runs the server.",
        )
    smtp.ehlo()


def _prove(smtp: smtplib.SMTP, server: Server) -> None:
    """Say who we are by PLAIN or LOGIN (RFC 4616), in UTF-8, which the library's own way cannot.

    The server's words are not repeated: some echo what they were given.
    """
    user, password = (server.user or "").encode(), server.password.reveal() if server.password else b""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, _ = smtp.docmd("AUTH", "PLAIN " + _encoded(b"\0" + user + b"\0" + password))
    elif "LOGIN" in offered:
        code, _ = smtp.docmd("AUTH", f"LOGIN {_encoded(user)}")
        if code == _MORE:
            code, _ = smtp.docmd(_encoded(password))
    else:
        raise NotNow(
            f"The mail server {server.host} offers no way to sign in with a password.",
            "Ask who runs it for an app password, or choose another port.",
        )
    if code != _AUTHENTICATED:
        raise NotNow(
            f"The mail server {server.host} does not accept user and password (answer {code}).",
            "Enter the password again; large providers want one made for this program.",
            command="bookdesk mail account set",
        )


def _encoded(plain: bytes) -> str:
    return base64.b64encode(plain).decode("ascii")


def _away(server: Server, broken: Exception) -> NotNow:
    """Return why there is no connection, as far as it helps a person."""
    place = f"{server.host}, port {server.port}"
    if isinstance(broken, ssl.SSLCertVerificationError):
        why = clean(broken.verify_message)[:_LONGEST_ANSWER]
        return NotNow(
            f"The certificate of the mail server {place} is not to be trusted: {why}.",
            "Nothing was sent. Check the name of the server; in a strange network, wait until you are in your own.",
        )
    if isinstance(broken, ssl.SSLError):
        return NotNow(
            f"The mail server {place} does not speak TLS as it was asked to.", "Check the port and how it is secured."
        )
    if isinstance(broken, TimeoutError) or isinstance(broken.__context__, TimeoutError):  # the library wraps some
        return NotNow(f"The mail server {place} does not answer.", "The mail waits; it is tried again.")
    return NotNow(f"The mail server {place} cannot be reached.", "The mail waits; it is tried again.")


def _answer(code: int, words: bytes) -> Answer:
    """Return what a code means (RFC 5321, 4.2.1); whatever is no number of theirs may be asked again."""
    refused = Meaning.NEVER if _NEVER <= code < _BEYOND else Meaning.LATER
    return Answer(Meaning.TAKEN if code == _DONE else refused, _worded(code, words))


def _worded(code: int, words: bytes) -> str:
    said = clean(words.decode("utf-8", "replace").replace("\n", " "))[:_LONGEST_ANSWER]
    return f"{code} {said}".strip() if code != _UNKNOWN_ANSWER else (said or "nothing")
