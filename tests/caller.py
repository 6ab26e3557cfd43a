"""A program that uses the running product over one kept connection."""

import http.client
import json
import re
import time
from typing import Any
from urllib.parse import urlencode

from tests.product import Product

CODE = r"(?<![0-9A-Z])([0-9]{6})(?![0-9])"
INVITATION = r"(/A/[0-9A-Z]+)"


class Caller:
    """A person's session."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.line = http.client.HTTPConnection("127.0.0.1", product.port)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        cookie = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        extra = {"Cookie": cookie, "X-CSRFToken": self.cookies.get("csrftoken", ""), "Host": f"localhost:{self.product.port}"}
        self.line.request(method, path, body or None, {k: v for k, v in extra.items() if v} | {k.replace("_", "-"): v for k, v in headers.items()})
        answer = self.line.getresponse()
        for value in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.read()

    def post(self, path: str, body: Any, **headers: str) -> Any:
        status, said = self.ask("POST", f"/api/v1/{path}", json.dumps(body).encode(), Content_Type="application/json", **headers)
        assert status < 300, said
        return json.loads(said) if said else None

    def press(self, path: str, **fields: str) -> None:
        """Send a form of a page."""
        status, said = self.ask("POST", path, urlencode(fields).encode(), Content_Type="application/x-www-form-urlencoded", Origin=self.product.url)
        assert status in (200, 302), (status, said[:500])

    def text(self, phone: str, pattern: str) -> str:
        """The newest text to a phone that says something like this, from the outbox page of the demonstration."""
        for _try in range(100):
            page = self.ask("GET", f"/outbox?phone={phone}")[1].decode().split("data-fresh")[-1]
            for said in re.findall(r"<p>(.*?)</p>", page, re.DOTALL):
                if found := re.search(pattern, said):
                    return found.group(1)
            time.sleep(0.1)
        raise AssertionError("no text came")

    def by_phone(self, phone: str) -> "Caller":
        """Sign in as a citizen."""
        self.post("codes", {"phone": phone})
        self.post("session", {"phone": phone, "code": self.text(phone, CODE)})
        return self

    def by_link(self, name: str) -> "Caller":
        """Sign in as staff by the printed one-time link."""
        path = "/" + self.product.link(name).split("/", 3)[3]
        self.ask("GET", path)
        self.press(path)
        return self
