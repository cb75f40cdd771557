{# What members declared, and when they write most: one category a person and characteristic. #}
{% import 'audience_groups.sql' as audience with context %}
{% macro most_often(name, column) %}
SELECT actor_id, '{{ name }}' AS characteristic, {{ column }} AS category,
  row_number() OVER (PARTITION BY actor_id
    ORDER BY count(*) DESC, max(published_at) DESC, {{ column }}) AS place
FROM posts GROUP BY actor_id, {{ column }}
{% endmacro %}
WITH {{ audience.groups() }},
posts AS (
  SELECT a.actor_id, a.published_at, a.lang_declared AS language,
    CASE WHEN extract(HOUR FROM a.published_at) < 6 THEN '00-05'
         WHEN extract(HOUR FROM a.published_at) < 12 THEN '06-11'
         WHEN extract(HOUR FROM a.published_at) < 18 THEN '12-17' ELSE '18-23' END AS hour,
    CASE WHEN {{ d.days_between("TIMESTAMPTZ '1970-01-05 00:00:00+00'", 'a.published_at') }} % 7 < 5
         THEN 'weekday' ELSE 'weekend' END AS weekday
  FROM activities AS a
  JOIN askers AS s ON s.actor_id = a.actor_id
  WHERE a.verb = 'Create' AND a.published_at >= {{ p('since') }}
),
traits AS (
  {% for column in ['age_band', 'gender', 'country'] %}
  SELECT actor_id, '{{ column }}' AS characteristic, {{ column }} AS category FROM members
  UNION ALL
  {% endfor %}
  SELECT actor_id, 'tenure', CASE WHEN joined_at > {{ p('years_1') }} THEN 'under 1 year'
    WHEN joined_at > {{ p('years_3') }} THEN '1 to 3 years'
    WHEN joined_at IS NOT NULL THEN '3 years and more' END
  FROM members
  {% for column in ['hour', 'weekday', 'language'] %}
  UNION ALL
  SELECT actor_id, characteristic, category FROM ({{ most_often(column, column) }}) AS often
  WHERE place = 1
  {% endfor %}
)
SELECT t.characteristic, t.category, s.is_target, count(*) AS people
FROM traits AS t
JOIN askers AS s ON s.actor_id = t.actor_id
WHERE t.category IS NOT NULL
GROUP BY t.characteristic, t.category, s.is_target
ORDER BY t.characteristic, t.category, s.is_target
