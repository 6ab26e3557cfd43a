"""Calls to addresses that others name: only where they are allowed, to the address that was checked, never on to another one."""

import socket
import ssl
import threading
import time

import pytest

from mediation.outreach import dial
from mediation.outreach.dial import NoAnswerError, NotAllowedError, post

INWARD = [
    "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://169.254.169.254/latest", "https://10.1.2.3/", "https://172.16.0.1/", "https://192.168.1.1/",
    "https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:8.8.8.8]/", "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[ff02::1]/", "https://2130706433/", "https://0x7f.1/",
]  # fmt: skip
NO_ADDRESS = [
    "",
    "ftp://example.org/",
    "file:///etc/passwd",
    "https:///x",
    "//example.org",
    "https://a@example.org/",
    "https://[::1/",
    "https://example.org:99999/",
    "https://a b/",
    "https://a/\r\nX: 1",
]


@pytest.mark.parametrize("url", [*INWARD, *NO_ADDRESS])
def test_what_leads_inward_or_nowhere_is_not_called(url):
    with pytest.raises(NotAllowedError):
        post(url, headers={}, body=b"{}")


@pytest.mark.parametrize("demo", [True, False])
def test_the_loopback_is_called_only_where_it_is_allowed(receiver, settings, demo):
    settings.DEMO, settings.DEBUG = demo, False
    if demo:
        assert post(receiver.url(), headers={"x": "1"}, body=b"{}").status == 204
        settings.WEBHOOK_NETWORKS = []
    with pytest.raises(NotAllowedError):
        post(receiver.url(), headers={}, body=b"{}")
    assert len(receiver.told) == int(demo)


def test_http_leaves_the_machine_nowhere(settings):
    settings.DEMO, settings.WEBHOOK_NETWORKS = True, ["10.0.0.0/8"]
    for url in ("http://10.1.2.3/", "http://8.8.8.8/"):
        with pytest.raises(NotAllowedError):
            post(url, headers={}, body=b"{}")


@pytest.mark.parametrize("answers", [["10.0.0.8"], ["93.184.215.14", "10.0.0.8"], ["::ffff:10.0.0.8"]], ids=str)
def test_a_name_that_leads_inward_is_not_called(monkeypatch, answers):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: [(socket.AF_INET6 if ":" in a else socket.AF_INET, 1, 6, "", (a, 443)) for a in answers])
    with pytest.raises(NotAllowedError):
        post("https://hotline.example/", headers={}, body=b"{}")


def test_a_name_that_changes_its_mind_is_called_where_it_was_checked(receiver, monkeypatch):
    """The resolver says another thing at every question; the call goes to the first answer, which was the one that was looked at."""
    ask, asked = socket.getaddrinfo, []

    def fickle(host, *args, **more):
        if host != "hotline.example":
            return ask(host, *args, **more)  # the checked address itself
        asked.append(host)
        return ask("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", fickle)
    assert post(receiver.url("hotline.example"), headers={}, body=b"{}").status == 204
    assert (len(asked), receiver.told[0][1]["host"]) == (1, f"hotline.example:{receiver.port}")


def test_a_redirect_is_an_answer(receiver):
    receiver.answers = [(302, {"Location": receiver.url(path="/elsewhere")})]
    assert post(receiver.url(), headers={}, body=b"{}").status == 302
    assert [path for path, _headers, _body in receiver.told] == ["/told"]


def test_nobody_there(settings, receiver):
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    with pytest.raises(NoAnswerError):
        post(f"http://127.0.0.1:{port}/", headers={}, body=b"{}")
    with pytest.raises(NoAnswerError):
        post("https://no-such-name.invalid/", headers={}, body=b"{}")


def test_a_name_is_proved_by_its_certificate(receiver):
    """TLS is spoken where https is asked for: a server without a certificate is nobody."""
    with pytest.raises(NoAnswerError) as silence:
        post(receiver.url().replace("http:", "https:"), headers={}, body=b"{}")
    assert isinstance(silence.value.__cause__, ssl.SSLError)


def test_whoever_drips_is_left(receiver, monkeypatch):
    """A byte now and then keeps every single wait short; the whole call still ends."""
    monkeypatch.setattr(dial, "TIME_OUT", 0.5)
    door, done = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip():
        line, _address = door.accept()
        with line:
            while not done.wait(0.05):
                try:
                    line.send(b"H")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    began = time.monotonic()
    with pytest.raises(NoAnswerError):
        post(f"http://127.0.0.1:{door.getsockname()[1]}/", headers={}, body=b"{}")
    took = time.monotonic() - began
    done.set()
    thread.join()
    door.close()
    assert 0.4 < took < 3
