"""Random tokens that people can read aloud: Crockford base32, upper case, 5 bits a character."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def random_token(length: int) -> str:
    """Return `length` characters from the system's own randomness (20 characters are 100 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normalised(token: str) -> str:
    """Return a token as it was meant, however it was typed or heard."""
    return token.upper().translate(LOOK_ALIKES)


def token_hash(token: str) -> bytes:
    """Return what is stored in place of a token."""
    return hashlib.sha256(normalised(token).encode()).digest()
