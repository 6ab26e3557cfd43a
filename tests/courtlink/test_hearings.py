"""Dates at the court: set, moved, cancelled; told, reminded, in calendars; and never told to whom the filing is not shown."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from procrastinate.contrib.django.models import ProcrastinateJob

from cases import clock
from cases.clock import SHANGHAI
from courtlink.actions.file import join_confirmation
from courtlink.actions.hearings import cancel_date, move_date, set_date
from courtlink.actions.review import accept, decide, send_back, take
from courtlink.actions.summon import remind_date
from courtlink.actions.take_back import take_back
from courtlink.models import Filing, Hearing, Slot
from mediation.outreach.models import Message
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from tests.courtlink.line import run_jobs
from tests.courtlink.test_court import WORDS, green, red, reviewed
from tests.people import DRAWING, Story, qian, staff

pytestmark = pytest.mark.usefixtures("district")
ROOM = "第三法庭"


def at(person):
    client = Client()
    client.force_login(person, backend="mediation.people.backends.Citizens")
    return client


def morning(days: int = 10, hour: int = 9) -> datetime:
    return datetime.combine(timezone.localdate() + timedelta(days=days), datetime.min.time(), SHANGHAI) + timedelta(hours=hour)


def slot(begins: datetime | None = None, **more) -> Slot:
    begins = begins or morning()
    return Slot(**({"kind": "hearing", "begins": begins, "ends": begins + timedelta(hours=2), "room": ROOM, "place": "江南大道1号", "contact": "陈法官 0571-8888000"} | more))


def accepted(number: int = 9) -> tuple[Story, Filing]:
    story = red()
    return story, accept(reviewed(story).pk, by=staff("zhou"), docket_number=f"(2026)浙0108民初{number}号")


def applied() -> tuple[Story, Filing]:
    """A joint application that the court has taken to review."""
    story = green()
    join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    filing = join_confirmation(story.case.pk, by=story.wang, words=WORDS | {"id_number": "330109199003070013"}, drawing=DRAWING)
    return story, take(filing.pk, by=staff("zhou"))


def told() -> list[tuple[str, str]]:
    """Texts about dates, with the last digits of who got them."""
    ProcrastinateJob.objects.filter(task_name="courtlink.remind_date").delete()  # `run_jobs` does not wait for their time
    run_jobs()
    return [(m.template, m.phone[-1]) for m in Message.objects.filter(template__startswith="hearing_").order_by("pk")]


def steps(filing: Filing) -> list[str]:
    return list(filing.case.steps.filter(name__startswith="hearing_").order_by("seq").values_list("name", flat=True))


def fetched(person, hearing):
    answer = at(person).get(f"/filing/{hearing.filing.ref}/dates/{hearing.pk}.ics")
    assert answer.status_code == 200
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.errors == []
    return answer["Content-Type"].rsplit("=", 1)[-1], event, answer.content.decode()


def test_a_date_is_set_moved_and_cancelled_and_both_sides_hear_of_each():
    story, filing = accepted()
    hearing = set_date(filing.pk, by=staff("zhou"), slot=slot())
    assert told() == [("hearing_set", "1"), ("hearing_set", "2")]
    body = Message.objects.filter(template="hearing_set").first().body
    assert [word in body for word in ("(2026)浙0108民初9号", ROOM, "09:00", "陈法官")] == [True, True, True, False]
    move_date(hearing.pk, by=staff("zhou"), slot=slot(morning(12)))
    cancel_date(hearing.pk, by=staff("zhou"))
    assert told()[2:] == [("hearing_cancelled", "1"), ("hearing_cancelled", "2")]  # the move was overtaken before it was told
    assert steps(filing) == ["hearing_set", "hearing_moved", "hearing_cancelled"]
    step = filing.case.steps.get(name="hearing_moved")
    assert (step.facts["sequence"], step.facts["filing"], step.role) == (1, filing.ref, "clerk")
    assert ROOM not in str(step.facts)
    with pytest.raises(WrongMoment):
        move_date(hearing.pk, by=staff("zhou"), slot=slot(morning(13)))


def test_calendars_see_one_event_with_a_rising_sequence():
    story, filing = accepted()
    hearing = set_date(filing.pk, by=staff("zhou"), slot=slot())
    seen = [fetched(story.lin, hearing)]
    move_date(hearing.pk, by=staff("zhou"), slot=slot(link="https://court.example/h/1"))
    seen.append(fetched(story.lin, hearing))
    cancel_date(hearing.pk, by=staff("zhou"))
    seen.append(fetched(story.lin, hearing))
    assert [(method, event["sequence"], str(event["status"])) for method, event, _text in seen] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]
    assert {str(event["uid"]) for _method, event, _text in seen} == {hearing.uid}
    _method, event, text = seen[0]
    assert (str(event["location"]), [a["trigger"].dt for a in event.walk("VALARM")]) == (f"杭州市滨江区人民法院 江南大道1号 {ROOM}", [timedelta(days=-1), timedelta(hours=-2)])
    assert (str(seen[1][1]["conference"]), "conference" in event) == ("https://court.example/h/1", False)
    assert ["王强" in text, "13800000001" in text] == [False, False]


def test_what_moves_nothing_tells_nobody():
    _story, filing = accepted()
    hearing = set_date(filing.pk, by=staff("zhou"), slot=slot())
    again = move_date(hearing.pk, by=staff("zhou"), slot=slot(room="第三法庭  "))
    assert (again.sequence, steps(filing)) == (0, ["hearing_set"])


def test_a_room_is_never_set_twice_at_one_time():
    _story, filing = accepted()
    set_date(filing.pk, by=staff("zhou"), slot=slot(room="３号 法庭"))
    other = red()
    second = accept(reviewed(other).pk, by=staff("zhou"), docket_number="(2026)浙0108民初10号")
    with pytest.raises(Invalid) as refused:
        set_date(second.pk, by=staff("zhou"), slot=slot(morning(hour=10), room="3号 法庭"))
    assert (refused.value.code, "09:00" in str(refused.value.sentence), list(refused.value.facts["fields"])) == ("taken", True, ["room"])
    set_date(second.pk, by=staff("zhou"), slot=slot(morning(hour=11), room="3号 法庭"))  # the moment the first one ends
    with pytest.raises(IntegrityError), transaction.atomic():  # whoever comes past the deed meets the constraint
        Hearing.objects.filter(filing=second).update(during=Hearing.objects.get(filing=filing).during)
    cancel_date(Hearing.objects.get(filing=filing).pk, by=staff("zhou"))
    set_date(second.pk, by=staff("zhou"), slot=slot(morning(hour=9), room="3号 法庭"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"ends": morning()}, "ends"),
        ({"ends": morning() + timedelta(hours=13)}, "ends"),
        ({"begins": morning(-1), "ends": morning(-1) + timedelta(hours=1)}, "begins"),
        ({"begins": morning(900), "ends": morning(900) + timedelta(hours=1)}, "begins"),
        ({"link": "http://court.example"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"room": " ", "place": "", "link": ""}, "place"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(change, field):
    _story, filing = accepted()
    with pytest.raises(Invalid) as refused:
        set_date(filing.pk, by=staff("zhou"), slot=slot(**change))
    assert (list(refused.value.facts["fields"]), Hearing.objects.count()) == ([field], 0)


def test_before_acceptance_only_an_inquiry_about_a_joint_application():
    filing = reviewed(red())
    for kind in ("hearing", "inquiry"):
        with pytest.raises(WrongMoment):
            set_date(filing.pk, by=staff("zhou"), slot=slot(kind=kind))
    _story, joint = applied()
    with pytest.raises(WrongMoment):
        set_date(joint.pk, by=staff("zhou"), slot=slot())
    assert set_date(joint.pk, by=staff("zhou"), slot=slot(kind="inquiry")).kind == "inquiry"
    assert told() == [("hearing_set", "1"), ("hearing_set", "2")]


def test_nobody_learns_from_a_date_of_a_filing_that_is_not_shown_to_them():
    story, filing = accepted()
    story.bind()
    hearing = set_date(filing.pk, by=staff("zhou"), slot=slot())
    paths = (f"/filing/{filing.ref}", f"/filing/{filing.ref}/dates/{hearing.pk}.ics")
    assert [at(story.wang).get(path).status_code for path in paths] == [200, 200]
    from courtlink.reads import sides_that_know

    other = reviewed(red())
    assert sides_that_know(other) == ("applicant",)
    assert Hearing.objects.visible_to(qian()).count() == 0
    assert at(qian()).get(paths[1]).status_code == 404
    assert str(hearing.begins.year) not in at(qian()).get("/dates").content.decode().split("<main", 1)[1]


def test_only_the_court_sets_dates():
    story, filing = accepted()
    for person in (story.lin, staff("shen"), staff("fang")):
        with pytest.raises(WrongPerson):
            set_date(filing.pk, by=person, slot=slot())
        assert at(person).get(f"/court/filing/{filing.ref}/dates").status_code == 404


def test_what_ends_a_filing_takes_its_dates_along():
    story, joint = applied()
    hearing = set_date(joint.pk, by=staff("zhou"), slot=slot(kind="inquiry"))
    take_back(joint.pk, by=story.lin)
    assert (Hearing.objects.get(pk=hearing.pk).cancelled, steps(joint), told()) == (
        True,
        ["hearing_set", "hearing_cancelled"],
        [("hearing_cancelled", "1"), ("hearing_cancelled", "2")],
    )


def test_a_return_and_a_decision_take_them_along_but_a_talk_about_enforcement_stays():
    _story, joint = applied()
    inquiry = set_date(joint.pk, by=staff("zhou"), slot=slot(kind="inquiry"))
    accept(joint.pk, by=staff("zhou"), docket_number="(2026)浙0108民特9号")
    talk = set_date(joint.pk, by=staff("zhou"), slot=slot(morning(20), kind="enforcement"))
    assert not Hearing.objects.get(pk=inquiry.pk).cancelled
    decide(joint.pk, by=staff("zhou"), result="confirmed")
    assert [Hearing.objects.get(pk=pk).cancelled for pk in (inquiry.pk, talk.pk)] == [True, False]


def test_a_returned_application_has_no_inquiry_any_more():
    _story, joint = applied()
    hearing = set_date(joint.pk, by=staff("zhou"), slot=slot(kind="inquiry"))
    lead = joint.documents.get(role="lead")
    send_back(joint.pk, by=staff("zhou"), reasons={lead.pk: ("missing_address", "")})
    assert Hearing.objects.get(pk=hearing.pk).cancelled


def test_reminders_lie_ahead_and_a_moved_or_cancelled_date_reminds_nobody(monkeypatch):
    _story, filing = accepted()
    hearing = set_date(filing.pk, by=staff("zhou"), slot=slot(morning(3)))
    due = ProcrastinateJob.objects.filter(task_name="courtlink.remind_date").order_by("scheduled_at")
    assert [hearing.begins - job.scheduled_at for job in due] == [timedelta(days=1), timedelta(hours=2)]
    monkeypatch.setattr(clock, "now", lambda: hearing.begins - timedelta(hours=1))
    assert not remind_date(hearing.pk, 0, 1440)  # the nearer one is due already
    assert remind_date(hearing.pk, 0, 120)
    assert [m.template for m in Message.objects.filter(template="hearing_reminder")] == ["hearing_reminder"] * 2
    monkeypatch.undo()
    move_date(hearing.pk, by=staff("zhou"), slot=slot(morning(4)))
    monkeypatch.setattr(clock, "now", lambda: hearing.begins - timedelta(hours=1))
    assert not remind_date(hearing.pk, 0, 120)


def test_the_clerk_does_it_on_a_page():
    _story, filing = accepted()
    clerk, path = at(staff("zhou")), f"/court/filing/{filing.ref}/dates"
    said = {"deed": "set", "kind": "hearing", "begins": f"{morning():%Y-%m-%dT%H:%M}", "minutes": "120", "room": ROOM, "place": "", "link": "", "contact": ""}
    assert path in clerk.get(f"/court/filing/{filing.ref}").content.decode()
    assert clerk.post(path, said | {"minutes": "x"}).status_code == 422
    assert clerk.post(path, said | {"room": ""}).status_code == 422
    assert clerk.post(path, {"deed": "nothing"}).status_code == 422
    assert clerk.post(path, said).status_code == 302
    hearing = Hearing.objects.get()
    assert (hearing.begins, hearing.ends - hearing.begins, hearing.room) == (morning(), timedelta(hours=2), ROOM)
    assert clerk.post(path, said).status_code == 422  # the same room at the same time
    form = clerk.get(f"{path}?move={hearing.pk}").content.decode()
    assert f'value="{morning():%Y-%m-%dT%H:%M}"' in form
    assert clerk.post(path, said | {"move": hearing.pk, "begins": f"{morning(1):%Y-%m-%dT%H:%M}"}).status_code == 302
    assert "CPL 139" in clerk.get(path).content.decode() or "139" in clerk.get(path).content.decode()
    assert clerk.post(path, {"deed": "cancel", "date": hearing.pk}).status_code == 302
    assert clerk.post(path, {"deed": "cancel", "date": hearing.pk}).status_code == 409
    assert clerk.post(path, {"deed": "cancel", "date": "9" * 30}).status_code == 404


def test_it_stands_on_the_pages_of_case_and_filing_and_in_both_feeds():
    story, filing = accepted()
    hearing = set_date(filing.pk, by=staff("zhou"), slot=slot())
    file = f"/filing/{filing.ref}/dates/{hearing.pk}.ics"
    for path in (f"/case/{story.case.number}", f"/filing/{filing.ref}"):
        page = at(story.lin).get(path).content.decode()
        assert (file in page, ROOM in page) == (True, True)
    for person in (story.lin, staff("zhou")):
        client = at(person)
        client.post("/dates", {"deed": "feed"})
        feed = Client().get(client.get("/dates").context["feed"].removeprefix(settings.PUBLIC_URL))
        events = Calendar.from_ical(feed.content).walk("VEVENT")
        assert [(str(e["uid"]), str(e["status"])) for e in events] == [(hearing.uid, "CONFIRMED")]
        assert "林晓" not in feed.content.decode()
    cancel_date(hearing.pk, by=staff("zhou"))
    page = at(story.lin).get(f"/case/{story.case.number}").content.decode()
    assert file not in page
