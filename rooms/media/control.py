"""What pages and jobs ask of the media server, from their own threads: is it well, record, stop recording.

Names and secrets of a room there are made from one key, so that every process knows them and nobody else does.
"""

import hashlib
import hmac
import json
import secrets
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings

from rooms.media.janus import PLUGIN, JanusError

LIMIT = 3.0  # seconds
BITRATE = 600_000  # bits a second that one page may send
KEY_FRAMES = 6  # seconds between two requests for a whole picture: a recording begins with one
PUBLISHERS = 24
FRESH = 3.0  # seconds for which an answer about its health is believed
NO_SUCH_ROOM, ROOM_EXISTS = 426, 427

_seen: dict[str, tuple[float, bool]] = {}


def made_of(*facts: object) -> str:
    """A secret that only those who know the key can make."""
    return hmac.new(settings.JANUS_ROOM_KEY.encode(), ":".join(map(str, facts)).encode(), hashlib.sha256).hexdigest()[:40]


def room_of(sitting: int) -> dict[str, str]:
    """By which name and with which secret a sitting's room is changed there."""
    return {"room": made_of("room", sitting), "secret": made_of("secret", sitting)}


def is_well() -> bool:
    """Does the media server answer? Without one: no."""
    if not settings.JANUS_URL:
        return False
    at, well = _seen.get(settings.JANUS_ADMIN_URL, (0.0, False))
    if time.monotonic() - at > FRESH:
        try:
            well = _post({"janus": "ping"}).get("janus") == "pong"
        except JanusError:
            well = False
        _seen[settings.JANUS_ADMIN_URL] = (time.monotonic(), well)
    return well


def forget_health() -> None:
    """Look again the next time: its control socket has just broken."""
    _seen.clear()


def room_facts(sitting: int, token: str) -> dict[str, Any]:
    """A room that nobody finds, joins without pin and token, or changes without its secret."""
    return {
        "request": "create",
        "admin_key": settings.JANUS_ROOM_KEY,
        "description": "",
        "is_private": True,
        "pin": made_of("pin", sitting),
        "allowed": [token],
        "publishers": PUBLISHERS,
        "bitrate": BITRATE,
        "bitrate_cap": True,
        "fir_freq": KEY_FRAMES,
        "audiocodec": "opus",
        "videocodec": "vp8,h264",
        "lock_record": True,
        "record": False,
        "rec_dir": str(settings.RECORDINGS_DIR),
        "notify_joining": False,
        "permanent": False,
    } | room_of(sitting)


def open_room(sitting: int) -> None:
    """See that the sitting's room is there; nobody has a token for it yet."""
    try:
        _ask(room_facts(sitting, secrets.token_hex(20)))
    except JanusError as fault:
        if fault.code != ROOM_EXISTS:
            raise


def record_into(sitting: int, folder: str) -> None:
    """Record what every seat sends from now on, each for itself, into this folder; JanusError when it cannot."""
    _ask({"request": "edit", "new_rec_dir": folder} | room_of(sitting))
    _ask({"request": "enable_recording", "record": True} | room_of(sitting))


def stop_recording(sitting: int) -> None:
    """Stop; returns when nothing is written any more. A room that is gone records nothing. JanusError when there was no answer."""
    try:
        _ask({"request": "enable_recording", "record": False} | room_of(sitting))
    except JanusError as fault:
        if fault.code != NO_SUCH_ROOM:
            raise


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    answer = _post({"janus": "message_plugin", "plugin": PLUGIN, "request": request})
    said: dict[str, Any] = answer.get("response", {})
    if "error_code" in said:
        raise JanusError(str(said.get("error")), int(said["error_code"]))
    if answer.get("janus") == "error":
        raise JanusError(str(answer["error"].get("reason")), int(answer["error"].get("code", 0)))
    return said


def _post(message: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps(message | {"transaction": secrets.token_hex(6), "admin_secret": settings.JANUS_ADMIN_SECRET}).encode()
    request = urllib.request.Request(settings.JANUS_ADMIN_URL, body, {"Content-Type": "application/json"})  # noqa: S310 - an address of our settings
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=LIMIT) as answer:
            return dict(json.load(answer))
    except (OSError, ValueError) as fault:
        raise JanusError("the media server does not answer") from fault
