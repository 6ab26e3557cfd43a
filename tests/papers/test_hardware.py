"""Seals with keys in a token: SoftHSM, a real PKCS#11 module, and a certificate by somebody else's authority."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from mediation.papers.checks import seals_can_be_reached
from mediation.papers.errors import PaperError
from mediation.papers.signing import hardware
from mediation.papers.signing.port import sign_paper
from mediation.papers.verify import examine
from tests.papers import makers
from tests.papers.time_authority import TimeAuthority, named

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "1234"


class Licensed:
    """A licensed authority: its root, and the certificates that it issues."""

    def __init__(self, folder: Path) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = self.issued("Licensed root", self.key.public_key(), ca=True)
        self.file = folder / "licensed.pem"
        self.file.write_bytes(self.root.public_bytes(Encoding.PEM))

    def issued(self, name: str, key, *, ca: bool = False) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(named(name)).issuer_name(named("Licensed root")).public_key(key).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=30)).add_extension(x509.BasicConstraints(ca, None), True)
        usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False)
        builder = builder.add_extension(x509.KeyUsage(digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca, **usage), True)
        return builder.sign(self.key, hashes.SHA256())

    def void(self, *certificates: x509.Certificate) -> bytes:
        """The list of what it declared void."""
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject).last_update(now - timedelta(minutes=9)).next_update(now + timedelta(days=7))
        for one in certificates:
            row = x509.RevokedCertificateBuilder().serial_number(one.serial_number).revocation_date(now - timedelta(minutes=5))
            builder = builder.add_revoked_certificate(row.build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture
def token(tmp_path, monkeypatch, settings):
    """A token with the key pair of one centre, made inside it, and the licensed authority that certified it."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "seals", "--pin", PIN, "--so-pin", "5678"], check=True, capture_output=True)
    library = pkcs11.lib(MODULE)
    library.reinitialize()  # the module read its settings when another test loaded it
    licensed = Licensed(tmp_path)
    with library.get_token(token_label="seals").open(rw=True, user_pin=PIN) as session:
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True)
        public, _private = parameters.generate_keypair(store=True, label=makers.CENTRE)
        licensed.seal = licensed.issued(makers.CENTRE, load_der_public_key(encode_ec_public_key(public)))
        rows = {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
            pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.LABEL: makers.CENTRE,
            pkcs11.Attribute.SUBJECT: licensed.seal.subject.public_bytes(),
            pkcs11.Attribute.VALUE: licensed.seal.public_bytes(Encoding.DER),
        }
        session.create_object(rows)
    (tmp_path / "pin").write_text(f"{PIN}\n")
    settings.VAR_DIR = tmp_path
    settings.PAPER_SIGNER = f"{hardware.__name__}.KeyInHardware"
    settings.PKCS11_MODULE, settings.PKCS11_TOKEN, settings.PKCS11_PIN_FILE = MODULE, "seals", str(tmp_path / "pin")
    settings.PKCS11_ROOTS, settings.PKCS11_CRL = str(licensed.file), ""
    return licensed


def test_the_seal_is_made_in_the_token_and_trusted_by_its_issuer(token, settings, tmp_path):
    pdf = sign_paper(makers.printed(), makers.acts(), seal=makers.CENTRE)
    verdict = examine(pdf)
    assert [(s.who, s.trusted, s.intact) for s in verdict.signatures][-2:] == [("沈静 BJ2026-000123/3", True, True), (makers.CENTRE, True, True)]
    assert verdict.outcome == "unchanged"
    assert list((tmp_path / "papers-ca").glob("seal-*")) == []  # no key of a seal lies in a folder
    (tmp_path / "crl.der").write_bytes(token.void(token.seal))
    settings.PKCS11_CRL = str(tmp_path / "crl.der")
    assert examine(pdf).outcome == "unknown"
    settings.PKCS11_CRL, settings.PAPER_SIGNER = "", "mediation.papers.signing.own_ca.OwnAuthority"
    assert examine(pdf).outcome == "unknown"  # whoever does not trust the issuer


def test_with_an_authority_of_time_the_seal_can_be_checked_for_years(token, settings, tmp_path):
    (tmp_path / "crl.der").write_bytes(token.void())
    settings.PKCS11_CRL = str(tmp_path / "crl.der")
    (tmp_path / "tsa").mkdir()
    authority = TimeAuthority(tmp_path / "tsa")
    settings.TSA_URL, settings.TSA_ROOTS = authority.url, str(authority.root)
    verdict = examine(sign_paper(makers.printed(), [], seal=makers.CENTRE))
    authority.stop()
    assert (verdict.outcome, verdict.signatures[0].proved) == ("unchanged", True)


def test_a_seal_that_the_token_does_not_hold_and_a_wrong_pin_are_said_in_one_sentence(token, tmp_path):
    with pytest.raises(PaperError) as unknown:
        sign_paper(makers.printed(), [], seal="别的中心")
    (tmp_path / "pin").write_text("0000")
    with pytest.raises(PaperError) as wrong:
        sign_paper(makers.printed(), [], seal=makers.CENTRE)
    assert [unknown.value.code, wrong.value.code] == ["seal-not-at-hand"] * 2


def test_what_is_not_set_up_is_said_at_the_start(token, settings):
    assert seals_can_be_reached(None) == []
    settings.PKCS11_MODULE = "/nowhere.so"
    assert [fault.id for fault in seals_can_be_reached(None)] == ["papers.E004"]
