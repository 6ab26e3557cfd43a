"""The machine: exactly these edges, in Python and in PostgreSQL, for exactly these people."""

import itertools
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from cases.actions import move
from cases.flow import EDGES, ENDS, MOVES, STARTS
from cases.kinds import COLOUR_OF, Colour, Stage, Turn
from cases.management.commands.drawflow import picture
from cases.models import Case, Step
from cases.models.flow import CaseFlow
from cases.stages import CLOCK, TURN
from mediation.refusals import Refusal
from tests.people import Story, staff

S = Stage
EXPECTED = {
    S.INTAKE: "first_mediation court_registration declined transferred withdrawn",
    S.FIRST_MEDIATION: "agreed referral court_registration failed transferred withdrawn",
    S.REFERRAL: "second_mediation agreed court_registration failed transferred withdrawn",
    S.SECOND_MEDIATION: "agreed court_registration failed transferred withdrawn",
    S.COURT_REGISTRATION: "directed_mediation agreed failed withdrawn",
    S.DIRECTED_MEDIATION: "agreed confirmed failed filed withdrawn",
    S.FAILED: "filed agreed referral court_registration transferred withdrawn",
    S.FILED: "directed_mediation",
    S.AGREED: "confirmed performed breached failed",
    S.CONFIRMED: "performed breached agreed",
    S.BREACHED: "performed agreed confirmed failed",
    S.DECLINED: "intake",
}
PAIRS = {(source, S(target)) for source, targets in EXPECTED.items() for target in targets.split()}
PATHS = {S.INTAKE: [S.INTAKE], S.COURT_REGISTRATION: [S.COURT_REGISTRATION]}


def path_to(stage):
    """A way along real edges from an allowed beginning."""
    todo = [[start] for start in STARTS]
    while todo:
        path = todo.pop(0)
        if path[-1] == stage:
            return path
        todo += [[*path, target] for source, target in sorted(EDGES) if source == path[-1] and target not in path]
    raise AssertionError(stage)


def put(case, stage):
    """Walk a case to a stage by SQL, along edges that the wall allows."""
    for target in path_to(stage)[1:]:
        Case.objects.filter(pk=case.pk).update(stage=target, end_reason="other", docket_number="x")


def test_the_table_has_exactly_these_fifty_edges():
    assert PAIRS == EDGES
    assert len(EDGES) == 50


def test_every_transition_of_the_model_stands_in_the_table():
    transitions = {(t.name, t.source, t.target) for t in Case._meta.get_field("stage").get_all_transitions(Case)}
    assert transitions == {(m.name, source, m.target) for m in MOVES for source in m.sources}


def test_every_transition_asks_who_is_there():
    for transition_ in Case._meta.get_field("stage").get_all_transitions(Case):
        assert transition_.permission is not None


@pytest.mark.usefixtures("district")
def test_nobody_and_strangers_can_move_nothing():
    case = Story.begin().now()
    for rule in (m.by for m in MOVES):
        assert rule.test(None, case) is False


def test_every_stage_has_an_owner_a_clock_and_a_way_out():
    for stage in S:
        assert (TURN[stage] == Turn.NOBODY) == (stage in ENDS)
        if stage not in ENDS | {S.FILED}:
            assert CLOCK[stage]
            assert {COLOUR_OF[t] for t in reachable(stage)} & {Colour.RED, Colour.GREEN, Colour.GREY}


def reachable(stage):
    seen, todo = set(), [stage]
    while todo:
        here = todo.pop()
        for source, target in EDGES:
            if source == here and target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


@pytest.mark.parametrize("stage", [S.FIRST_MEDIATION, S.REFERRAL, S.SECOND_MEDIATION, S.COURT_REGISTRATION, S.DIRECTED_MEDIATION])
def test_a_party_leaves_every_mediating_stage_at_once(stage):
    assert "refuse" in {m.name for m in MOVES if stage in m.sources}
    assert "withdraw" in {m.name for m in MOVES if stage in m.sources}


def test_the_picture_is_fresh(settings):
    assert (settings.BASE_DIR / "docs" / "flow.md").read_text(encoding="utf-8") == picture()


@pytest.mark.usefixtures("district")
def test_sql_may_change_the_stage_along_every_edge_and_along_no_other():
    case = Story.begin().now()
    allowed = set()
    for source, target in itertools.permutations(S, 2):
        with transaction.atomic():
            point = transaction.savepoint()
            copy = case_at(case, source)
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("UPDATE cases_case SET stage = %s, end_reason = 'other', docket_number = 'x' WHERE id = %s", [target, copy.pk])
                allowed.add((source, target))
            except IntegrityError as refused:
                assert refused.__cause__.diag.constraint_name == "case_stage_moves"
            transaction.savepoint_rollback(point)
    assert allowed == EDGES


def case_at(case, stage):
    """A copy of a case, begun as the wall allows and walked to a stage."""
    copy = Case.objects.get(pk=case.pk)
    start = path_to(stage)[0]
    copy.pk, copy.number, copy.token_hash = None, f"X-{stage}", f"{stage:>32}".encode()[:32]
    copy.__dict__["stage"] = start
    copy.save(force_insert=True)
    put(copy, stage)
    return copy


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("stage", [s for s in S if s not in STARTS])
def test_no_case_begins_anywhere_else(stage):
    case = Story.begin().now()
    case.pk, case.number, case.token_hash = None, "X", bytes(32)
    case.__dict__["stage"] = stage
    case.end_reason = case.docket_number = "x"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        case.save(force_insert=True)
    assert refused.value.__cause__.diag.constraint_name == "case_stage_begins"


@pytest.mark.usefixtures("district")
def test_the_wall_has_no_switch():
    case = Story.begin().now()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{case_stage_moves,cases_case:case_stage_moves}'")
        cursor.execute("UPDATE cases_case SET stage = 'agreed' WHERE id = %s", [case.pk])


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("order", ["UPDATE cases_step SET name = 'x'", "DELETE FROM cases_step", "TRUNCATE cases_step CASCADE"])
def test_steps_are_only_ever_added(order):
    Story.begin()
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(order)
    assert refused.value.__cause__.diag.constraint_name == "case_step_append_only"


@pytest.mark.usefixtures("district")
def test_a_reload_sees_a_stage_changed_elsewhere_and_keeps_the_guard():
    case = Story.begin().now()
    put(case, S.WITHDRAWN)
    case.refresh_from_db()
    assert (case.stage, case.colour) == ("withdrawn", "grey")
    with pytest.raises(AttributeError):
        case.stage = S.INTAKE


@pytest.mark.usefixtures("district")
def test_the_guard_survives_a_failed_reload():
    case = Story.begin().now()
    ghost = Case.objects.get(pk=case.pk)
    ghost.pk = 10**9
    with pytest.raises(Case.DoesNotExist):
        ghost.refresh_from_db()
    with pytest.raises(AttributeError):
        case.stage = S.AGREED


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_have_exactly_one_winner_in_a_hundred_rounds():
    fang, winners = staff("fang"), []
    for _round in range(100):
        story = Story.begin("other")
        barrier, wins = threading.Barrier(8), []

        def race(number, story=story, barrier=barrier, wins=wins):
            name, by, reason = (("decline", fang, "barred"), ("transfer", fang, "police"), ("withdraw", story.lin, "no_longer"))[number % 3]
            try:
                barrier.wait()
                wins.append(move.move(story.case.pk, name, by=by, reason=reason).stage)
            except Refusal as refusal:
                assert refusal.status == 409
            finally:
                connection.close()

        threads = [threading.Thread(target=race, args=(n,)) for n in range(8)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        winners.append(len(wins))
        assert Step.objects.filter(case=story.case).count() == 2
    assert winners == [1] * 100


def test_the_bodies_of_transitions_say_their_law():
    assert CaseFlow.refuse.__doc__ == "PML 23(2), 26; 规则 25(4): first_mediation / referral / second_mediation / court_registration / directed_mediation → failed."
