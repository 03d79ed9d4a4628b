"""What the root key vouches for, and what nobody else can."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import UserId, new_id
from bookdesk.models.practice import Certificate, CertificateKind, Mode, Practice, User, UserKind
from bookdesk.security.bundle import UserBundle
from bookdesk.security.certificates import Authority, Trusted, grant_statement, practice_statement, user_statement
from bookdesk.security.members import user_row
from bookdesk.security.roles import Role
from bookdesk.security.signatures import KeySigner
from tests.support.firm import NOON, Firm

ROOT = Ed25519PrivateKey.generate()
ROOT_KEY = ROOT.public_key().public_bytes_raw()
PRACTICE_ID = new_id()


@pytest.fixture
def authority(unfounded: Firm) -> Authority:
    return Authority(PRACTICE_ID, ROOT, unfounded.clock)


def practice(certificate: Certificate, mode: Mode = Mode.NORMAL) -> Practice:
    return Practice(id=PRACTICE_ID, mode=mode, certificate_id=certificate.id)


def founded(authority: Authority) -> Certificate:
    return authority.issue(CertificateKind.PRACTICE, PRACTICE_ID, practice_statement("normal", ROOT_KEY))


def anna(authority: Authority) -> tuple[UserBundle, User, Certificate]:
    bundle = UserBundle.generate(UserId(new_id()), ROOT_KEY)
    user = user_row("Anna", bundle, [Role.PAYER, Role.APPROVER], UserKind.PERSON)
    certificate = authority.issue(CertificateKind.USER, user.id, user_statement(user))
    user.certificate_id = certificate.id
    return bundle, user, certificate


def test_a_certified_user_is_trusted_with_his_keys_and_roles(authority: Authority) -> None:
    first, (bundle, user, certificate) = founded(authority), anna(authority)
    trusted = Trusted(ROOT_KEY, practice(first), [first, certificate])
    assert trusted.box_key(user) == bundle.box_key
    assert trusted.roles(certificate.id, user.id) == (Role.APPROVER, Role.PAYER)
    signature = KeySigner(bundle.user_id, bundle.signing).sign("approval", {"a": 1})
    assert trusted.verify(user.id, "approval", {"a": 1}, signature)
    assert certificate.issued_at == NOON


@pytest.mark.parametrize(
    ("name", "value"), [("name", "Eve"), ("sign_key", "00" * 32), ("box_key", "00" * 32), ("roles", ["owner"])]
)
def test_a_row_that_differs_from_its_certificate_is_not_trusted(authority: Authority, name: str, value: object) -> None:
    first, (_, user, certificate) = founded(authority), anna(authority)
    setattr(user, name, value)
    with pytest.raises(Tampered, match="record of user"):
        Trusted(ROOT_KEY, practice(first), [first, certificate]).box_key(user)


def test_a_certificate_of_another_root_practice_kind_or_subject_counts_for_nothing(authority: Authority) -> None:
    first, (bundle, user, genuine) = founded(authority), anna(authority)
    strangers = (
        Authority(PRACTICE_ID, Ed25519PrivateKey.generate(), authority.clock),
        Authority(new_id(), ROOT, authority.clock),
    )
    forged = [one.issue(CertificateKind.USER, user.id, user_statement(user)) for one in strangers]
    forged.append(authority.issue(CertificateKind.GRANT, user.id, user_statement(user)))
    forged[-1].kind = CertificateKind.USER
    forged.append(authority.issue(CertificateKind.USER, new_id(), user_statement(user)))
    forged[-1].subject = user.id
    signature = KeySigner(bundle.user_id, bundle.signing).sign("approval", {"a": 1})
    for certificate in forged:
        trusted = Trusted(ROOT_KEY, practice(first), [first, certificate])
        with pytest.raises(Tampered):
            trusted.of(certificate.id, user.id)
        with pytest.raises(Tampered):
            trusted.verify(user.id, "approval", {"a": 1}, signature)
    trusted = Trusted(ROOT_KEY, practice(first), [first, genuine])
    for certificate_id, subject in ((genuine.id, new_id()), (new_id(), user.id)):
        with pytest.raises(Tampered):
            trusted.of(certificate_id, subject)


def test_every_byte_of_a_statement_is_signed(authority: Authority) -> None:
    first, (_, user, certificate) = founded(authority), anna(authority)
    certificate.statement = certificate.statement.replace('"payer"', '"owner"')
    with pytest.raises(Tampered):
        Trusted(ROOT_KEY, practice(first), [first, certificate]).of(certificate.id, user.id)


def test_the_mode_of_a_practice_is_certified(authority: Authority) -> None:
    first = founded(authority)
    Trusted(ROOT_KEY, practice(first), [first])
    with pytest.raises(Tampered, match="mode of the practice"):
        Trusted(ROOT_KEY, practice(first, Mode.DEMO), [first])


def test_a_grant_may_leave_a_user_his_usual_roles(authority: Authority) -> None:
    first = founded(authority)
    usual = authority.issue(CertificateKind.GRANT, "g1", grant_statement("c", "u", None))
    own = authority.issue(CertificateKind.GRANT, "g2", grant_statement("c", "other", [Role.READER]))
    trusted = Trusted(ROOT_KEY, practice(first), [first, usual, own])
    assert trusted.roles(usual.id, "g1") is None
    assert trusted.roles(own.id, "g2") == (Role.READER,)


def test_the_root_key_stands_in_no_text_form(authority: Authority) -> None:
    assert ROOT.private_bytes_raw().hex() not in repr(authority)
    assert "Ed25519" not in repr(authority)
