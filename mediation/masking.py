"""How personal data looks where nobody needs the whole of it. One place for all lists, logs and copies."""

import re

ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
TOKEN_IN_PATH = re.compile(r"/([CIA]|enter)/[0-9A-Za-z]{8,}")


def mask_name(name: str) -> str:
    """张三丰 → 张**; an empty name stays empty."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "*" * len(phone)


def mask_id(number: str) -> str:
    """330108199003070017 → 330108********0017."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) > 10 else "*" * len(number)


def scrub(text: str) -> str:
    """Take identity numbers, mobile phones and tokens out of a line that goes to a log."""
    text = ID_NUMBER.sub("<id>", text)
    text = MOBILE.sub("<phone>", text)
    return TOKEN_IN_PATH.sub(r"/\1/<token>", text)
