"""Say at the start what would make papers slow or unreadable later."""

import ctypes.util
import shutil
import subprocess
from typing import Any

from django.core.checks import Error, Warning, register


@register("papers")
def libraries_are_there(app_configs: Any, **kwargs: Any) -> list[Error | Warning]:  # noqa: ARG001
    """harfbuzz-subset makes an agreement 50 times faster; without a Chinese font names print as boxes."""
    found: list[Error | Warning] = []
    if ctypes.util.find_library("harfbuzz-subset") is None:
        found.append(Error("libharfbuzz-subset is missing: install libharfbuzz-subset0 (`make setup`).", id="papers.E001"))
    if shutil.which("fc-list") and not subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, check=False).stdout.strip():  # noqa: S607
        found.append(Warning("No Chinese font is installed: install fonts-noto-cjk (`make setup`).", id="papers.W002"))
    return found
