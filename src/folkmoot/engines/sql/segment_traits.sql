{# What is known of each of the target: what was declared, when they write, what else they ask. #}
{% import 'audience_groups.sql' as audience with context %}
WITH {{ audience.groups() }},
{{ audience.traits() }},
{{ audience.other_questions() }}
SELECT t.actor_id, t.characteristic, t.category, CAST(NULL AS BIGINT) AS place_id
FROM traits AS t
JOIN target AS m ON m.actor_id = t.actor_id
WHERE t.category IS NOT NULL
UNION ALL
SELECT DISTINCT o.actor_id, 'topic', CAST(NULL AS VARCHAR), t.community_id
FROM other AS o
JOIN topics AS t ON t.object_id = o.object_id
WHERE o.is_target
UNION ALL
SELECT DISTINCT actor_id, 'community', CAST(NULL AS VARCHAR), community_id
FROM other WHERE is_target AND community_id IS NOT NULL
ORDER BY 1, 2, 3, 4
