"""Private keys and certificates in a folder that only this installation's account can read."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class Folder:
    """Pairs of a key and its certificate, each under a name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder when it is not there, and let no other process change it meanwhile."""
        self.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as lock:
            os.fchmod(lock.fileno(), PRIVATE_FILE)
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def pair(self, name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None:
        """The key and the certificate of a name; None when there is none."""
        try:
            key = load_pem_private_key((self.path / f"{name}.key").read_bytes(), None)
            certificate = x509.load_pem_x509_certificate((self.path / f"{name}.pem").read_bytes())
        except FileNotFoundError:
            return None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{name}.key is not an elliptic-curve key")
        return key, certificate

    def keep(self, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        """Write a pair, the certificate last: only with it the pair is there."""
        self.write(f"{name}.key", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.write(f"{name}.pem", certificate.public_bytes(Encoding.PEM))

    def drop(self, name: str) -> None:
        """Destroy the key of a name, and its certificate with it."""
        for ending in ("pem", "key"):
            (self.path / f"{name}.{ending}").unlink(missing_ok=True)

    def read(self, name: str) -> str:
        """A text of the folder; empty when there is none."""
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all, never readable to others."""
        fresh = self.path / f".{name}.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.path / name)
