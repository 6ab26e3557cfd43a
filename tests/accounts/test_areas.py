"""The area tree: official codes, loaded as a whole or not at all."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mediation.people.actions.areas import AreaError, Loaded, load_areas
from mediation.people.models import Area
from mediation.people.roles import Level
from mediation.tokens import ALPHABET

HANGZHOU = Path(__file__).resolve().parents[2] / "mediation" / "people" / "data" / "areas-hangzhou.csv"
HEAD = "code,level,name,parent\n"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing")]


@pytest.fixture
def table(tmp_path):
    def write(*lines: str) -> Path:
        path = tmp_path / "areas.csv"
        path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
        return path

    return write


def test_binjiang_has_three_streets_and_sixty_seven_communities():
    load_areas(HANGZHOU, within=("330108",))
    inside = Area.objects.filter(code__startswith="330108")
    assert Area.objects.filter(level=Level.DISTRICT).count() == 13
    assert list(inside.filter(level=Level.STREET).values_list("name", flat=True)) == ["西兴街道", "长河街道", "浦沿街道"]
    assert [inside.filter(parent__code=f"33010800{n}", level=Level.COMMUNITY).count() for n in (1, 2, 3)] == [21, 21, 25]


def test_the_whole_city_loads_and_a_second_load_changes_nothing():
    assert load_areas(HANGZHOU) == Loaded(rows=862, new=862, changed=0)
    tokens = dict(Area.objects.values_list("code", "intake_token"))
    assert load_areas(HANGZHOU) == Loaded(rows=862, new=0, changed=0)
    assert dict(Area.objects.values_list("code", "intake_token")) == tokens
    assert Area.objects.filter(parent__code="330109", level=Level.STREET).exists()


def test_communities_have_a_poster_code_and_nobody_else_has():
    load_areas(HANGZHOU, within=("330108",))
    tokens = list(Area.objects.filter(level=Level.COMMUNITY).values_list("intake_token", flat=True))
    assert len(set(tokens)) == 67
    assert {len(token) for token in tokens} == {12}
    assert set("".join(tokens)) <= set(ALPHABET)
    assert not Area.objects.exclude(level=Level.COMMUNITY).exclude(intake_token=None).exists()


@pytest.mark.parametrize(
    ("outer", "inner", "covered"),
    [
        ("330108", "330108002001", True),
        ("330108002", "330108002001", True),
        ("330100", "330108002", True),
        ("330100", "330182", True),
        ("330108", "330108", True),
        ("330108002", "330108", False),
        ("330108", "330109001", False),
        ("330108001", "330108002", False),
    ],
)
def test_a_place_covers_the_places_within_it(outer, inner, covered):
    levels = {6: Level.DISTRICT, 9: Level.STREET, 12: Level.COMMUNITY}
    area = Area(code=outer, level=Level.CITY if outer.endswith("00") and len(outer) == 6 else levels[len(outer)])
    assert area.covers(Area(code=inner, level=levels[len(inner)])) is covered


def test_a_new_name_is_taken_over_and_the_poster_stays(table):
    load_areas(table("330108,district,滨江区,", "330108002,street,长河街道,330108", "330108002001,community,长河社区,330108002"))
    token = Area.objects.get(code="330108002001").intake_token
    done = load_areas(table("330108002001,community,新长河社区,330108002"), source="国家统计局 2026")
    area = Area.objects.get(code="330108002001")
    assert (done, area.name, area.source, area.intake_token) == (Loaded(rows=1, new=0, changed=1), "新长河社区", "国家统计局 2026", token)


def test_every_bad_row_is_named_with_its_line_and_nothing_is_loaded(table):
    path = table(
        "330108,district,滨江区,",
        "330108002,village,长河街道,330108",
        "33010800A,street,浦沿街道,330108",
        "330108003,street,,330108",
        "330109001001,community,城厢社区,330109001",
        "330109001,street,城厢街道,330108",
    )
    with pytest.raises(AreaError) as fault:
        load_areas(path)
    assert [problem.split(":")[0] for problem in fault.value.problems] == ["line 3", "line 4", "line 5", "line 6", "line 7"]
    assert not Area.objects.exists()


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_text("代码,名称\n330108,滨江区", encoding="utf-8")
    with pytest.raises(AreaError, match="line 1"):
        load_areas(path)


def test_a_table_saved_by_a_spreadsheet_loads(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_text("name,parent,code,level\r\n滨江区 ,,330108,district\r\n", encoding="utf-8-sig", newline="")
    load_areas(path)
    assert Area.objects.get().name == "滨江区"


def test_a_dry_run_counts_and_keeps_nothing(table):
    said = StringIO()
    call_command("load_areas", table("330108,district,滨江区,"), "--dry-run", stdout=said)
    assert said.getvalue() == "1 rows: 1 would be new, 0 would be changed\n"
    assert not Area.objects.exists()


def test_the_command_loads_and_says_how_many(table):
    said = StringIO()
    call_command("load_areas", table("330108,district,滨江区,"), "--source", "测试", "--valid-from", "2026-01-01", stdout=said)
    area = Area.objects.get()
    assert (said.getvalue(), area.source, str(area.valid_from)) == ("1 rows: 1 new, 0 changed\n", "测试", "2026-01-01")


def test_the_command_names_the_bad_rows(table, tmp_path):
    with pytest.raises(CommandError, match="line 2: unknown level 'planet'"):
        call_command("load_areas", table("330108,planet,滨江区,"))
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_areas", tmp_path / "missing.csv")
