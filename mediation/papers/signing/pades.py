"""Signatures as incremental revisions of a PDF (PAdES, ETSI EN 319 142-1), by pyHanko; slow to load, so imported where it is used.

The fields lie over names and drawings that the page shows already; their own appearance is empty, so that nothing is drawn twice.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, TimestampDSSContentSettings
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from mediation.papers.printed import Box
from mediation.papers.signing.authority import Identity

DIGEST = "sha256"
NOTHING_DRAWN = StaticStampStyle(border_width=0)
# What is needed to check a paper goes in before the last time-stamp, which so covers every byte.
BEFORE_THE_STAMP = DSSContentSettings(include_vri=False, next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True))
logging.getLogger("pyhanko").setLevel(logging.ERROR)  # it warns at every seal that nothing is fetched, which is meant


@dataclass(frozen=True, slots=True)
class Proof:
    """What a signature needs to be checked in many years (B-LTA): an authority of time, roots to trust, the lists of void certificates."""

    authority: str  # address, RFC 3161
    roots: tuple[bytes, ...]  # DER
    crls: tuple[bytes, ...]  # DER


def with_fields(pdf: bytes, places: Iterable[tuple[str, Box]]) -> bytes:
    """Add every empty field before the first signature: later ones would be changes."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    for name, box in places:
        corners = (round(box.left), round(box.bottom), round(box.right), round(box.top))
        fields.append_signature_field(writer, SigFieldSpec(name, on_page=box.page, box=corners))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def signed(pdf: bytes, field: str, signer: signers.Signer, *, name: str, words: str, first: bool, proof: Proof | None = None) -> bytes:
    """Add one revision with a signature; the first one certifies that only signatures may follow (DocMDP 2)."""
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        name=name,
        reason=words,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=first,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=proof is not None,
        use_pades_lta=proof is not None,
        validation_context=_trust(proof) if proof else None,
        dss_settings=BEFORE_THE_STAMP,
    )
    timestamper = HTTPTimeStamper(proof.authority) if proof else None
    maker = signers.PdfSigner(metadata, signer=signer, timestamper=timestamper, stamp_style=NOTHING_DRAWN)
    return bytes(maker.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue())


def signer_of(identity: Identity) -> signers.Signer:
    """Who signs with a key that this process holds."""
    private = identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = identity.certificate.public_bytes(Encoding.DER)
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate), signing_key=asn1_keys.PrivateKeyInfo.load(private), cert_registry=SimpleCertificateStore(), embed_roots=False
    )


def _trust(proof: Proof) -> ValidationContext:
    """Nothing is fetched: what is needed to check the paper later is at hand."""
    roots = [asn1_x509.Certificate.load(root) for root in proof.roots]
    return ValidationContext(trust_roots=roots, crls=[asn1_crl.CertificateList.load(crl) for crl in proof.crls], allow_fetching=False)
