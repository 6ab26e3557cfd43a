"""A time for everybody: proposed, chosen, fixed, moved, cancelled, held; taken by nobody else."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cases import clock
from cases.actions import erase, mediators
from cases.models import Contact, Step
from mediation.outreach.models import Message
from mediation.people.actions import citizen_for
from mediation.people.models import Centre
from mediation.refusals import Invalid, NotFound, WrongMoment, WrongPerson
from rooms.actions import arrivals, bookings, hours, remind, sittings, wishes
from rooms.actions.wipe import wipe_wishes
from rooms.kinds import BookingState, Mode
from rooms.models import Arrival, Booking, Claim, Place, Seat, Wish
from rooms.reads.bookings import booked_by
from rooms.reads.free import free_times
from rooms.reads.terms import terms_on
from tests.people import Story, qian, staff


def ready() -> Story:
    """Everybody has said yes; a time is to be found."""
    return Story.begin().accept().answer("talk", "applicant").answer().bind().take()


def free(story: Story, mode: str = Mode.ONLINE) -> list[datetime]:
    case = story.now()
    return free_times(case, case.open_round, mode, terms_on(timezone.localdate()), at=clock.now()).times


def fixed(story: Story, mode: str = Mode.ONLINE, number: int = 0) -> Booking:
    return bookings.fix(story.case.pk, by=staff("shen"), mode=mode, begins=free(story, mode)[number], way="spoken")


def states(story: Story) -> list[str]:
    return list(Booking.objects.filter(case=story.case).order_by("pk").values_list("state", flat=True))


def at(user) -> Client:
    browser = Client()
    browser.force_login(user, backend="mediation.people.backends.Citizens")
    return browser


def clock_at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.usefixtures("district")
def test_the_last_yes_fixes_a_proposed_time_and_the_others_go():
    story = ready()
    one, two = bookings.propose(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, times=free(story)[:2])
    bookings.choose(one.pk, by=story.lin)
    assert states(story) == ["proposed", "proposed"]
    bookings.choose(two.pk, by=story.lin)
    bookings.choose(two.pk, by=story.wang)
    assert states(story) == ["cancelled", "fixed"]
    two.refresh_from_db()
    assert two.sequence == 1
    assert set(Claim.objects.values_list("person", flat=True)) == {story.lin.pk, story.wang.pk, staff("shen").pk}
    step = Step.objects.get(case=story.case, name="sitting_booked")
    assert step.facts == {"round": 1, "mode": "online", "begins": two.begins.isoformat(), "ends": two.ends.isoformat()}


@pytest.mark.usefixtures("district")
def test_who_proposes_can_keep_it_and_the_other_sides_tap_fixes_it():
    story = ready()
    (booking,) = bookings.propose(story.case.pk, by=story.lin, mode=Mode.OFFLINE, times=free(story, Mode.OFFLINE)[:1])
    bookings.choose(booking.pk, by=story.wang)
    booking.refresh_from_db()
    assert (booking.state, booking.place.name) == ("fixed", "二号调解室")  # the smallest room


@pytest.mark.usefixtures("district")
def test_a_fixed_time_is_no_longer_free_for_its_people_and_a_proposal_takes_nothing():
    story = ready()
    first = free(story)[0]
    bookings.propose(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, times=[first])
    assert free(story)[0] == first
    fixed(story)
    assert all(begins >= first + timedelta(hours=1) for begins in free(story))
    other = Story.begin("loan").accept().answer("talk", "applicant").answer().bind().take()
    with pytest.raises(WrongMoment) as lost:
        bookings.fix(other.case.pk, by=staff("shen"), mode=Mode.ONLINE, begins=first, way="spoken")
    assert (lost.value.code, states(other)) == ("taken", [])


@pytest.mark.usefixtures("district")
def test_the_database_refuses_what_overlaps_even_without_us():
    story = ready()
    booking = fixed(story, Mode.OFFLINE)
    middle = DateTimeTZRange(booking.begins + timedelta(minutes=30), booking.ends + timedelta(minutes=30))
    for taken in ({"person": story.lin}, {"place": booking.place}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.create(booking=booking, during=middle, **taken)
    after = DateTimeTZRange(booking.ends, booking.ends + timedelta(minutes=30))
    Claim.objects.create(booking=booking, during=after, person=story.lin)  # the next sitting may begin when this one ends


@pytest.mark.usefixtures("district")
def test_what_a_party_cannot_is_not_offered_and_only_its_own_side_and_the_mediator_read_it():
    story = ready()
    day = timezone.localdate(free(story)[0])
    wishes.cannot_come(story.party("respondent").pk, by=story.wang, days=[day])
    wishes.wish(story.party("respondent").pk, by=story.wang, mode="offline", needs=["apart", "interpreter"])
    assert {timezone.localdate(begins) for begins in free(story)}.isdisjoint({day})
    read = {reader: Wish.objects.visible_to(reader).count() for reader in ("mediator", "applicant", "respondent", "joint")}
    assert read == {"mediator": 1, "applicant": 0, "respondent": 1, "joint": 0}
    page = f"/room/{story.case.number}/times"
    assert [b'value="apart" checked' in at(person).get(page).content for person in (story.lin, story.wang)] == [False, True]


@pytest.mark.usefixtures("district")
def test_a_room_without_steps_is_chosen_for_whoever_needs_it():
    story = ready()
    wishes.wish(story.party("applicant").pk, by=story.lin, mode="offline", needs=["access"])
    assert fixed(story, Mode.OFFLINE).place.accessible is True


@pytest.mark.usefixtures("district")
def test_hours_and_days_off_of_the_mediator_are_kept():
    story, centre = ready(), Centre.objects.get(short_name="长河矛调中心")
    shen = staff("shen")
    hours.add_hours(by=shen, centre=centre, weekday=1, begins=datetime(2026, 1, 1, 14).time(), ends=datetime(2026, 1, 1, 16).time())
    found = [timezone.localtime(begins) for begins in free(story)]
    assert {(begins.weekday(), begins.hour, begins.minute) for begins in found} == {(1, 14, 0), (1, 14, 30), (1, 15, 0)}
    first = found[0].date()
    hours.add_days_off(by=shen, first=first, last=first)
    assert timezone.localdate(free(story)[0]) > first
    with pytest.raises(Invalid):
        hours.add_hours(by=shen, centre=centre, weekday=1, begins=datetime(2026, 1, 1, 15).time(), ends=datetime(2026, 1, 1, 17).time())
    with pytest.raises(WrongPerson):
        hours.add_hours(by=shen, centre=Centre.objects.get(short_name="区矛调中心"), weekday=2, begins=datetime(2026, 1, 1, 15).time(), ends=datetime(2026, 1, 1, 17).time())


@pytest.mark.usefixtures("district")
def test_moving_keeps_the_uid_counts_up_and_frees_the_old_time(django_capture_on_commit_callbacks):
    story = ready()
    booking = fixed(story)
    uid, before, later = booking.uid, booking.begins, free(story)[5]
    moved = bookings.move(booking.pk, by=staff("shen"), begins=later)
    assert (moved.uid, moved.sequence, moved.begins) == (uid, 2, later)
    assert before in free(story)
    facts = Step.objects.get(case=story.case, name="sitting_moved").facts
    assert [datetime.fromisoformat(facts[name]) for name in ("from", "begins")] == [before, later]
    with pytest.raises(WrongPerson):
        bookings.move(booking.pk, by=story.lin, begins=before)


@pytest.mark.usefixtures("district")
def test_a_party_may_cancel_with_a_reason_and_a_stranger_nothing():
    story = ready()
    booking = fixed(story)
    with pytest.raises(WrongPerson):
        bookings.cancel(booking.pk, by=qian(), reason="ill")
    with pytest.raises(Invalid):
        bookings.cancel(booking.pk, by=story.lin, reason="ended")
    bookings.cancel(booking.pk, by=story.lin, reason="ill")
    assert (states(story), Claim.objects.count()) == (["cancelled"], 0)
    with pytest.raises(WrongMoment):
        bookings.cancel(booking.pk, by=story.lin, reason="ill")


@pytest.mark.usefixtures("district")
def test_limits_of_proposals_and_times():
    story = ready()
    times = free(story)
    with pytest.raises(Invalid):
        bookings.propose(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, times=times[:4])
    bookings.propose(story.case.pk, by=story.lin, mode=Mode.ONLINE, times=times[:2])
    with pytest.raises(Invalid):
        bookings.propose(story.case.pk, by=story.wang, mode=Mode.ONLINE, times=times[2:4])
    bookings.propose(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, times=times[4:7])  # replaces the others
    assert states(story) == ["cancelled"] * 2 + ["proposed"] * 3
    bookings.decline_all(story.case.pk, by=story.wang)
    assert states(story) == ["cancelled"] * 5
    with pytest.raises(WrongMoment):
        bookings.propose(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, times=[times[0] + timedelta(minutes=7)])
    for begins in (times[0] - timedelta(days=400), times[0] + timedelta(days=400), datetime(9999, 12, 31, 23, 30, tzinfo=clock.SHANGHAI)):
        with pytest.raises(Invalid):
            bookings.fix(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, begins=begins, way="spoken")


@pytest.mark.usefixtures("district")
def test_no_time_before_everybody_agreed_to_talk():
    story = Story.begin().accept().bind().take()
    with pytest.raises(WrongMoment):
        bookings.propose(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, times=[clock.now() + timedelta(days=3)])


@pytest.mark.usefixtures("district")
def test_the_end_of_the_round_and_another_mediator_call_the_time_off(django_capture_on_commit_callbacks):
    story = ready()
    fixed(story)
    with django_capture_on_commit_callbacks(execute=True):
        story.talk().close()
    assert (states(story), Booking.objects.get().reason, Claim.objects.count()) == (["cancelled"], "ended", 0)
    assert Step.objects.get(case=story.case, name="sitting_cancelled").role == "system"


@pytest.mark.usefixtures("district")
def test_a_time_ends_with_the_mediator_who_is_told_of_it_too(django_capture_on_commit_callbacks):
    story = ready()
    booking = fixed(story)
    with django_capture_on_commit_callbacks(execute=True):
        mediators.replace(story.case.pk, by=staff("fang"))
    booking.refresh_from_db()
    assert (booking.state, booking.reason, Claim.objects.count()) == ("cancelled", "ended", 0)
    remind.tell_time(booking.pk, booking.sequence, "sitting_cancelled", "")
    assert Message.objects.filter(template="sitting_cancelled", user=staff("shen")).count() == 1


@pytest.mark.usefixtures("district")
def test_the_last_tap_that_loses_the_race_changes_nothing_and_shows_other_times():
    story = ready()
    (booking,) = bookings.propose(story.case.pk, by=staff("shen"), mode=Mode.ONLINE, times=free(story)[:1])
    bookings.choose(booking.pk, by=story.lin)
    other = Story.begin("loan").accept().answer("talk", "applicant").answer().bind().take()
    bookings.fix(other.case.pk, by=staff("shen"), mode=Mode.ONLINE, begins=booking.begins, way="spoken")
    page = f"/room/{story.case.number}/times"
    answer = at(story.wang).post(page, {"deed": "choose", "booking": booking.pk, "mode": "online"})
    assert (answer.status_code, len(answer.context["instead"]), booking.choices.count()) == (409, 3, 1)
    assert b'value="choose"' not in at(story.wang).get(page).content  # the lost time has no button any more
    instead = timezone.localtime(answer.context["instead"][0]).strftime("%Y-%m-%dT%H:%M")
    assert at(story.wang).post(page, {"deed": "propose", "mode": "online", "slot": instead}).status_code == 302
    assert states(story) == ["proposed", "proposed"]


@pytest.mark.usefixtures("district")
def test_the_mediator_enters_a_yes_by_telephone_and_nobody_else_answers_for_others():
    story = ready()
    (booking,) = bookings.propose(story.case.pk, by=story.lin, mode=Mode.ONLINE, times=free(story)[:1])
    wang = story.party("respondent").pk
    with pytest.raises(WrongPerson):
        bookings.choose(booking.pk, by=story.lin, party_id=wang, way="spoken")
    with pytest.raises(Invalid):
        bookings.choose(booking.pk, by=staff("shen"), party_id=wang, way="self")
    bookings.choose(booking.pk, by=staff("shen"), party_id=wang, way="spoken")
    assert states(story) == ["fixed"]
    assert list(booking.choices.order_by("pk").values_list("way", "entered_by")) == [("self", None), ("spoken", staff("shen").pk)]


@pytest.mark.usefixtures("district")
def test_needs_and_impossible_days_are_in_ones_own_data_and_go_with_the_case():
    story = ready()
    day = timezone.localdate() + timedelta(days=5)
    wishes.cannot_come(story.party("applicant").pk, by=story.lin, days=[day])
    told = [row["impossible_days"] for row in booked_by(story.lin)]
    assert (told, booked_by(story.wang)) == ([[day.isoformat()]], [])
    with pytest.raises(Invalid):
        wishes.cannot_come(story.party("applicant").pk, by=story.lin, days=[day + timedelta(days=300)])
    with pytest.raises(WrongPerson):
        wishes.cannot_come(story.party("applicant").pk, by=story.wang, days=[day])
    assert [list(part(story.case)) for part in erase.PARTS if part is wipe_wishes] == [[]]
    assert Wish.objects.count() == 0


@pytest.mark.usefixtures("district")
def test_news_and_reminders_reach_both_sides_and_the_mediator_once(monkeypatch):
    story = ready()
    booking = fixed(story, Mode.OFFLINE, number=40)
    jobs = ProcrastinateJob.objects.filter(task_name="rooms.remind").order_by("scheduled_at")
    ahead = [before for before in terms_on(timezone.localdate()).reminders if booking.begins - before > timezone.now()]
    assert [job.scheduled_at for job in jobs] == [booking.begins - before for before in ahead]
    for _again in range(2):
        remind.tell_time(booking.pk, booking.sequence, "sitting_fixed", "")
    texts = Message.objects.filter(template="sitting_fixed")
    assert texts.count() == 3
    assert all(part in texts.first().body for part in ("长河街道矛盾纠纷调解中心", "调解室", f"/room/{story.case.number}/times"))
    clock_at(monkeypatch, booking.begins - timedelta(days=1))
    assert [remind.remind(booking.pk, booking.sequence, minutes) for minutes in (10080, 4320, 1440, 60)] == [False, False, True, True]  # the job of the last hour is not due yet
    assert Message.objects.filter(template="sitting_reminder").count() == 6


@pytest.mark.usefixtures("district")
def test_what_was_moved_or_cancelled_reminds_nobody(monkeypatch):
    story = ready()
    booking = fixed(story, number=40)
    old = booking.sequence
    moved = bookings.move(booking.pk, by=staff("shen"), begins=free(story)[60])
    clock_at(monkeypatch, moved.begins - timedelta(days=3))
    assert remind.remind(booking.pk, old, 4320) is False
    assert remind.remind(booking.pk, moved.sequence, 4320) is True
    bookings.cancel(booking.pk, by=story.lin, reason="travel")
    assert remind.remind(booking.pk, moved.sequence, 1440) is False
    remind.tell_time(booking.pk, old, "sitting_fixed", "")  # overtaken by the move
    assert Message.objects.filter(template="sitting_fixed").count() == 0


@pytest.mark.usefixtures("district")
def test_a_sitting_opened_at_its_time_is_the_booked_one_and_who_checked_in_sits_in_it(monkeypatch):
    story = ready()
    booking = fixed(story, Mode.OFFLINE)
    token = booking.place.token
    with pytest.raises(NotFound):
        arrivals.check_in(token, by=story.lin)  # days too early
    clock_at(monkeypatch, booking.begins - timedelta(minutes=10))
    for stranger in (qian(), staff("wu"), citizen_for(phone="13800000009")):
        with pytest.raises(NotFound):
            arrivals.check_in(token, by=stranger)
    arrivals.check_in(token, by=story.lin)
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen"))
    booking.refresh_from_db()
    assert (sitting.mode, booking.state, booking.sitting_id) == ("offline", "held", sitting.pk)
    assert set(Seat.objects.filter(sitting=sitting).values_list("user", flat=True)) == {story.lin.pk, staff("shen").pk}
    arrivals.check_in(token, by=story.wang)
    arrivals.check_in(token, by=story.wang)
    assert Seat.objects.filter(sitting=sitting, user=story.wang).count() == 1
    assert Arrival.objects.filter(booking=booking).count() == 2


@pytest.mark.usefixtures("district")
def test_a_sitting_without_a_booking_is_opened_as_before():
    story = ready()
    fixed(story)  # days ahead
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen"))
    assert (sitting.mode, states(story)) == ("online", ["fixed"])


@pytest.mark.usefixtures("district")
def test_the_mediator_ticks_who_is_there_and_notes_once_who_is_not(monkeypatch):
    story = ready()
    booking = fixed(story, Mode.OFFLINE)
    with pytest.raises(WrongMoment):
        arrivals.miss(booking.pk, by=staff("shen"), party_id=story.party("respondent").pk)  # not begun
    clock_at(monkeypatch, booking.begins + timedelta(minutes=20))
    arrivals.tick(booking.pk, by=staff("shen"), party_id=story.party("applicant").pk)
    arrivals.miss(booking.pk, by=staff("shen"), party_id=story.party("respondent").pk)
    for party in ("applicant", "respondent"):
        with pytest.raises(WrongMoment):
            arrivals.miss(booking.pk, by=staff("shen"), party_id=story.party(party).pk)
    with pytest.raises(WrongPerson):
        arrivals.tick(booking.pk, by=story.lin, party_id=story.party("respondent").pk)
    assert list(Contact.objects.values_list("channel", "outcome")) == [("sitting", "no_show")]


@pytest.mark.usefixtures("district")
def test_a_lost_race_answers_409_with_the_next_free_times_and_keeps_what_was_chosen():
    story = ready()
    first = free(story)[0]
    other = Story.begin("loan").accept().answer("talk", "applicant").answer().bind().take()
    fixed(other)
    slot = timezone.localtime(first).strftime("%Y-%m-%dT%H:%M")
    answer = at(staff("shen")).post(f"/room/{story.case.number}/times", {"deed": "fix", "mode": "online", "slot": slot, "way": "spoken"})
    assert answer.status_code == 409
    wanted = [timezone.localtime(begins).strftime("%Y-%m-%dT%H:%M") for begins in free(story)[:3]]
    assert [f'name="slot" value="{value}"' in answer.content.decode() for value in wanted] == [True] * 3
    assert slot not in wanted


@pytest.mark.usefixtures("district")
def test_the_page_works_with_plain_forms_for_both_sides_and_as_a_panel():
    story = ready()
    page = f"/room/{story.case.number}/times"
    slots = [timezone.localtime(begins).strftime("%Y-%m-%dT%H:%M") for begins in free(story)[:2]]
    assert at(staff("shen")).post(page, {"deed": "propose", "mode": "online", "slot": slots}).status_code == 302
    two = Booking.objects.order_by("pk")[1]
    for person in (story.lin, story.wang):
        assert b'value="choose"' in at(person).get(page).content
        assert at(person).post(page, {"deed": "choose", "booking": two.pk}).status_code == 302
    two.refresh_from_db()
    assert two.state == BookingState.FIXED
    panel = at(story.lin).get(page, headers={"X-Panel": "1"}).content.decode()
    assert (panel.lstrip().startswith("<div"), f"/times/{two.pk}.ics" in panel) == (True, True)
    assert at(qian()).get(page).status_code == 404
    assert at(story.lin).post(page, {"deed": "choose", "booking": "9" * 30}).status_code == 404
    assert at(story.lin).post(page, {"deed": "propose", "mode": "online", "slot": "gestern"}).status_code == 422
    assert at(story.lin).get(f"/case/{story.case.number}").content.decode().count(page) == 1
    assert page in at(story.lin).get("/desk").content.decode()


@pytest.mark.usefixtures("district")
def test_rooms_are_the_managers_and_the_plan_the_dispatchers():
    story = ready()
    booking = fixed(story, Mode.OFFLINE)
    centre = booking.place.centre_id
    plan = at(staff("fang")).get(f"/centre/{centre}/plan?day={timezone.localdate(booking.begins)}").content.decode()
    assert (story.case.number in plan, "沈丽华" in plan, "林晓" in plan) == (True, True, False)
    assert [at(staff(name)).get(f"/centre/{centre}/plan").status_code for name in ("pan", "shen", "zhou")] == [404, 404, 404]
    own = Centre.objects.get(short_name="区矛调中心").pk
    tang = at(staff("tang"))
    assert tang.post(f"/centre/{own}/places", {"deed": "add", "name": "圆桌室", "seats": "6", "accessible": "on"}).status_code == 302
    assert tang.post(f"/centre/{own}/places", {"deed": "add", "name": "圆桌室", "seats": "6"}).status_code == 422
    row = Place.objects.get(name="圆桌室")
    assert tang.post(f"/centre/{own}/places", {"deed": "close", "row": row.pk}).status_code == 302
    assert tang.get(f"/centre/{centre}/places").status_code == 404
    with pytest.raises(WrongMoment):
        hours.close_place(booking.place_id, booking.place.centre, by=staff("admin"))


@pytest.mark.usefixtures("district")
def test_the_page_asks_the_same_with_many_rooms_and_many_bookings():
    story = ready()
    page = f"/room/{story.case.number}/times?mode=offline"

    def asked() -> int:
        browser = at(story.lin)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    asked()
    before = asked()
    centre = story.now().centre
    for number in range(6):
        hours.add_place(centre, by=staff("admin"), name=f"{number}", seats=4, accessible=False)
    for number in range(3):
        other = Story.begin("loan").accept().answer("talk", "applicant").answer().bind().take()
        fixed(other, Mode.OFFLINE, number=number)
    assert (asked(), before <= 26) == (before, True)


def race(clients: int) -> list[int]:
    """Cases of one mediator, one time; what each is answered. Real transactions in threads of their own."""
    stories = [ready() for _ in range(clients)]
    begins = free(stories[0], Mode.OFFLINE)[0]
    statuses: list[int] = []
    start, browsers = Barrier(clients), [at(staff("shen")) for _ in range(clients)]
    slot = timezone.localtime(begins).strftime("%Y-%m-%dT%H:%M")
    connection.pool.resize(1, clients + 8)  # everybody asks at once, nobody waits for a line to the database

    def press(story: Story, browser: Client) -> None:
        start.wait()
        answer = browser.post(f"/room/{story.case.number}/times", {"deed": "fix", "mode": "offline", "slot": slot, "way": "spoken"})
        statuses.append(answer.status_code)
        connection.close()

    threads = [Thread(target=press, args=pair) for pair in zip(stories, browsers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return statuses


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_who_want_one_time_exactly_one_wins():
    statuses = race(16)
    assert sorted(statuses) == [302] + [409] * 15
    assert Booking.objects.filter(state="fixed").count() == 1
    assert Claim.objects.count() == 4  # two parties, the mediator, the room


@pytest.mark.django_db(transaction=True)
@pytest.mark.drill
def test_of_sixty_four_who_want_one_time_exactly_one_wins():
    statuses = race(64)
    assert sorted(statuses) == [302] + [409] * 63
    assert Booking.objects.filter(state="fixed").count() == 1
