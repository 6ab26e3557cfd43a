"""The certification authority of this installation: a root, a seal for each centre, and a one-day certificate for each signing act (RFC 5280).

It says who signed here and that nothing was changed since. It is not a licensed provider in the sense of
电子签名法 art. 16: how much a signature weighs rests on the record of the act (art. 13), and pages say so.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings

from mediation.papers.signing.keys import Folder

ROOT = "root"
ROOT_DAYS, SEAL_DAYS, ACT_DAYS = 7300, 1095, 1
SEAL_RENEWED = timedelta(days=30)  # before it ends
CRL_DAYS = 7  # how long a list may be relied on; each one is made when it is asked for
SKEW = timedelta(minutes=5)  # between the clocks of whoever checks and ours
COMMON_NAME = 64  # octets that every library takes
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
REVOKED = "revoked.txt"


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key and what the authority says about its holder."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def folder() -> Folder:
    """Where the authority keeps its keys."""
    return Folder(settings.VAR_DIR / "papers-ca")


def root() -> x509.Certificate:
    """The certificate that others need to check our papers."""
    return _root().certificate


def root_pem() -> bytes:
    """The root as a file to hand out."""
    return root().public_bytes(Encoding.PEM)


def for_act(name: str, role: str) -> Identity:
    """A fresh key with a certificate of one day; nobody keeps the key after the act."""
    subject = [(NameOID.COMMON_NAME, _short(name)), (NameOID.TITLE, _short(role))]
    return _issue(_root(), subject, timedelta(days=ACT_DAYS))


def seal_of(centre: str) -> Identity:
    """The seal of a centre, made at its first use and renewed before it ends."""
    place, name = folder(), f"seal-{hashlib.sha256(centre.encode()).hexdigest()[:24]}"
    issuer = _root()
    with place.held():
        found = place.pair(name)
        if found is None or found[1].not_valid_after_utc - SEAL_RENEWED < datetime.now(UTC):
            subject = [(NameOID.COMMON_NAME, _short(centre)), (NameOID.TITLE, "调解专用章")]
            made = _issue(issuer, subject, timedelta(days=SEAL_DAYS))
            place.keep(name, made.key, made.certificate)
            return made
        return Identity(*found)


def revoke_seal(centre: str) -> int:
    """Declare the present seal of a centre void and destroy its key; the next paper gets a new one. Return its serial number."""
    old, place = seal_of(centre), folder()
    with place.held():
        line = f"{old.certificate.serial_number:x} {datetime.now(UTC).isoformat()}\n"
        place.write(REVOKED, (place.read(REVOKED) + line).encode())
        place.drop(f"seal-{hashlib.sha256(centre.encode()).hexdigest()[:24]}")
    return old.certificate.serial_number


def crl() -> bytes:
    """The list of certificates that are void, as DER, signed now."""
    issuer, now = _root(), datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - SKEW)
        .next_update(now + timedelta(days=CRL_DAYS))
        .add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for line in folder().read(REVOKED).splitlines():
        serial, at = line.split()
        builder = builder.add_revoked_certificate(x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(datetime.fromisoformat(at)).build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _root() -> Identity:
    """The root of this installation, made once."""
    place = folder()
    found = place.pair(ROOT)
    if found is None:
        with place.held():
            found = place.pair(ROOT)
            if found is None:
                key = ec.generate_private_key(ec.SECP256R1())
                found = key, _root_certificate(key)
                place.keep(ROOT, *found)
    return Identity(*found)


def _root_certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, f"调解码纸件根证书 {mark.digest.hex()[:12]}")])
    builder = _builder(name, name, key, timedelta(days=ROOT_DAYS)).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.add_extension(mark, critical=False).add_extension(_usage(authority=True), critical=True).sign(key, hashes.SHA256())


def _issue(issuer: Identity, subject: list[tuple[x509.ObjectIdentifier, str]], lasting: timedelta) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), *(x509.NameAttribute(kind, value) for kind, value in subject)])
    where = x509.UniformResourceIdentifier(f"{settings.PUBLIC_URL}/verify/ca.crl")
    builder = (
        _builder(name, issuer.certificate.subject, key, lasting)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.CRLDistributionPoints([x509.DistributionPoint([where], None, None, None)]), critical=False)
    )
    return Identity(key, builder.sign(issuer.key, hashes.SHA256()))


def _builder(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, lasting: timedelta) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + lasting)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _short(text: str) -> str:
    """As much of a name as fits, whole characters only; nameless subjects are refused by readers."""
    return text.encode()[:COMMON_NAME].decode(errors="ignore").strip() or "—"
