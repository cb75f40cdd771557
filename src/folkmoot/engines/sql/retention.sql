{# By place, cohort (the quarter before the moment in which people first took part) and number of #}
{# quarters after: how many were there again in that quarter. #}
WITH acts AS (
  SELECT community_id, coalesce(root_id, object_id) AS root_id, actor_id,
    CAST(floor({{ d.days_between('published_at', p('as_of')) }} /
      {{ d.as_double(p('quarter_days')) }}) AS INTEGER) AS quarter
  FROM activities
  WHERE verb = 'Create' AND object_type NOT IN ('Person', 'Group', 'Badge', 'Link')
    AND actor_type = 'Person' AND actor_id IS NOT NULL
),
placed AS (
  SELECT community_id AS place_id, actor_id, quarter FROM acts WHERE community_id IS NOT NULL
  UNION
  SELECT t.community_id, a.actor_id, a.quarter FROM acts AS a JOIN topics AS t ON t.object_id = a.root_id
),
firsts AS (
  SELECT place_id, actor_id, max(quarter) AS cohort FROM placed GROUP BY place_id, actor_id
),
sizes AS (
  SELECT place_id, cohort, count(*) AS people FROM firsts
  WHERE cohort >= 1 AND cohort <= {{ p('cohorts') }}
  GROUP BY place_id, cohort
)
SELECT s.place_id, s.cohort, s.people, f.cohort - p.quarter AS after_quarters,
  count(p.actor_id) AS back
FROM sizes AS s
JOIN firsts AS f ON f.place_id = s.place_id AND f.cohort = s.cohort
JOIN placed AS p ON p.place_id = f.place_id AND p.actor_id = f.actor_id
  AND p.quarter < f.cohort AND p.quarter >= f.cohort - {{ p('periods') }}
GROUP BY s.place_id, s.cohort, s.people, f.cohort - p.quarter
UNION ALL
SELECT place_id, cohort, people, 0, people FROM sizes
ORDER BY 1, 2, 4
