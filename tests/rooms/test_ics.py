"""Times in people's own calendars: read back as a calendar program reads them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from mediation.diary.actions import close_feed
from mediation.people.models import Membership
from rooms.actions import bookings
from rooms.kinds import Mode
from tests.people import qian, staff
from tests.rooms.test_booking import at, fixed, free, ready


def fetched(story, booking, person=None):
    answer = at(person or story.lin).get(f"/room/{story.case.number}/times/{booking.pk}.ics")
    assert answer.status_code == 200
    content = answer.content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))  # RFC 5545 3.1: octets, also of Chinese
    calendar = Calendar.from_ical(content)
    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", answer["Content-Type"].rsplit("=", 1)[-1])
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    return str(calendar["method"]), event, content.decode()


@pytest.mark.usefixtures("district")
def test_an_online_sitting_is_an_invitation_with_its_link_and_two_alarms():
    story = ready()
    booking = fixed(story)
    method, event, text = fetched(story, booking)
    assert (method, str(event["uid"]), event["sequence"], str(event["status"])) == ("REQUEST", booking.uid, 1, "CONFIRMED")
    assert (event["dtstart"].dt, event["dtend"].dt) == (booking.begins, booking.begins + timedelta(hours=1))
    assert event["dtstart"].dt.utcoffset() == timedelta(0)
    assert str(event["conference"]) == f"{settings.PUBLIC_URL}/room/{story.case.number}"
    assert "location" not in event
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-1)]
    assert (str(event["attendee"].params["CN"]), str(event["organizer"].params["CN"])) == ("林晓", "长河街道矛盾纠纷调解中心")
    assert [word in text for word in ("王强", "13800000001", "mailto:", "tel:")] == [False] * 4


@pytest.mark.usefixtures("district")
def test_a_sitting_at_the_centre_says_where():
    story = ready()
    booking = fixed(story, Mode.OFFLINE)
    _method, event, _text = fetched(story, booking, story.wang)
    assert (str(event["location"]), "conference" in event) == (f"长河街道矛盾纠纷调解中心 长河街道 {booking.place.name}", False)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=90)


@pytest.mark.usefixtures("district")
def test_moved_and_cancelled_are_updates_of_the_same_event():
    story = ready()
    booking = fixed(story)
    seen = [fetched(story, booking)]
    bookings.move(booking.pk, by=staff("shen"), begins=free(story)[9])
    seen.append(fetched(story, booking))
    bookings.cancel(booking.pk, by=story.lin, reason="ill")
    seen.append(fetched(story, booking))
    assert [(method, event["sequence"], str(event["status"])) for method, event, _text in seen] == [
        ("REQUEST", 1, "CONFIRMED"),
        ("REQUEST", 2, "CONFIRMED"),
        ("CANCEL", 3, "CANCELLED"),
    ]
    assert len({str(event["uid"]) for _method, event, _text in seen}) == 1
    assert seen[0][1]["dtstart"].dt != seen[1][1]["dtstart"].dt == seen[2][1]["dtstart"].dt


@pytest.mark.usefixtures("district")
def test_a_proposal_is_no_invitation_and_a_stranger_gets_none():
    story = ready()
    (proposal,) = bookings.propose(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, times=free(story)[:1])
    assert at(story.lin).get(f"/room/{story.case.number}/times/{proposal.pk}.ics").status_code == 404
    booking = fixed(story)
    assert at(qian()).get(f"/room/{story.case.number}/times/{booking.pk}.ics").status_code == 404


def feed_of(person):
    page = at(person)
    assert page.post("/dates", {"deed": "feed"}).status_code == 302
    return page.get("/dates").context["feed"].removeprefix(settings.PUBLIC_URL)


def read(address):
    answer = Client().get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    return Calendar.from_ical(answer.content), answer.content.decode()


@pytest.mark.usefixtures("district")
def test_the_mediators_feed_is_secret_without_names_and_can_be_closed():
    story, shen = ready(), staff("shen")
    booking = fixed(story)
    address = feed_of(shen)
    calendar, text = read(address)
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["method"]), str(event["uid"]), "attendee" in event, "林晓" in text) == ("PUBLISH", booking.uid, False, False)
    assert at(shen).get("/hours").context["feed"].endswith(address)
    assert Client().get(address.replace(":", ":x")).status_code == 404
    fresh = feed_of(shen)
    assert [Client().get(path).status_code for path in (address, fresh)] == [404, 200]
    Membership.objects.filter(user=shen).update(until="2026-01-01")
    assert read(fresh)[0].walk("VEVENT") == []  # whoever does not mediate any more leads nothing
    close_feed(by=shen)
    assert Client().get(fresh).status_code == 404


@pytest.mark.usefixtures("district")
def test_a_party_has_an_address_of_its_own_and_a_stranger_an_empty_calendar():
    story = ready()
    booking = fixed(story)
    assert [str(event["uid"]) for event in read(feed_of(story.lin))[0].walk("VEVENT")] == [booking.uid]
    assert read(feed_of(qian()))[0].walk("VEVENT") == []
    assert story.case.number in at(story.lin).get("/dates").content.decode()
    assert at(story.lin).post("/dates", {"deed": "nothing"}).status_code == 422


@pytest.mark.usefixtures("district")
def test_hours_and_days_off_by_the_page_and_only_for_mediators():
    shen = at(staff("shen"))
    centre = shen.get("/hours").context["form"].fields["centre"].queryset.get().pk
    assert shen.post("/hours", {"deed": "hours", "centre": centre, "weekday": "0", "begins": "09:00", "ends": "11:30"}).status_code == 302
    assert shen.post("/hours", {"deed": "hours", "centre": centre, "weekday": "0", "begins": "11:00", "ends": "12:00"}).status_code == 422
    assert shen.post("/hours", {"deed": "off", "first": "2030-01-02", "last": "2030-01-01"}).status_code == 422
    assert shen.post("/hours", {"deed": "off", "first": "2030-01-01", "last": "2030-01-02"}).status_code == 302
    body = shen.get("/hours")
    rows, off = body.context["rows"], body.context["off_rows"]
    assert ([str(row) for row in rows], [str(row) for row in off]) == (["0 09:00-11:30"], ["2030-01-01 2030-01-02"])
    assert at(staff("he")).post("/hours", {"deed": "drop_hours", "row": rows[0].pk}).status_code == 404
    assert shen.post("/hours", {"deed": "drop_hours", "row": rows[0].pk}).status_code == 302
    assert [at(person).get("/hours").status_code for person in (staff("fang"), qian())] == [404, 404]
