"""The travel community's ladder and rooms, against counts made on its raw CSV alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.travel_csv import raw_tables

from folkmoot.annotators.topics import assign_topics
from folkmoot.estimate import EstimateTable
from folkmoot.measures._places import names_of
from folkmoot.measures.participation import participation
from folkmoot.project import Project
from folkmoot.view import View

#: Nothing of this is shared with the product: dates, months, bands and rungs are written anew.
COUNTS = """
WITH users AS (
  SELECT Id AS person, CASE
    WHEN CAST(Age AS INT) BETWEEN 13 AND 17 THEN '13-17'
    WHEN CAST(Age AS INT) BETWEEN 18 AND 24 THEN '18-24'
    WHEN CAST(Age AS INT) BETWEEN 25 AND 34 THEN '25-34'
    WHEN CAST(Age AS INT) BETWEEN 35 AND 44 THEN '35-44'
    WHEN CAST(Age AS INT) BETWEEN 45 AND 54 THEN '45-54'
    WHEN CAST(Age AS INT) BETWEEN 55 AND 64 THEN '55-64'
    WHEN CAST(Age AS INT) BETWEEN 65 AND 120 THEN '65+' ELSE 'not declared' END AS band
  FROM Users WHERE Id <> '-1'
),
acts AS (
  SELECT OwnerUserId AS person, CAST(CreationDate AS TIMESTAMP) AS moment, 'critic' AS rung,
    TRUE AS post
  FROM Posts
  UNION ALL SELECT LastEditorUserId, CAST(LastEditDate AS TIMESTAMP), 'critic', FALSE
  FROM Posts WHERE LastEditorUserId IS DISTINCT FROM OwnerUserId
  UNION ALL SELECT UserId, CAST(CreationDate AS TIMESTAMP), 'critic', TRUE FROM Comments
  UNION ALL SELECT UserId, CAST(CreationDate AS TIMESTAMP),
    CASE WHEN VoteTypeId IN ('2', '3', '5') THEN 'collector' END, FALSE FROM Votes
),
moments AS (
  SELECT moment FROM acts WHERE moment IS NOT NULL
  UNION ALL SELECT CAST(Date AS TIMESTAMP) FROM Badges
  UNION ALL SELECT CAST(CreationDate AS TIMESTAMP) FROM PostLinks
),
aged AS (
  SELECT person, rung, post,
    date_diff('microsecond', moment, (SELECT max(moment) FROM moments)) / 86400e6 AS days
  FROM acts WHERE moment IS NOT NULL AND person IS NOT NULL AND person <> '-1'
),
people AS (
  SELECT person,
    count(*) FILTER (days < 90) > 0 AS active,
    count(*) FILTER (post AND days < 90) > 0 AS posted_habit,
    count(*) FILTER (post AND days < 30) > 0 AS posted_point,
    count(DISTINCT floor(days / 30)) FILTER (rung = 'critic' AND days < 90) >= 2 AS critic_habit,
    count(*) FILTER (rung = 'critic' AND days < 30) > 0 AS critic_point,
    count(DISTINCT floor(days / 30)) FILTER (rung = 'collector' AND days < 90) >= 2
      AS collector_habit,
    count(*) FILTER (rung = 'collector' AND days < 30) > 0 AS collector_point
  FROM aged GROUP BY person
),
joined AS (SELECT * FROM users LEFT JOIN people USING (person)),
said AS (
  SELECT band, definition, denominator, rung, count(*) FILTER (base) AS base,
    count(*) FILTER (base AND did) AS cases
  FROM (
    SELECT band, d.definition, n.denominator, r.rung,
      CASE n.denominator WHEN 'known' THEN TRUE WHEN 'active' THEN coalesce(active, FALSE)
        ELSE coalesce(CASE d.definition WHEN 'habit' THEN posted_habit ELSE posted_point END, FALSE)
      END AS base,
      coalesce(CASE r.rung || d.definition WHEN 'critichabit' THEN critic_habit
        WHEN 'criticpoint' THEN critic_point WHEN 'collectorhabit' THEN collector_habit
        ELSE collector_point END, FALSE) AS did
    FROM joined
    CROSS JOIN (VALUES ('habit'), ('point')) AS d(definition)
    CROSS JOIN (VALUES ('known'), ('active'), ('posters')) AS n(denominator)
    CROSS JOIN (VALUES ('critic'), ('collector')) AS r(rung)
  ) GROUP BY ALL
)
SELECT * FROM said
"""
KINDS = ("Posts", "Users", "Comments", "Votes", "Badges", "PostLinks", "Tags")


@pytest.fixture(scope="module")
def raw(travel_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = raw_tables(travel_folder, KINDS)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def view(travel_project: Project) -> Iterator[View]:
    made = travel_project.view()
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def table(view: View) -> EstimateTable:
    return participation(view, by=("age_band",))


def shown(table: EstimateTable, **where: str) -> dict[str, Any]:
    (row,) = table.rows(segment_kind="age_band", measure="share", **where)
    return row


def test_shares_by_age_band_are_those_of_the_raw_csv(
    table: EstimateTable, raw: duckdb.DuckDBPyConnection
) -> None:
    counted = raw.sql(COUNTS).fetchall()
    assert len(counted) == 8 * 2 * 3 * 2
    smallest: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for band, definition, denominator, _, base, _ in counted:
        smallest.setdefault((definition, denominator), []).append((base, band))
    withheld = 0
    for band, definition, denominator, rung, base, cases in counted:
        row = shown(table, segment=band, definition=definition, denominator=denominator, rung=rung)
        if row["value"] is None:
            withheld += 1
            # Under 30; or the next smallest beside a single one that is under 10.
            ordered = sorted(set(smallest[definition, denominator]))
            assert base < 30 or (ordered[0][0] < 10 <= ordered[1][0] and band == ordered[1][1])
            continue
        assert base >= 30
        assert (row["cases"], row["base"]) == (cases, base)
        assert row["value"] == cases / base
    assert 0 < withheld < len(counted) / 2


def test_silent_members_are_those_without_a_row_in_the_raw_csv(
    table: EstimateTable, raw: duckdb.DuckDBPyConnection
) -> None:
    ((silent,),) = raw.sql("""
        SELECT count(*) FROM Users WHERE Id <> '-1'
        AND Id NOT IN (SELECT OwnerUserId FROM Posts WHERE OwnerUserId IS NOT NULL)
        AND Id NOT IN (SELECT UserId FROM Comments WHERE UserId IS NOT NULL)
        AND Id NOT IN (SELECT UserId FROM Votes WHERE UserId IS NOT NULL)
        AND Id NOT IN (SELECT LastEditorUserId FROM Posts WHERE LastEditorUserId IS NOT NULL
          AND LastEditDate IS NOT NULL AND LastEditorUserId IS DISTINCT FROM OwnerUserId)
    """).fetchall()
    rows = table.rows(segment_kind="all", measure="silent_members")
    assert [row["cases"] for row in rows] == [silent]


def test_rooms_read_off_titles_rank_much_as_the_true_tags_do(
    view: View, raw: duckdb.DuckDBPyConnection
) -> None:
    """The figure in the docstring of `folkmoot.annotators.topics`."""
    from scipy.stats import spearmanr

    names, _ = names_of(view)
    topics = assign_topics(view)
    found = topics.group_by("community_id").aggregate([("object_id", "count")]).to_pylist()
    inferred = {names[row["community_id"]]: row["object_id_count"] for row in found}
    tags = dict(raw.sql("SELECT TagName, CAST(Count AS INT) FROM Tags").fetchall())
    assert len(tags) == 1743
    assert set(inferred) <= set(tags)
    correlation = spearmanr(list(tags.values()), [inferred.get(name, 0) for name in tags]).statistic
    assert round(float(correlation), 2) == 0.68
    assert len(set(topics["object_id"].to_pylist())) > 0.89 * 25_346, "of all questions"
