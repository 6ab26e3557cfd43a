"""Read what was sent: a program's JSON of a bounded size and depth, a row's key in a form."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from mediation.refusals import TooLarge

KEY_DIGITS = 18


class BoundedJSON(JSONParser):
    """The stock parser reads past Django's limit on bodies, and a thousand brackets overflow its stack."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Refuse what is too large or too deep, parse the rest."""
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if not str(length).isascii() or not str(length).isdecimal() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge(_("This is too large to be read. Please send less at a time."))
        try:
            said = super().parse(stream, media_type, parser_context)
            json.dumps(said, ensure_ascii=False).encode()  # half of a surrogate pair is no text: nobody could keep it or answer with it
        except UnicodeEncodeError as half:
            raise ParseError(_("This text has broken characters.")) from half
        except RecursionError as deep:
            raise ParseError(_("This is nested too deeply to be read.")) from deep
        return said


def plain(said: str) -> str:
    """One spelling for one name: full-width letters, digits and spaces are the usual ones, doubled spaces are one."""
    return " ".join(unicodedata.normalize("NFKC", said).split())


def key_in(sent: Mapping[str, Any], name: str) -> int:
    """A row's key from a form, or 0 when what was sent cannot be one (PostgreSQL's keys have at most 18 digits here)."""
    said = str(sent.get(name, ""))
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= KEY_DIGITS else 0
