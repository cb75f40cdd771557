{# Known members of whom the lake has no act, by segment. #}
{% import 'participation_masks.sql' as masks with context %}
WITH silent AS (
  SELECT m.* FROM ({{ masks.known() }}) AS m
  LEFT JOIN (
    SELECT DISTINCT actor_id FROM activities WHERE actor_id IS NOT NULL AND verb <> 'Award'
  ) AS seen ON seen.actor_id = m.actor_id
  WHERE seen.actor_id IS NULL
)
SELECT 'all' AS kind, 'all' AS segment, count(*) AS people FROM silent
{% for kind in segments %}
UNION ALL SELECT '{{ kind | join('*') }}', {{ masks.label(kind) }}, count(*) FROM silent
GROUP BY {{ kind | join(', ') }}
{% endfor %}
{% if group %}
UNION ALL SELECT 'group', '{{ group }}', count(*) FROM silent
WHERE actor_id IN (SELECT actor_id FROM {{ group }})
{% endif %}
