"""Detached signatures: JWS (RFC 7515) whose payload lies elsewhere, unencoded (RFC 7797), by Ed25519 (RFC 8037)."""

from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import KeySet, OKPKey

ALGORITHM = "EdDSA"  # RFC 9864 calls the same thing Ed25519; far more libraries know the old name, so we write the old and read both
READ = (ALGORITHM, "Ed25519")


class _Registry(jws.JWSRegistry):
    """The library's own, without its warning about the old name."""

    def get_alg(self, name: str) -> Any:
        """One of our two names for one algorithm."""
        if name not in READ:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


REGISTRY = _Registry(algorithms=READ)


class BadSignature(Exception):
    """No key of the set made this signature of these bytes."""


def new_key() -> OKPKey:
    """A fresh key for signing."""
    return OKPKey.generate_key("Ed25519")


def sign(payload: bytes, key: OKPKey) -> str:
    """Return `head..signature`; the head names the key by its thumbprint (RFC 7638). The same bytes give the same signature."""
    head = {"alg": ALGORITHM, "b64": False, "crit": ["b64"], "kid": key.thumbprint()}
    whole = jws.serialize_compact(head, payload, key, registry=REGISTRY)
    return f"{whole.partition('.')[0]}..{whole.rpartition('.')[2]}"


def verify(signature: str, payload: bytes, keys: KeySet) -> str:
    """Return the name of the key that signed these bytes. Raises BadSignature."""
    if signature.count(".") != 2 or ".." not in signature:
        raise BadSignature("not a detached signature")
    try:
        found = jws.deserialize_compact(signature, keys, registry=REGISTRY, payload=payload)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise BadSignature(str(fault)) from fault
    if found.headers().get("b64") is not False:
        raise BadSignature("the payload would be encoded")
    return str(found.headers().get("kid", ""))


def public_set(keys: list[OKPKey]) -> dict[str, Any]:
    """What others check with: a JWK set (RFC 7517) of public keys, named by their thumbprints."""
    return {"keys": [key.as_dict(private=False, kid=key.thumbprint(), use="sig", alg=ALGORITHM) for key in keys]}


def key_set(said: dict[str, Any]) -> KeySet:
    """Read a JWK set. Raises ValueError when it is none."""
    try:
        return KeySet.import_key_set(said)  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise ValueError("not a JWK set") from fault
