{# What is known of each asker around one question: that which first stated the need, or one drawn #}
{# evenly. That thread, and every other that states a need, is left out: it chose them. #}
{% import 'audience_groups.sql' as audience with context %}
WITH {{ audience.groups() }},
drawn AS (
  SELECT q.actor_id, q.object_id, q.published_at, s.is_target,
    row_number() OVER (PARTITION BY q.actor_id ORDER BY
      CASE WHEN s.is_target THEN q.published_at END, q.object_id) AS place
  FROM questions AS q
  JOIN askers AS s ON s.actor_id = q.actor_id
  WHERE NOT s.is_target OR q.object_id IN (SELECT object_id FROM stated)
),
one AS (
  SELECT actor_id, object_id, is_target, published_at AS asked_at,
    published_at > {{ p('cut') }} AS is_late
  FROM drawn WHERE place = 1
),
acts AS (
  SELECT a.actor_id, a.object_id, a.root_id, a.verb, a.object_type, a.kind, a.in_reply_to,
    a.in_reply_to_actor_id, a.community_id, a.published_at, o.asked_at, a.lang_declared,
    {{ d.lookup('a.verb', verb_codes) }} AS verb_code,
    a.verb = 'Create' AND a.object_type = 'Question' AS is_question
  FROM activities AS a
  JOIN one AS o ON o.actor_id = a.actor_id
  WHERE a.verb <> 'Award'
    AND {{ d.days_between('a.published_at', 'o.asked_at') }} BETWEEN -{{ days }} AND {{ days - 1 }}
    AND (o.is_late OR a.published_at <= {{ p('cut') }})
    AND coalesce(a.root_id, a.object_id, 0) <> o.object_id
    AND coalesce(a.root_id, a.object_id, 0) NOT IN (SELECT object_id FROM stated)
),
told AS (
  SELECT o.actor_id, '' AS characteristic, CAST(NULL AS VARCHAR) AS category,
    CAST(NULL AS BIGINT) AS place_id,
    CAST({{ d.days_between('o.asked_at', p('cut')) }} AS BIGINT) AS times
  FROM one AS o
  {% for column in ['age_band', 'gender', 'country'] %}
  UNION ALL
  SELECT o.actor_id, '{{ column }}', m.{{ column }}, NULL, 1
  FROM one AS o JOIN members AS m ON m.actor_id = o.actor_id WHERE m.{{ column }} IS NOT NULL
  {% endfor %}
  UNION ALL
  SELECT actor_id, 'tenure', CASE WHEN days < 30 THEN 'under a month'
    WHEN days < 365 THEN 'a month to a year' WHEN days < 1096 THEN '1 to 3 years'
    ELSE '3 years and more' END, NULL, 1
  FROM (
    SELECT o.actor_id, {{ d.days_between('m.joined_at', 'o.asked_at') }} AS days
    FROM one AS o JOIN members AS m ON m.actor_id = o.actor_id WHERE m.joined_at IS NOT NULL
  ) AS since
  UNION ALL
  SELECT actor_id, 'hour', CASE WHEN extract(HOUR FROM asked_at) < 6 THEN '00-05'
    WHEN extract(HOUR FROM asked_at) < 12 THEN '06-11'
    WHEN extract(HOUR FROM asked_at) < 18 THEN '12-17' ELSE '18-23' END, NULL, 1
  FROM one
  UNION ALL
  SELECT DISTINCT actor_id, 'language', lang_declared, NULL, 1
  FROM acts WHERE lang_declared IS NOT NULL
  UNION ALL
  SELECT DISTINCT actor_id, 'rung', CASE WHEN is_question THEN 'asks'
    ELSE CAST({{ rung }} AS VARCHAR) END, NULL, 1
  FROM acts WHERE is_question OR {{ rung }} IS NOT NULL
  UNION ALL
  SELECT DISTINCT actor_id, 'community', NULL, community_id, 1
  FROM acts WHERE community_id IS NOT NULL
  UNION ALL
  SELECT DISTINCT c.actor_id, 'topic', NULL, t.community_id, 1
  FROM acts AS c JOIN topics AS t ON t.object_id = c.object_id WHERE c.is_question
  UNION ALL
  SELECT actor_id, 'acts', NULL, NULL, count(*) FROM acts GROUP BY actor_id
  UNION ALL
  SELECT actor_id, 'quiet', NULL, NULL,
    CAST(min(abs({{ d.days_between('published_at', 'asked_at') }})) AS BIGINT)
  FROM acts GROUP BY actor_id
)
SELECT t.actor_id, o.is_target, o.is_late, t.characteristic, t.category, t.place_id, t.times
FROM told AS t
JOIN one AS o ON o.actor_id = t.actor_id
ORDER BY t.actor_id, t.characteristic, t.category, t.place_id
