{# By place: who stated a need there, or how many asked there. #}
{% import 'audience_groups.sql' as audience with context %}
WITH {{ audience.groups() }},
placed AS (
  SELECT t.community_id AS place_id, q.object_id, q.actor_id
  FROM questions AS q JOIN topics AS t ON t.object_id = q.object_id
  UNION ALL
  SELECT community_id, object_id, actor_id FROM questions WHERE community_id IS NOT NULL
)
{% if reached %}
SELECT DISTINCT place_id, actor_id FROM placed
WHERE object_id IN (SELECT object_id FROM stated)
ORDER BY place_id, actor_id
{% else %}
SELECT place_id, count(DISTINCT actor_id) AS askers FROM placed
GROUP BY place_id
ORDER BY place_id
{% endif %}
