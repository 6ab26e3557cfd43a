"""What `make media` starts: where it listens, what it refuses, and that it comes back."""

import base64
import hashlib
import hmac
import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from mediation.media_config import PRIVATE, Plan, coturn_file
from rooms.media.ice import servers_for
from tests.rooms.media.stage import MediaServers

PAIR = (Path(__file__).parent / "pair.js").read_text(encoding="utf-8")


def listening(servers):
    """Every socket of both servers: (program, kind, address, port)."""
    found = set()
    for name, pid in servers.children().items():
        for line in psutil.Process(pid).net_connections("inet"):
            if line.status in (psutil.CONN_LISTEN, psutil.CONN_NONE):
                found.add((name, "tcp" if line.status == psutil.CONN_LISTEN else "udp", line.laddr.ip, line.laddr.port))
    return found


def test_control_is_on_the_loopback_and_nothing_listens_on_every_address(servers):
    found = listening(servers)
    assert [socket for socket in found if socket[2] in ("0.0.0.0", "::", "*")] == []
    control = {int(servers.known[name].rsplit(":", 1)[1].split("/")[0]) for name in ("JANUS_URL", "JANUS_ADMIN_URL")}
    assert {(s[1], s[2], s[3]) for s in found if s[0] == "janus" and s[1] == "tcp"} == {("tcp", "127.0.0.1", port) for port in control}
    assert {s[3] for s in found if s[0] == "turnserver" and s[1] == "tcp"} == {servers.turn_port}


def test_no_secret_is_known_and_all_are_this_installations_own(servers):
    written = "".join(path.read_text() for path in servers.home.rglob("*") if path.suffix in (".jcfg", ".conf"))
    assert [word for word in ("janusoverlord", "adminpwd", "supersecret", "janusrocks", "/etc/janus") if word in written] == []
    secrets = [servers.known[name] for name in ("JANUS_SECRET", "JANUS_ADMIN_SECRET", "JANUS_ROOM_KEY", "TURN_SECRET")]
    assert (len(set(secrets)), {len(secret) for secret in secrets}) == (4, {48})
    assert {
        path.stat().st_mode & 0o077 for path in (servers.var / "media.json", servers.var / "media-secrets.json", *servers.home.rglob("*.jcfg"), *servers.home.rglob("*.conf"))
    } == {0}


def test_a_killed_server_comes_back_and_both_go_with_their_parent():
    own = MediaServers()
    try:
        before = own.children()
        os.kill(before["janus"], signal.SIGKILL)
        own.until(lambda: own.children().get("janus", before["janus"]) != before["janus"] and own.is_well(), own.said)
        after = own.children()
        own.process.kill()
        own.process.wait()
        end = time.monotonic() + 10
        while any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in after.values()):
            assert time.monotonic() < end
            time.sleep(0.1)
    finally:
        own.stop()


def relay(browser, servers, ice):
    """Two connections of one page that may only talk through the relay: what became of them."""
    page = browser.new_page()
    page.goto(servers.known["JANUS_ADMIN_URL"] + "/ping")  # any page of this machine
    try:
        return page.evaluate(PAIR, ice)
    finally:
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("way", ["udp", "tcp"])
def test_two_browsers_meet_through_the_relay_with_a_seats_credentials(media, settings, browser, way):
    settings.TURN_URLS = [url for url in settings.TURN_URLS if url.endswith(way)]
    told = relay(browser, media, servers_for(7))
    assert (told["state"], told["kinds"], told["heard"]) == ("connected", ["relay", "relay"], "hello")


@pytest.mark.browser
def test_a_wrong_or_an_old_credential_gets_no_relay(media, settings, browser):
    (good,) = servers_for(7)
    guessed = good | {"credential": base64.b64encode(b"0" * 20).decode()}
    old = servers_for(7, now=time.time() - 2 * 3600)
    for ice in ([guessed], old):
        told = relay(browser, media, ice)
        assert (told["state"] == "connected", told["candidates"]) == (False, 0)


@pytest.mark.browser
def test_in_production_nobody_reaches_a_private_address_through_the_relay(browser, settings):
    own = MediaServers()  # as an operator starts it: this machine's own address is a private one
    try:
        own.tell(settings)
        told = relay(browser, own, servers_for(7))
        assert (told["state"] == "connected", told["candidates"] > 0, told["heard"]) == (False, True, "")  # a relay, but not into here
    finally:
        own.stop()


def test_every_private_range_is_denied_unless_it_is_tried_out_locally(tmp_path):
    kept = {"api": "a", "admin": "b", "room": "c", "turn": "d", "ws_port": 1, "admin_port": 2}
    plan = Plan(tmp_path, "198.18.0.1", "198.18.0.1", "1-2", 3478, "3-4", kept)
    assert coturn_file(plan).count("denied-peer-ip=") == len(PRIVATE)
    assert "allow-loopback-peers" not in coturn_file(plan)


def test_credentials_are_what_coturn_expects(settings):
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:x"], "s"
    (made,) = servers_for(3, now=1000)
    assert made["username"] == "4600:seat-3"
    assert made["credential"] == base64.b64encode(hmac.new(b"s", b"4600:seat-3", hashlib.sha1).digest()).decode()
