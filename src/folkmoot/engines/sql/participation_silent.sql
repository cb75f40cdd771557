{# Known members of whom the lake has no act, by segment. #}
{% import 'participation_masks.sql' as masks with context %}
WITH silent AS (
  SELECT m.* FROM ({{ masks.known() }}) AS m
  WHERE NOT EXISTS (
    SELECT 1 FROM activities AS a WHERE a.actor_id = m.actor_id AND a.verb <> 'Award'
  )
)
SELECT 'all' AS kind, 'all' AS segment, count(*) AS people FROM silent
{% for kind in segments %}
UNION ALL SELECT '{{ kind }}', {{ kind }}, count(*) FROM silent GROUP BY {{ kind }}
{% endfor %}
{% if group %}
UNION ALL SELECT 'group', '{{ group }}', count(*) FROM silent
WHERE actor_id IN (SELECT actor_id FROM {{ group }})
{% endif %}
