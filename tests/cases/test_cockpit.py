"""The cockpit: sums that are always the cases themselves, seen by whoever watches the place, and a press that is told and recorded."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import clock
from cases.actions import move, tallies
from cases.actions.chase import chase
from cases.models import Case, DayTally, Deadline, Step, Tally
from cases.reads import cockpit
from cases.reads.charts import band, columns
from mediation.outreach.models import Message
from mediation.people.actions import appoint, register_staff
from mediation.people.models import Area, Centre
from mediation.refusals import NotFound, WrongMoment, WrongPerson
from tests.people import Story, qian, staff

pytestmark = pytest.mark.usefixtures("district")
DISTRICT, STREET, COMMUNITY = "330108", "330108002", "330108002001"


def place(code: str) -> Area:
    return Area.objects.get(code=code)


def figures(code: str) -> tuple[cockpit.Place, list[cockpit.Place]]:
    return cockpit.figures(place(code), cockpit.inside(place(code)), at=timezone.now())


def days(code: str) -> list[cockpit.Day]:
    return cockpit.days_of(cockpit.inside(place(code)), today=timezone.localdate())


def late(code: str) -> list[cockpit.Late]:
    return cockpit.late_in(cockpit.inside(place(code)), user=staff("tang"), at=timezone.now())


def colours(code: str) -> dict[str, int]:
    whole, _rows = figures(code)
    return {colour: cases for colour, cases in whole.colours.items() if cases}


def late_story() -> Story:
    """A case that its centre should have looked at an hour ago."""
    story = Story.begin()
    Deadline.objects.filter(case=story.case, closed_at=None).update(due_at=timezone.now() - timedelta(hours=1))
    return story


def web(person) -> Client:
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def test_a_case_is_counted_where_it_stands_and_in_every_area_above():
    before = colours(DISTRICT)
    Story.begin()
    Story.begin().second()
    Story.begin().accept().answer().bind().take().talk().settle()
    assert before == {}
    assert colours(DISTRICT) == colours(STREET) == colours(COMMUNITY) == {"yellow": 1, "orange": 1, "green": 1}
    assert colours("330108001") == {}
    assert tallies.differences() == []


def test_the_places_below_add_up_to_the_place_above():
    for code in ("330108001001", "330108001002", "330108003001"):
        Case.objects.filter(pk=Story.begin().case.pk).update(area=place(code))
    Story.begin()
    for code in (DISTRICT, "330108001"):
        whole, rows = figures(code)
        assert whole.cases == sum(row.cases for row in rows)
    assert {row.area.code: row.cases for row in figures(DISTRICT)[1]} == {"330108001": 2, "330108002": 1, "330108003": 1}
    assert tallies.differences() == []


def test_a_place_that_is_no_more_keeps_its_row_while_it_has_cases():
    Story.begin()
    Area.objects.filter(code__in=(COMMUNITY, "330108002002")).update(valid_to=timezone.localdate())
    whole, rows = figures(STREET)
    assert [(row.area.code, row.cases) for row in rows if row.area.valid_to] == [(COMMUNITY, 1)]
    assert whole.cases == sum(row.cases for row in rows)
    assert web(staff("lu")).get(f"/cockpit/{COMMUNITY}").status_code == 200


def test_a_late_case_more_is_no_query_more():
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/cockpit/{STREET}").status_code == 200
        return len(queries)

    browser = web(staff("lu"))
    late_story()
    asked()
    one = asked()
    for _number in range(6):
        late_story()
    assert (len(late(STREET)), asked()) == (7, one)


def test_folding_makes_few_rows_and_changes_no_sum():
    for _number in range(4):
        Story.begin().second()
    told, counted, rows = colours(DISTRICT), days(DISTRICT), Tally.objects.count()
    tallies.fold()
    assert (colours(DISTRICT), days(DISTRICT)) == (told, counted)
    assert (rows, Tally.objects.count(), DayTally.objects.count()) == (12, 1, 1)
    folded = set(Tally.objects.values_list("pk")), set(DayTally.objects.values_list("pk"))
    tallies.fold()
    assert (set(Tally.objects.values_list("pk")), set(DayTally.objects.values_list("pk"))) == folded  # what is one row is left alone
    assert tallies.differences() == []


@pytest.mark.django_db(transaction=True)
def test_jobs_that_fold_at_once_while_cases_move_lose_nothing():
    area = place(COMMUNITY).pk

    def fold() -> None:
        for _time in range(20):
            tallies.fold()
        connection.close()

    def add() -> None:
        for _time in range(100):
            Tally.objects.create(area_id=area, colour="yellow", cases=1)
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(deed) for deed in (fold, add, fold, add)]:
            done.result()
    assert colours(DISTRICT) == {"yellow": 200}
    tallies.fold()
    assert Tally.objects.count() == 1


def test_what_raw_sql_does_is_counted_too_and_a_switched_off_trigger_is_found(capsys):
    story = Story.begin()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET stage = 'withdrawn', end_reason = 'no_longer' WHERE id = %s", [story.case.pk])
    assert colours(DISTRICT) == {"grey": 1}
    call_command("verify_tallies")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_tally WHERE colour = 'grey'")
    with pytest.raises(CommandError, match="1 of the tallies"):
        call_command("verify_tallies")
    assert f"{COMMUNITY} grey: the tallies say 0, there are 1" in capsys.readouterr().out


def test_a_day_counts_what_began_and_how_it_ended():
    Story.begin().accept().answer().bind().take().talk().settle()
    failed = Story.begin().accept()
    failed.move("refuse", failed.lin)
    gone = Story.begin()
    move.move(gone.case.pk, "withdraw", by=gone.lin, reason="no_longer")
    *_before, today = days(STREET)
    assert (today.new, today.settled, today.failed) == (3, 1, 1)
    assert len(_before) == 29 and all(day.new == day.settled == day.failed == 0 for day in _before)


def test_whoever_watches_the_district_sees_all_of_it_and_a_streets_manager_the_street():
    assert [(area.code, role) for area, role in cockpit.posts_of(staff("lu"))] == [(DISTRICT, "supervisor")]
    street = register_staff(username="sun", name="孙街道")
    appoint(user=street, centre=Centre.objects.get(short_name="长河矛调中心"), role="manager")
    assert cockpit.watch(street, COMMUNITY).area.code == COMMUNITY
    assert [area.code for area in cockpit.watch(street, COMMUNITY).path] == [STREET]
    assert [area.code for area in cockpit.watch(staff("tang"), COMMUNITY).path] == [DISTRICT, STREET]
    for person, code in ((street, DISTRICT), (street, "330108001"), (staff("fang"), STREET), (staff("zhou"), DISTRICT), (qian(), DISTRICT), (staff("lu"), "999")):
        with pytest.raises(NotFound):
            cockpit.watch(person, code)


def test_who_is_late_is_listed_once_the_longest_first_and_opens_only_for_whoever_may_know_of_the_case():
    first, second = late_story(), late_story()
    Deadline.objects.filter(case=second.case, closed_at=None).update(due_at=timezone.now() - timedelta(hours=2))
    Story.begin()
    found = late(DISTRICT)
    assert [(row.case.pk, row.opens) for row in found] == [(second.case.pk, False), (first.case.pk, False)]
    whole, rows = figures(DISTRICT)
    assert (whole.late, [(row.area.code, row.late) for row in rows if row.late]) == (2, [(STREET, 2)])
    Case.objects.filter(pk=first.case.pk).update(centre=Centre.objects.get(short_name="区矛调中心"))
    assert [row.opens for row in late(DISTRICT)] == [False, True]
    page = web(staff("tang")).get(f"/cockpit/{DISTRICT}").content.decode()
    assert f'href="/case/{first.case.number}"' in page
    assert second.case.number in page
    assert f'href="/case/{second.case.number}"' not in page
    assert not [word for word in ("林晓", "王强", "押金3400") if word in page]


def test_a_paused_clock_and_a_partys_turn_are_nobodys_delay_here():
    late_story()
    Deadline.objects.filter(closed_at=None).update(paused_at=timezone.now(), ring_at=None)
    assert late(DISTRICT) == []
    Deadline.objects.filter(closed_at=None).update(paused_at=None, turn="applicant")
    assert late(DISTRICT) == []


def test_a_press_tells_the_dispatcher_once_a_day_and_stands_in_the_record():
    story = late_story()
    step = chase(story.case.pk, by=staff("tang"))
    assert (step.name, step.audience, step.facts["turn"], step.role) == ("chased", "mediator", "dispatcher", "manager")
    text = Message.objects.get(template="chased")
    assert (text.user.username, story.case.number in text.body) == ("fang", True)
    with pytest.raises(WrongMoment):
        chase(story.case.pk, by=staff("lu"))
    assert Message.objects.filter(template="chased").count() == Step.objects.filter(name="chased").count() == 1
    assert late(DISTRICT)[0].chased_at == step.at


def test_a_press_the_next_day_is_a_press_of_its_own(monkeypatch):
    story = late_story()
    chase(story.case.pk, by=staff("tang"))
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    chase(story.case.pk, by=staff("tang"))
    assert Message.objects.filter(template="chased").count() == 2


def test_only_those_who_watch_the_area_press_and_auditors_only_look():
    story = late_story()
    for person in (staff("meng"), staff("fang"), staff("shen"), staff("zhou"), story.lin, qian()):
        with pytest.raises(WrongPerson):
            chase(story.case.pk, by=person)
    assert not Step.objects.filter(name="chased").exists()
    page = web(staff("meng")).get(f"/cockpit/{DISTRICT}").content.decode()
    assert (story.case.number in page, 'form="chase"' in page) == (True, False)


def test_nobody_is_pressed_who_is_not_late():
    story = Story.begin()
    Deadline.objects.filter(case=story.case).update(due_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(WrongMoment):
        chase(story.case.pk, by=staff("tang"))


def test_the_page_presses_and_says_when_that_was_done_already():
    story, browser = late_story(), web(staff("tang"))
    assert browser.get("/cockpit").headers["location"] == f"/cockpit/{DISTRICT}"
    pressed = browser.post(f"/cockpit/{STREET}", {"case": story.case.pk})
    assert (pressed.status_code, pressed.headers["location"]) == (302, f"/cockpit/{STREET}")
    again = browser.post(f"/cockpit/{STREET}", {"case": story.case.pk})
    assert (again.status_code, "已经催办过" in again.content.decode()) == (409, True)
    for wrong in ("", "x", "9" * 30, str(story.case.pk + 1000)):
        assert browser.post(f"/cockpit/{DISTRICT}", {"case": wrong}).status_code == 404
    assert browser.post("/cockpit/330108001", {"case": story.case.pk}).status_code == 404  # another street


def test_every_number_leads_to_its_cases_page_by_page():
    for _number in range(cockpit.CASES_SHOWN + 3):
        Story.begin()
    Story.begin().second()
    browser = web(staff("lu"))
    first = browser.get(f"/cockpit/{DISTRICT}/cases?colour=yellow").content.decode()
    older = re.search(r'href="(\?colour=yellow&amp;before=\d+)"', first).group(1).replace("&amp;", "&")
    second = browser.get(f"/cockpit/{DISTRICT}/cases{older}").content.decode()
    assert [page.count('class="badge c-yellow"') for page in (first, second)] == [cockpit.CASES_SHOWN, 3]
    assert 'class="badge c-orange"' not in first + second
    assert browser.get(f"/cockpit/{DISTRICT}/cases?colour=orange").content.decode().count('class="badge c-orange"') == 1
    for odd in ("colour=purple", "colour=%00", "before=x", "before=-1", "before=²", f"before={'9' * 40}"):
        assert browser.get(f"/cockpit/{DISTRICT}/cases?{odd}").status_code == 200
    for odd in ("%00", "²", "-1", "9" * 400, "33010_", "%25"):
        assert [browser.get(f"/cockpit/{odd}{rest}").status_code for rest in ("", "/cases")] == [404, 404]


def test_a_band_is_as_long_as_the_whole_and_a_day_as_high_as_the_highest():
    assert [tuple(piece) for piece in band([("a", 1), ("b", 0), ("c", 3)])] == [("a", 0.0, 25.0), ("c", 25.0, 75.0)]
    assert (band([]), columns([])) == ([], [])
    drawn = columns([[[("new", 2)], [("settled", 1), ("failed", 3)]]])
    assert [(one.name, one.top, one.height) for one in drawn] == [("new", 30.0, 30.0), ("settled", 45.0, 15.0), ("failed", 0.0, 45.0)]
    assert json.dumps(drawn)
