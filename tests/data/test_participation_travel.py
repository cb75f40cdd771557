"""Inequality and crossed segments of the travel community, against its raw CSV alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.travel_csv import raw_tables

from folkmoot.measures._suspects import find_suspects
from folkmoot.measures.inequality import inequality
from folkmoot.measures.participation import participation
from folkmoot.measures.sensitivity import sensitivity
from folkmoot.project import Project
from folkmoot.view import View

#: Nothing of this is shared with the product.
PEOPLE = """
CREATE TABLE written AS
  SELECT OwnerUserId AS person, CAST(CreationDate AS TIMESTAMP) AS moment FROM Posts
  UNION ALL SELECT UserId, CAST(CreationDate AS TIMESTAMP) FROM Comments;
CREATE TABLE moments AS
  SELECT moment FROM written UNION ALL SELECT CAST(CreationDate AS TIMESTAMP) FROM Votes
  UNION ALL SELECT CAST(Date AS TIMESTAMP) FROM Badges
  UNION ALL SELECT CAST(CreationDate AS TIMESTAMP) FROM PostLinks
  UNION ALL SELECT CAST(LastEditDate AS TIMESTAMP) FROM Posts;
CREATE TABLE people AS
WITH lately AS (
  SELECT person, count(*) AS posts FROM written, (SELECT max(moment) AS last FROM moments)
  WHERE moment > last - INTERVAL 90 DAY GROUP BY person
)
SELECT Id AS person, coalesce(posts, 0) AS posts,
  CASE WHEN CAST(Age AS INT) BETWEEN 25 AND 34 THEN '25-34' ELSE 'else' END AS band,
  CASE WHEN joined > last - INTERVAL 365 DAY THEN 'under 1 year'
    WHEN joined > last - INTERVAL 1096 DAY THEN '1 to 3 years' ELSE '3 years and more' END AS tenure
FROM (SELECT *, CAST(CreationDate AS TIMESTAMP) AS joined FROM Users WHERE Id <> '-1')
CROSS JOIN (SELECT max(moment) AS last FROM moments)
LEFT JOIN lately ON person = Id
WHERE joined <= last
"""
SPREAD = """
WITH ranked AS (
  SELECT posts, row_number() OVER (ORDER BY posts) AS place, count(*) OVER () AS n FROM people
  WHERE posts >= {least}
)
SELECT max(n), 2 * sum(place * posts) / (max(n) * sum(posts)) - (max(n) + 1) / max(n),
  sum(posts * greatest(0, least(1, 0.01 * n - (n - place)))) / sum(posts),
  sum(posts * greatest(0, least(1, 0.1 * n - (n - place)))) / sum(posts)
FROM ranked
"""

CRITICS = """
WITH acts AS (
  SELECT person, moment FROM written
  UNION ALL SELECT LastEditorUserId, CAST(LastEditDate AS TIMESTAMP) FROM Posts
  WHERE LastEditorUserId IS DISTINCT FROM OwnerUserId
),
aged AS (
  SELECT person, date_diff('microsecond', moment, last) / 86400e6 - {back} AS days
  FROM acts CROSS JOIN (SELECT max(moment) AS last FROM moments)
  WHERE person IS NOT NULL AND person <> '-1'
)
SELECT count(DISTINCT person) FILTER (days < 7), count(DISTINCT person) FILTER (days < 60),
  (SELECT list(people ORDER BY months) FROM (
     SELECT months, count(*) AS people FROM (
       SELECT person, count(DISTINCT floor(days / 30)) AS months
       FROM aged WHERE days >= 0 AND days < 90 GROUP BY person
     ) GROUP BY months))
FROM aged WHERE days >= 0
"""


@pytest.fixture(scope="module")
def raw(travel_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = raw_tables(
        travel_folder, ("Posts", "Users", "Comments", "Votes", "Badges", "PostLinks")
    )
    connection.execute(PEOPLE)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def view(travel_project: Project) -> Iterator[View]:
    made = travel_project.view()
    yield made
    made.engine.close()


@pytest.mark.parametrize(("denominator", "least"), [("known", 0), ("posters", 1)])
def test_inequality_is_that_of_the_raw_csv(
    view: View, raw: duckdb.DuckDBPyConnection, denominator: str, least: int
) -> None:
    table = inequality(view)
    ((base, gini, first, tenth),) = raw.sql(SPREAD.format(least=least)).fetchall()
    rows = table.rows(segment_kind="all", denominator=denominator)
    shown = {(row["measure"], row["people_share"]): row for row in rows}
    assert shown["gini", None]["base"] == base
    assert shown["gini", None]["value"] == pytest.approx(gini, abs=1e-9)
    assert shown["top_share", 0.01]["value"] == pytest.approx(float(first), abs=1e-9)
    assert shown["top_share", 0.1]["value"] == pytest.approx(float(tenth), abs=1e-9)


def test_a_crossing_counts_the_people_of_the_raw_csv(
    view: View, raw: duckdb.DuckDBPyConnection
) -> None:
    table = participation(view, by=("age_band*tenure",))
    wanted = raw.sql(
        "SELECT tenure, count(*), count(*) FILTER (posts > 0) FROM people"
        " WHERE band = '25-34' GROUP BY tenure"
    ).fetchall()
    assert len(wanted) == 3
    for tenure, known, posters in wanted:
        for denominator, base in (("known", known), ("posters", posters)):
            (row,) = table.rows(
                segment=f"25-34 × {tenure}", rung="critic", measure="share",
                definition="habit", denominator=denominator,
            )  # fmt: skip
            assert row["base"] == base


@pytest.mark.parametrize(("back", "asked"), [(0, "now"), (20, "20 days earlier")])
def test_sensitivity_counts_what_the_raw_csv_holds(
    view: View, raw: duckdb.DuckDBPyConnection, back: int, asked: str
) -> None:
    ((week, two_months, months),) = raw.sql(CRITICS.format(back=back)).fetchall()
    rows = sensitivity(view, by=()).rows(rung="critic", segment_kind="all")
    cases = {(row["varied"], row["definition"], row["setting"]): row["cases"] for row in rows}
    assert cases["as_of", "habit", asked] == months[1] + months[2]
    if not back:
        assert cases["window", "point", "last 7 days"] == week
        assert cases["window", "point", "last 60 days"] == two_months
        assert cases["habit", "habit", "1 of 3 months"] == sum(months)
        assert cases["habit", "habit", "3 of 3 months"] == months[2]


def test_nobody_is_taken_for_software(view: View) -> None:
    found, _ = find_suspects(view)
    assert not found.num_rows
