{# What is known of all who ask, and of the people with each need, by how often they ask. #}
{# Rows without a need count everybody. Rungs come as flags of those active lately; where else #}
{# they ask is told of needs that were stated, by how many other questions they have. #}
{% import 'audience_groups.sql' as audience with context %}
{% import 'participation_masks.sql' as masks with context %}
WITH {{ audience.groups() }},
{{ audience.traits() }},
{{ audience.other_questions() }},
{{ masks.pairs('CAST(NULL AS BIGINT)', false) }},
flagged AS ({{ masks.flags('actor_id', 'pairs') }}),
{{ audience.how_often() }},
placed AS (
  SELECT o.actor_id, 'topic' AS characteristic, t.community_id AS place_id
  FROM other AS o
  JOIN topics AS t ON t.object_id = o.object_id
  UNION
  SELECT actor_id, 'community', community_id FROM other WHERE community_id IS NOT NULL
  UNION
  SELECT actor_id, 'all', CAST(NULL AS BIGINT) FROM other
),
told AS (
  SELECT t.actor_id, a.stratum, t.characteristic, t.category, CAST(NULL AS BIGINT) AS number
  FROM traits AS t
  JOIN askers AS s ON s.actor_id = t.actor_id
  JOIN asked AS a ON a.actor_id = t.actor_id
  WHERE t.category IS NOT NULL
  UNION ALL
  SELECT f.actor_id, a.stratum, 'rung', CAST(NULL AS VARCHAR), CAST(f.flags AS BIGINT)
  FROM flagged AS f
  JOIN askers AS s ON s.actor_id = f.actor_id
  JOIN asked AS a ON a.actor_id = f.actor_id
),
told_else AS (
  SELECT p.actor_id, a.stratum, p.characteristic, CAST(NULL AS VARCHAR) AS category,
    p.place_id AS number
  FROM placed AS p
  JOIN asked_else AS a ON a.actor_id = p.actor_id
)
SELECT n.need_id, t.characteristic, t.category, t.number, t.stratum, count(*) AS people
FROM told AS t
JOIN needers AS n ON n.actor_id = t.actor_id
GROUP BY ALL
UNION ALL
SELECT CAST(NULL AS VARCHAR), characteristic, category, number, stratum, count(*)
FROM told GROUP BY ALL
UNION ALL
SELECT n.need_id, t.characteristic, t.category, t.number, t.stratum, count(*)
FROM told_else AS t
JOIN needers AS n ON n.actor_id = t.actor_id
WHERE n.is_stated
GROUP BY ALL
UNION ALL
SELECT CAST(NULL AS VARCHAR), characteristic, category, number, stratum, count(*)
FROM told_else GROUP BY ALL
ORDER BY 1, 2, 3, 4, 5
