{# By person: the days on which they did anything, and those on which they gave something to #}
{# others. A day counts half as much after each half-life. #}
WITH acts AS (
  SELECT {{ 'n.person_id' if is_named else 'a.actor_id' }} AS person_id,
    {{ d.truncate('day', 'published_at') }} AS day,
    verb, object_type, kind, {{ is_reply }} AS is_reply
  FROM activities AS a
  {% if is_named %}
  JOIN named_accounts AS n ON n.account_id = a.actor_id
  {% endif %}
  WHERE actor_id IS NOT NULL AND actor_type = 'Person' AND published_at <= {{ p('moment') }}
),
told AS (SELECT person_id, day, {{ rung }} AS rung, is_reply FROM acts),
days AS (
  SELECT person_id, {{ d.days_between('day', p('moment')) }} AS age,
    max(CASE WHEN rung = {{ creator }} OR (rung = {{ critic }} AND is_reply) THEN 1 ELSE 0 END) AS gave
  FROM told WHERE rung IS NOT NULL
  GROUP BY person_id, day
)
SELECT person_id, count(*) AS days, max(age) AS first_age, min(age) AS last_age,
  min(CASE WHEN gave = 1 THEN age END) AS last_gave_age,
  sum(power(0.5, age / {{ d.as_double(p('half_life')) }})) AS presence,
  sum(gave * power(0.5, age / {{ d.as_double(p('half_life')) }})) AS contribution
FROM days
GROUP BY person_id
ORDER BY person_id
