{# Who is compared: people with a need, and all others who asked there in the same time. #}
{% macro groups() %}
stated AS (SELECT DISTINCT object_id FROM stated_needs),
questions AS (
  SELECT object_id, actor_id, community_id, published_at
  FROM activities
  WHERE verb = 'Create' AND object_type = 'Question' AND actor_type = 'Person'
    AND actor_id IS NOT NULL AND published_at >= {{ p('since') }}
),
grounds AS (
  SELECT DISTINCT community_id FROM questions WHERE object_id IN (SELECT object_id FROM stated)
),
askers AS (
  SELECT a.actor_id, t.actor_id IS NOT NULL AS is_target
  FROM (
    SELECT DISTINCT q.actor_id FROM questions AS q
    JOIN grounds AS g ON g.community_id IS NOT DISTINCT FROM q.community_id
  ) AS a
  LEFT JOIN target AS t ON t.actor_id = a.actor_id
)
{% endmacro %}
{# Questions other than those that chose the target: the others lose one each too, drawn evenly #}
{# (identifiers are hashes), or whoever asked once would be met among the others alone. #}
{% macro other_questions() %}
other AS (
  SELECT q.object_id, q.community_id, s.actor_id, s.is_target
  FROM (
    SELECT *, row_number() OVER (PARTITION BY actor_id ORDER BY object_id) AS place FROM questions
  ) AS q
  JOIN askers AS s ON s.actor_id = q.actor_id
  WHERE q.object_id NOT IN (SELECT object_id FROM stated) AND (s.is_target OR q.place > 1)
)
{% endmacro %}
{# What members declared, and when they write: one category a person and characteristic. #}
{# The hour is that of one post drawn evenly: where most posts stand depends on how many they are. #}
{% macro traits() %}
posts AS (
  SELECT a.actor_id, a.published_at, a.lang_declared AS language,
    row_number() OVER (PARTITION BY a.actor_id ORDER BY a.activity_id) AS drawn,
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
  {% for column in ['hour', 'weekday'] %}
  UNION ALL
  SELECT actor_id, '{{ column }}', {{ column }} FROM posts WHERE drawn = 1
  {% endfor %}
  UNION ALL
  SELECT actor_id, 'language', language FROM (
    SELECT actor_id, language, row_number() OVER (PARTITION BY actor_id
      ORDER BY count(*) DESC, max(published_at) DESC, language) AS place
    FROM posts GROUP BY actor_id, language
  ) AS often
  WHERE place = 1
)
{% endmacro %}
{# How often each asks, and asks anything else, as numbers of strata. #}
{% macro how_often() %}
asked AS (SELECT actor_id, {{ stratum() }} AS stratum FROM questions GROUP BY actor_id),
asked_else AS (SELECT actor_id, {{ stratum() }} AS stratum FROM other GROUP BY actor_id)
{% endmacro %}
{% macro stratum() %}
CASE {% for most in often %}WHEN count(*) <= {{ most }} THEN {{ loop.index0 }} {% endfor %}
ELSE {{ often | length }} END
{% endmacro %}
