"""A foreign paper is examined here: a program of its own without Django or network, so that a hostile file ends it and nothing else.

    python -I mediation/papers/cell.py < one line of JSON (whom to trust) and the PDF > JSON

Exit status 3: the file cannot be read.
"""

import base64
import json
import resource
import sys
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 20  # of CPU; our own papers take half a one, loading included
MOST = 60  # signatures that are looked at
LONGEST = 400  # characters of a word taken over from a paper
CANNOT = 3
EXTENSIONS = ("nothing", "proofs", "signatures", "other")  # what was added after a signature


class CannotRead(Exception):
    """The file is no PDF that everybody can open."""


def look(pdf: bytes, trust: dict[str, Any]) -> dict[str, Any]:
    """Say what every signature covers, who made it, and what came after it."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(BytesIO(pdf))
    if reader.encrypted:
        raise CannotRead
    regular, stamps = reader.embedded_regular_signatures, reader.embedded_timestamp_signatures
    if len(regular) + len(stamps) > MOST:
        raise CannotRead
    roots, times = (_certificates(trust[name]) for name in ("roots", "time_roots"))
    seen = [_signature(pdf, one, roots, times, _void(trust["crls"])) for one in regular]
    return {
        "signatures": seen,
        "stamps": [_stamp(pdf, one, times) for one in stamps],
        "covered": any(str(one.evaluate_signature_coverage().name) == "ENTIRE_FILE" for one in (*regular, *stamps)),
        "empty": [str(name)[:LONGEST] for name, _value, _field in enumerate_sig_fields(reader, filled_status=False)][:MOST],
    }


def _signature(pdf: bytes, one: Any, roots: list[Any], times: list[Any], void: dict[tuple[bytes, int], datetime]) -> dict[str, Any]:
    from pyhanko.sign.validation import validate_pdf_signature

    claimed = one.self_reported_timestamp
    facts = {"who": "", "role": "", "at": claimed.isoformat() if claimed else "", "words": str(one.sig_object.get("/Reason", ""))[:LONGEST]}
    try:
        facts |= _holder(one.signer_cert)
        # Certificates of one day bound what a signer may claim about the time; without such a claim, now counts.
        moment = min(claimed or datetime.now(UTC), datetime.now(UTC))
        status = validate_pdf_signature(one, _context(roots, moment), _context(times, moment))
        stamp = status.timestamp_validity
        proved = stamp.timestamp if stamp and stamp.valid and stamp.intact and stamp.trusted else None
        since = _since(status)
        whole = status.intact and status.valid and status.docmdp_ok and status.seed_value_ok and (stamp is None or (stamp.valid and stamp.intact))
        revoked = void.get((one.signer_cert.issuer.dump(), one.signer_cert.serial_number))
        known = status.trusted and (stamp is None or stamp.trusted) and (revoked is None or (proved is not None and proved < revoked))
        # How others write their signatures is theirs; of those that count, not a bit may be changed.
        return facts | {
            "intact": bool(whole) and since != "other" and (not known or _exact(pdf, one)),
            "trusted": bool(known),
            "since": since,
            "proved": proved.isoformat() if proved else "",
        }
    except Exception:  # noqa: BLE001 - a signature that cannot even be parsed proves nothing
        return facts | {"intact": False, "trusted": False, "since": "other", "proved": ""}


def _stamp(pdf: bytes, one: Any, times: list[Any]) -> dict[str, Any]:
    """A time-stamp over the whole document so far."""
    from pyhanko.sign.validation import validate_pdf_timestamp

    try:
        moment = one.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
        status = validate_pdf_timestamp(one, _context(times, moment))
        return {"intact": bool(status.intact and status.valid) and _since(status) != "other" and _exact(pdf, one), "trusted": bool(status.trusted), "at": moment.isoformat()}
    except Exception:  # noqa: BLE001 - as above
        return {"intact": False, "trusted": False, "at": ""}


def _since(status: Any) -> str:
    """What was added after a signature, as the strictest reading has it."""
    level = status.modification_level
    return EXTENSIONS[level.value] if level is not None and level.value < len(EXTENSIONS) - 1 else "other"


def _exact(pdf: bytes, one: Any) -> bool:
    """Is the one place that no signature covers filled as signers fill it: hexadecimal digits of one case, a signature, then zeros?"""
    from asn1crypto.parser import peek

    first, length, second, _rest = one.byte_range
    hole = bytes(pdf[first + length : second])
    digits = hole[1:-1]
    if hole[:1] + hole[-1:] != b"<>" or digits not in (digits.lower(), digits.upper()):
        return False
    content = bytes.fromhex(digits.decode("ascii"))
    end = peek(content)
    return not content[end:].strip(b"\0") and _tiled(content[:end]) and _consistent(one)


def _consistent(one: Any) -> bool:
    """Do the fields beside the signed ones say what they have to say (RFC 5652, 5.1 and 5.3)? Nobody else would notice a changed bit in them."""
    data, signer = one.signed_data, one.signer_info
    by_key = signer["sid"].name != "issuer_and_serial_number"
    of_signer = "v3" if by_key else "v1"
    of_data = "v3" if by_key or data["encap_content_info"]["content_type"].native != "data" else "v1"
    return (
        (data["version"].native, signer["version"].native) == (of_data, of_signer)
        and [one["algorithm"].dump() for one in data["digest_algorithms"]] == [signer["digest_algorithm"]["algorithm"].dump()]
        and (by_key or signer["sid"].chosen["issuer"].dump() == one.signer_cert["tbs_certificate"]["issuer"].dump())
    )


def _tiled(content: bytes) -> bool:
    """Do the parts of a DER value, and theirs, fill it exactly? Readers overlook what is left over."""
    while content:
        tag, size, start = content[0], content[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(content[2:start], "big")
        if not tag or start + size > len(content) or (tag & 0x20 and not _tiled(content[start : start + size])):
            return False
        content = content[start + size :]
    return True


def _context(roots: list[Any], moment: datetime) -> Any:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False)


def _holder(certificate: Any) -> dict[str, str]:
    said = certificate.subject.native
    return {"who": str(said.get("common_name", ""))[:LONGEST], "role": str(said.get("title", ""))[:LONGEST]}


def _certificates(encoded: list[str]) -> list[Any]:
    from asn1crypto import x509

    return [x509.Certificate.load(base64.b64decode(one)) for one in encoded]


def _void(encoded: list[str]) -> dict[tuple[bytes, int], datetime]:
    """Who issued which certificates that are void, and since when."""
    from asn1crypto import crl

    lists = [crl.CertificateList.load(base64.b64decode(one))["tbs_cert_list"] for one in encoded]
    return {(one["issuer"].dump(), row["user_certificate"].native): row["revocation_date"].native for one in lists for row in one["revoked_certificates"] or ()}


def main() -> int:
    """Examine the paper on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    trust = json.loads(sys.stdin.buffer.readline())
    try:
        found = look(sys.stdin.buffer.read(), trust)
    except Exception:  # noqa: BLE001 - a parser of foreign bytes may raise anything; it always means the same
        return CANNOT
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
