"""Say at the start what would make papers slow or unreadable later."""

import ctypes.util
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from mediation.papers.glyphs import chinese_fonts
from mediation.papers.signing.roots import time_roots


@register("papers")
def subsetting_is_fast(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Without harfbuzz-subset an agreement takes 9 to 22 seconds instead of a fifth of one."""
    if ctypes.util.find_library("harfbuzz-subset"):
        return []
    return [Error("harfbuzz-subset is missing, papers would be 50 times slower.", hint="apt-get install libharfbuzz-subset0", id="papers.E001")]


@register("papers")
def chinese_can_be_printed(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Without a Chinese font every paper is a page of boxes."""
    if chinese_fonts():
        return []
    return [Error("No Chinese font is installed, papers would print as boxes.", hint="apt-get install fonts-noto-cjk", id="papers.E002")]


@register("papers")
def time_can_be_proved(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A time-stamp by an authority that nobody here trusts would make every paper look as if a stranger had signed it."""
    try:
        if time_roots() or not settings.TSA_URL:
            return []
    except (OSError, ValueError):
        pass
    return [Error("TSA_ROOTS holds no certificate, so the time-stamps of TSA_URL could not be checked.", hint="Save the authority's root as PEM.", id="papers.E003")]


@register("papers")
def seals_can_be_reached(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A seal in hardware needs its module, the PIN, the issuer's roots and a package that nobody else needs."""
    if not settings.PAPER_SIGNER.endswith(".KeyInHardware"):
        return []
    files = {name: getattr(settings, name) for name in ("PKCS11_MODULE", "PKCS11_PIN_FILE", "PKCS11_ROOTS")}
    missing = [name for name, path in files.items() if not path or not Path(path).is_file()]
    if find_spec("pkcs11") is None:
        missing.append("python-pkcs11")
    if not missing:
        return []
    return [Error(f"The seals in hardware cannot be reached without {', '.join(missing)}.", hint="docs/papers.md says how to set it up.", id="papers.E004")]
