"""Say at the start what would make papers slow or unreadable later."""

import ctypes.util
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
