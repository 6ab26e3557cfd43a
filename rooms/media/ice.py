"""By which servers voice and picture find their way: TURN credentials for one seat and one hour, never a lasting secret (draft-uberti-behave-turn-rest)."""

import base64
import hashlib
import hmac
import time
from typing import Any

from django.conf import settings

TTL = 3600  # seconds


def servers_for(seat: int, *, now: float | None = None) -> list[dict[str, Any]]:
    """What a browser's RTCPeerConnection takes as iceServers; empty without a TURN server."""
    if not settings.TURN_URLS:
        return []
    username = f"{int(now or time.time()) + TTL}:seat-{seat}"
    digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
    return [{"urls": settings.TURN_URLS, "username": username, "credential": base64.b64encode(digest).decode()}]
