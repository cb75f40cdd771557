{# What is known of each of the target: what was declared, when they write, what else they ask. #}
{# Segments are made of how people take part, so only of what else they ask it is told by how #}
{# many such questions they have: all else stands in one stratum. #}
{% import 'audience_groups.sql' as audience with context %}
WITH {{ audience.groups() }},
{{ audience.traits() }},
{{ audience.other_questions() }},
{{ audience.how_often() }}
SELECT t.actor_id, 0 AS stratum, t.characteristic, t.category, CAST(NULL AS BIGINT) AS place_id
FROM traits AS t
JOIN target AS m ON m.actor_id = t.actor_id
WHERE t.category IS NOT NULL
UNION ALL
SELECT DISTINCT o.actor_id, a.stratum, 'topic', CAST(NULL AS VARCHAR), t.community_id
FROM other AS o
JOIN topics AS t ON t.object_id = o.object_id
JOIN asked_else AS a ON a.actor_id = o.actor_id
WHERE o.is_target
UNION ALL
SELECT DISTINCT o.actor_id, a.stratum, 'community', CAST(NULL AS VARCHAR), o.community_id
FROM other AS o
JOIN asked_else AS a ON a.actor_id = o.actor_id
WHERE o.is_target AND o.community_id IS NOT NULL
UNION ALL
SELECT DISTINCT o.actor_id, a.stratum, 'all', CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT)
FROM other AS o
JOIN asked_else AS a ON a.actor_id = o.actor_id
WHERE o.is_target
ORDER BY 1, 2, 3, 4, 5
