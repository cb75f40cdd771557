{# People by segment and flags, and by place and flags; rows without flags count known members. #}
{% import 'participation_masks.sql' as masks with context %}
{% macro columns() %}
{% for name in declared %}k.{{ name }}, {% endfor %}
{% if group %}g.actor_id IS NOT NULL AS is_chosen, {% endif %}
{% endmacro %}
WITH {{ masks.pairs('community_id' if places else 'CAST(NULL AS BIGINT)', false) }},
{% if places %}
whole AS (SELECT actor_id, bit_or(mask) AS mask FROM pairs GROUP BY actor_id),
{% endif %}
people AS ({{ masks.flags('actor_id', 'whole' if places else 'pairs') }}),
{% if crossed %}
placed AS ({{ masks.flags('actor_id, place_id', 'pairs') }}),
{% endif %}
{% if group %}
chosen AS (SELECT DISTINCT actor_id FROM {{ group }}),
{% endif %}
counted AS (
  SELECT {{ columns() }}flags, k.actor_id IS NOT NULL AS is_known, count(*) AS people
  FROM people AS a
  LEFT JOIN ({{ masks.known() }}) AS k ON k.actor_id = a.actor_id
  {{ 'LEFT JOIN chosen AS g ON g.actor_id = a.actor_id' if group }}
  GROUP BY ALL
  UNION ALL
  SELECT {{ columns() }}CAST(NULL AS BIGINT) AS flags, TRUE AS is_known, count(*) AS people
  FROM ({{ masks.known() }}) AS k
  {{ 'LEFT JOIN chosen AS g ON g.actor_id = k.actor_id' if group }}
  GROUP BY ALL
)
SELECT 'all' AS kind, 'all' AS segment, CAST(NULL AS BIGINT) AS place_id, flags, is_known,
  sum(people) AS people
FROM counted GROUP BY flags, is_known
{% for kind in segments %}
UNION ALL
SELECT '{{ kind | join('*') }}', {{ masks.label(kind) }}, NULL, flags, is_known, sum(people)
FROM counted GROUP BY {{ kind | join(', ') }}, flags, is_known
{% endfor %}
{% if group %}
UNION ALL
SELECT 'group', '{{ group }}', NULL, flags, is_known, sum(people)
FROM counted WHERE is_chosen GROUP BY flags, is_known
{% endif %}
{% for kind in crossed %}
UNION ALL
SELECT '{{ kind | join('*') }}*community', {{ masks.label(kind) }}, place_id, flags, FALSE, count(*)
FROM placed AS a
LEFT JOIN ({{ masks.known() }}) AS k ON k.actor_id = a.actor_id
WHERE place_id IS NOT NULL
GROUP BY {{ kind | join(', ') }}, place_id, flags
{% endfor %}
{% if places %}
UNION ALL
SELECT 'community', NULL, place_id, flags, FALSE, count(*)
FROM ({{ masks.flags('place_id', 'pairs') }}) AS placed
WHERE place_id IS NOT NULL
GROUP BY place_id, flags
{% endif %}
