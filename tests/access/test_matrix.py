"""Who gets what from every route: the whole table, checked in. A new route without a row fails.

Write the table anew after looking at it:  MATRIX=write python -m pytest tests/access -n 0
"""

import csv
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases import clock
from cases.actions.evidence import add_evidence
from cases.models import Obligation
from courtlink.actions.answers import keep_answers
from courtlink.actions.file import file_lawsuit
from courtlink.models import Feedback, Hearing, Slot
from mediation.people.models import Membership, User
from mediation.vault.actions import draw_pages
from rooms.actions import bookings, drafts, seats, sittings
from tests.people import DRAWING, Story, qian, staff
from tests.vault.makers import paper, upload

TABLE = Path(__file__).with_name("matrix.csv")
OF_EXHIBITS = ("cases:evidence", "cases:evidence_page", "cases:exhibit", "cases:show_to_all", "cases:take_evidence_back")
OF_WORDINGS = ("cases:wordings", "cases:wording", "cases:wording_sheet", "cases:wording_pdf")
OF_OBLIGATIONS = ("cases:obligation_done", "cases:obligation_claim", "cases:obligation_waive", "cases:obligation_proof")
WHO = ("anonymous", "applicant", "respondent", "stranger", "mediator", "other_mediator", "dispatcher", "other_dispatcher", "clerk", "manager")
OUTSIDE = ("allauth", "account_", "mfa_", "set_language")  # sign-in pages of the library: tests/accounts
PROGRAM = {"content_type": "application/json", "data": "{}"}
WORDS = {"id_number": "330108199003070017", "address": "杭州市滨江区江南大道100号", "claims": "退还押金3400元", "facts": "押金到期未退，催告三次。"}


def routes():
    """Every named route of our own."""
    found, todo = [], [(get_resolver(), "", ())]
    while todo:
        resolver, space, names = todo.pop()
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                todo.append((entry, f"{space}{entry.namespace}:" if entry.namespace else space, names + tuple(entry.pattern.converters)))
            elif isinstance(entry, URLPattern) and entry.name and not entry.name.startswith(OUTSIDE):
                found.append((space + entry.name, names + tuple(entry.pattern.converters)))
    return sorted(found)


def signed_in(person: User) -> str:
    """The session of somebody who has signed in; signing in anew for each address would take longer than the pages."""
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


class Scene:
    """One dispute that has met everybody: a room, a lawsuit at the court, papers."""

    def __init__(self) -> None:
        self.story = Story.begin().accept().answer().bind().take()
        sitting = sittings.open_sitting(self.story.case.pk, by=staff("shen"))
        for person in (self.story.lin, self.story.wang):
            seats.take_seat(sitting.pk, by=person, agreed=True)
        self.begin(sitting)
        booked = bookings.fix(self.story.case.pk, by=staff("shen"), mode="offline", begins=clock.now() + timedelta(days=3), way="spoken")
        drafts.open_draft(sitting.pk, by=staff("shen"), audience="all")
        shown = add_evidence(self.story.case.pk, by=self.story.lin, upload=upload(paper(1), "a.pdf"), private=True)
        draw_pages(shown.file_id)
        self.story.draft()
        self.story.close().move("refuse", self.story.lin)
        self.filing = file_lawsuit(self.story.case.pk, by=self.story.lin, words=WORDS, evidence=[], drawing=DRAWING)
        draw_pages(self.filing.documents.first().file_id)
        case = self.story.now()
        begins = clock.now() + timedelta(days=9)
        slot = Slot("hearing", begins, begins + timedelta(hours=1), room="一庭")
        # A date of a filing that the other side may not see yet: the deed would refuse it, the pages have to as well.
        date = Hearing.objects.create(
            filing=self.filing, court=case.court, kind=slot.kind, during=slot.during, room=slot.room, uid="1@court", made_at=clock.now(), changed_at=clock.now()
        )
        asked = [(2, {"filing": self.filing.ref, "action": "received"})]
        answers = keep_answers(case.court, content=b"1", lines=asked, name="a.csv", by=staff("zhou"))
        self.values = {
            "number": case.number,
            "ref": self.filing.ref,
            "reference": "12345-2026-0001",
            "name": "withdraw",
            "code": case.area.code,
            "key": "0" * 20,
            "file_id": 1,
            "page": 1,
            "bidding": 1,
            "colour": case.colour,
            "form": "notice_of_rights",
            "part": "1",
            "pk": self.filing.documents.first().pk,
        }
        # Each table counts for itself: one number for two tables would be right only in a fresh database.
        self.rows = dict.fromkeys(OF_OBLIGATIONS, Obligation.objects.get(agreement__case=case).pk) | dict.fromkeys(OF_EXHIBITS, shown.pk)
        self.rows |= {"rooms:calendar": booked.pk, "rooms:places": case.centre_id, "rooms:plan": case.centre_id}
        told = Feedback.objects.create(filing=self.filing, round=case.latest_round, at=clock.now())
        self.rows |= {"courtlink:answer_feedback": told.pk}
        self.rows |= {"courtlink:calendar": date.pk, "courtlink:answers": answers.pk, "courtlink:answers_report": answers.pk}
        self.rows |= {"cases:senders": case.centre_id, "cases:retention": case.centre_id}
        self.rows |= dict.fromkeys(("cases:centre", "cases:hours"), staff("tang").posts[0].centre_id)
        self.rows |= dict.fromkeys(("people:link", "people:end"), Membership.objects.get(user=staff("fang")).pk)
        self.rows |= dict.fromkeys(OF_WORDINGS, case.court_id)
        self.tokens = {
            "cases:code": case.token,
            "cases:code_picture": case.token,
            "cases:scan": case.area.intake_token,
            "people:enter": "0" * 26,
            "rooms:check_in": booked.place.token,
        }
        self.invite = self.story.party("respondent").invite
        people = (None, self.story.lin, self.story.wang, qian(), staff("shen"), staff("xu"), staff("fang"), staff("pan"), staff("zhou"), staff("tang"))
        self.people = dict(zip(WHO, people, strict=True))
        self.sessions = {who: signed_in(person) for who, person in self.people.items() if person is not None}

    def begin(self, sitting: object) -> None:
        """What happens in the room before everything else; nothing here."""

    def path_value(self, route: str, name: str) -> object:
        worded = {"form": "entrustment_letter", "part": "notes", "number": 0} if route in OF_WORDINGS else {}
        return (self.values | worded | {"token": self.tokens.get(route, self.invite), "pk": self.rows.get(route, self.values["pk"])})[name]

    def path(self, route: str, names: tuple[str, ...]) -> str:
        return reverse(route, kwargs={n: self.path_value(route, n) for n in names})

    def browser(self, who: str) -> Client:
        """A fresh one for each address: what one page says about cookies does not reach the next."""
        browser = Client(raise_request_exception=False)
        if who in self.sessions:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return browser

    def answer(self, who: str, method: str, path: str) -> int:
        browser = self.browser(who)
        with transaction.atomic():
            point = transaction.savepoint()
            status = getattr(browser, method.lower())(path, **(PROGRAM if path.startswith("/api/") and method == "POST" else {})).status_code
            transaction.savepoint_rollback(point)
        return status


@pytest.mark.usefixtures("district")
def test_every_route_answers_everybody_as_the_table_says():
    scene = Scene()
    rows = [
        {"route": route, "method": method} | {who: str(scene.answer(who, method, scene.path(route, names))) for who in WHO}
        for route, names in routes()
        for method in ("GET", "POST")
    ]
    if os.environ.get("MATRIX") == "write":
        with TABLE.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, ["route", "method", *WHO])
            table.writeheader()
            table.writerows(rows)
    with TABLE.open(encoding="utf-8") as file:
        assert rows == list(csv.DictReader(file))


def test_the_table_lets_no_stranger_near_a_case():
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    near = [r for r in rows if r["route"].startswith(("cases:", "rooms:", "courtlink:")) and r["route"] not in PUBLIC]
    assert {r[who] for r in near for who in ("stranger", "other_mediator", "other_dispatcher")} <= {"404", "405"}
    assert {r["anonymous"] for r in near} <= {"302", "404", "405"}
    cases_of_programs = [r for r in rows if r["route"].startswith("api:") and r["route"].removeprefix("api:") in ("case", "moves", "evidence", "filings", "filing", "decisions")]
    assert {r[who] for r in rows if r["route"] in ("api:tickets", "api:ticket") for who in WHO} == {"401"}
    assert {r[who] for r in cases_of_programs for who in ("stranger", "other_mediator", "other_dispatcher")} <= {"404", "405"}
    assert {r["anonymous"] for r in cases_of_programs} == {"401"}
    assert [r for r in rows if any(r[who].startswith("5") for who in WHO)] == []


PUBLIC = {
    "cases:scan", "cases:code", "cases:answer", "cases:enter", "cases:begin", "cases:poster", "cases:posters", "cases:desk", "cases:code_picture", "cases:calendar", "cases:guide", "cases:entry", "cases:hand_in", "cases:my_data", "cases:privacy", "cases:forget_me", "cases:keeping", "cases:roll_example", "rooms:hours", "rooms:support", "courtlink:jwks", "courtlink:callbacks", "courtlink:link", "courtlink:feedback",
}  # fmt: skip
