"""Keep the tallies small, and see that they are right."""

from django.db import connection

# What is one row already is left alone: every day of the past would be written anew each time.
FOLD = """
    WITH many AS (SELECT area_id, colour FROM cases_tally GROUP BY area_id, colour HAVING count(*) > 1),
    gone AS (
        DELETE FROM cases_tally AS one USING many WHERE (one.area_id, one.colour) = (many.area_id, many.colour)
        RETURNING one.area_id, one.colour, cases
    )
    INSERT INTO cases_tally (area_id, colour, cases) SELECT area_id, colour, sum(cases) FROM gone GROUP BY area_id, colour HAVING sum(cases) <> 0
"""
FOLD_DAYS = """
    WITH many AS (SELECT area_id, day, happening FROM cases_daytally GROUP BY area_id, day, happening HAVING count(*) > 1),
    gone AS (
        DELETE FROM cases_daytally AS one USING many WHERE (one.area_id, one.day, one.happening) = (many.area_id, many.day, many.happening)
        RETURNING one.area_id, one.day, one.happening, cases
    )
    INSERT INTO cases_daytally (area_id, day, happening, cases) SELECT area_id, day, happening, sum(cases) FROM gone GROUP BY area_id, day, happening
"""
RECOUNT = """
    SELECT area.code, colour, coalesce(told.cases, 0), coalesce(counted.cases, 0)
    FROM (SELECT area_id, colour, sum(cases) AS cases FROM cases_tally GROUP BY area_id, colour HAVING sum(cases) <> 0) AS told
    FULL JOIN (SELECT area_id, colour, count(*) AS cases FROM cases_case GROUP BY area_id, colour) AS counted USING (area_id, colour)
    JOIN people_area AS area ON area.id = area_id
    WHERE told.cases IS DISTINCT FROM counted.cases ORDER BY area.code, colour
"""


def fold() -> None:
    """Make one row of many; a reader sees the same sums before, during and after."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
        cursor.execute(FOLD_DAYS)


def differences() -> list[tuple[str, str, int, int]]:
    """Where the tallies say something else than the cases themselves: code of the area, colour, told, counted. Nowhere, unless somebody switched triggers off."""
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT)
        return [(code, colour, told, counted) for code, colour, told, counted in cursor.fetchall()]
