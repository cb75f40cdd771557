{# Where else they ask: rooms and communities of the questions that state no need, by person. #}
{# Rows without a place count the people who asked any such question. #}
{% import 'audience_groups.sql' as audience with context %}
WITH {{ audience.groups() }},
{{ audience.other_questions() }}
SELECT 'topic' AS characteristic, t.community_id, o.is_target,
  count(DISTINCT o.actor_id) AS people
FROM other AS o
JOIN topics AS t ON t.object_id = o.object_id
GROUP BY t.community_id, o.is_target
UNION ALL
SELECT 'community', community_id, is_target, count(DISTINCT actor_id)
FROM other WHERE community_id IS NOT NULL GROUP BY community_id, is_target
UNION ALL
SELECT 'all', CAST(NULL AS BIGINT), is_target, count(DISTINCT actor_id)
FROM other GROUP BY is_target
ORDER BY 1, 2, 3
