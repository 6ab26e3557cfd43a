"""The shortest way to an open room: pages and API do what people did, the browsers begin at the door."""

from itertools import count

from playwright.sync_api import Browser

from tests.caller import CODE, INVITATION, Caller
from tests.journeys.conftest import Person, Theatre
from tests.journeys.test_stories import assign

PHONES = count(13855550001)
WORDS = {
    "name": "林晓",
    "area": "330108002001",
    "dispute_type": "tenancy",
    "summary": "押金3400元到期未退，催告三次。房东说墙面脏了，不肯退还。",
    "amount": "3400",
    "respondent_kind": "person",
    "respondent_name": "王强",
}


class Seated:
    """A case in talks: mediator Shen at a desk, Lin and Wang on phones, all let in."""

    def __init__(self, product: Theatre, browser: Browser, *, phones: bool = True) -> None:
        self.product, self.browser = product, browser
        self.shen = product.staff(browser, "沈丽华")
        lin_phone, wang_phone = self.phones = str(next(PHONES)), str(next(PHONES))
        lin, wang = Caller(product).by_phone(lin_phone), Caller(product)
        self.number = lin.post("cases", WORDS | {"respondent_phone": wang_phone}, Idempotency_Key=lin_phone)["number"]
        assign(product.staff(browser, "方敏"), self.number, "沈丽华")
        shen = _as_caller(self.shen)
        shen.press(f"/case/{self.number}/take", disclosure="none")
        lin.press(f"/case/{self.number}/reply", answer="talk")
        invite = wang.text(wang_phone, INVITATION)
        wang.ask("GET", f"{invite}/enter")
        wang.press(invite, answer="talk")
        wang.press(f"{invite}/enter")
        wang.press(f"{invite}/enter", code=wang.text(wang_phone, CODE))
        shen.press(f"/room/{self.number}")
        for caller in (lin, wang):
            caller.press(f"/room/{self.number}", agreed="1")
        self.lin, self.wang = self._person(lin, phone=phones), self._person(wang, phone=phones)

    def _person(self, caller: Caller, *, phone: bool) -> Person:
        person = Person(self.browser, self.product, phone=phone)
        person.context.add_cookies([{"name": name, "value": value, "url": self.product.url} for name, value in caller.cookies.items()])
        return person

    def enter(self) -> "Seated":
        """Everybody opens the room and is on the line."""
        for person in (self.shen, self.lin, self.wang):
            person.go(f"/room/{self.number}")
            person.page.wait_for_selector("[data-room][data-live]")
        return self


def _as_caller(person: Person) -> Caller:
    caller = Caller(person.product)
    caller.cookies = {cookie["name"]: cookie["value"] for cookie in person.context.cookies()}
    return caller
