{# People by segment, field and mask of days, read in one pass; those who post like software apart. #}
{% import 'participation_masks.sql' as masks with context %}
WITH {{ masks.seen('CAST(NULL AS BIGINT)', false) }},
own AS (
  SELECT actor_id, field, bit_or(stretch) AS mask FROM seen WHERE field IS NOT NULL
  GROUP BY actor_id, field
),
joined AS (
  SELECT actor_id, field, mask FROM own WHERE field <= {{ layout.reactor }}
  {% for field, fields in layout.unions.items() %}
  UNION ALL
  SELECT actor_id, {{ field }} AS field, bit_or(mask) AS mask FROM own
  WHERE field IN ({{ fields | join(', ') }}) GROUP BY actor_id
  {% endfor %}
),
counted AS (
  SELECT {% for name in declared %}k.{{ name }}, {% endfor %}field, mask,
    s.actor_id IS NOT NULL AS is_suspect, count(*) AS people
  FROM joined AS a
  LEFT JOIN ({{ masks.known() }}) AS k ON k.actor_id = a.actor_id
  LEFT JOIN suspects AS s ON s.actor_id = a.actor_id
  GROUP BY ALL
)
SELECT 'all' AS kind, 'all' AS segment, field, mask, is_suspect, sum(people) AS people
FROM counted GROUP BY field, mask, is_suspect
{% for kind in segments %}
UNION ALL
SELECT '{{ kind | join('*') }}', {{ masks.label(kind) }}, field, mask, is_suspect, sum(people)
FROM counted GROUP BY {{ kind | join(', ') }}, field, mask, is_suspect
{% endfor %}
