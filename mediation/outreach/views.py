"""The outbox of the demonstration: what would have gone to phones."""

import re
from itertools import islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from mediation.outreach.models import Message

LATEST = 40
LOOKED_AT = 400  # numbers are encrypted, so one phone is found by reading
LINK = re.compile(r"(https?://[^\s\u3000-\u303f\uff00-\uffef<>\"']+)")  # Chinese sentences put no space before or after an address


@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest texts first, of all phones or of one; only in the demonstration."""
    if not settings.DEMO:
        raise Http404
    phone = request.GET.get("phone", "").strip()
    newest = Message.objects.select_related("user")[:LOOKED_AT]
    texts = list(islice((text for text in newest if phone in ("", text.phone)), LATEST))
    rows = [{"text": text, "body": with_links(text.body)} for text in texts]
    phones = sorted({text.phone for text in newest if text.phone})
    return render(request, "outreach/outbox.html", {"rows": rows, "phone": phone, "phones": phones})


def with_links(body: str) -> SafeString:
    """The text, escaped, with its addresses as links."""
    pieces = LINK.split(body)
    return format_html_join("", "{}", ((format_html('<a href="{0}">{0}</a>', piece) if number % 2 else escape(piece),) for number, piece in enumerate(pieces)))
