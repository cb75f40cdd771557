{# People who post as no person does, and by which rule: a bit each. #}
WITH posts AS (
  SELECT actor_id, published_at, time_precision, text
  FROM activities
  WHERE month >= {{ p('first_month') }} AND published_at > {{ p('since') }}
    AND verb = 'Create' AND actor_id IS NOT NULL
    AND actor_type NOT IN ('Service', 'Application')
),
many AS (
  SELECT p.* FROM posts AS p
  JOIN (SELECT actor_id FROM posts GROUP BY actor_id HAVING count(*) >= {{ least_posts }}) AS busy
    ON busy.actor_id = p.actor_id
),
texts AS (
  SELECT actor_id, max(times) AS most, sum(times) AS written
  FROM (
    SELECT actor_id, text, count(*) AS times FROM many WHERE text IS NOT NULL
    GROUP BY actor_id, text
  ) AS same
  GROUP BY actor_id
),
bursts AS (
  SELECT actor_id, max(times) AS most
  FROM (
    SELECT actor_id, {{ d.truncate('minute', 'published_at') }} AS minute, count(*) AS times
    FROM many WHERE time_precision = 'second'
    GROUP BY actor_id, {{ d.truncate('minute', 'published_at') }}
  ) AS minutes
  GROUP BY actor_id
),
nights AS (
  SELECT actor_id, count(*) AS days
  FROM (
    SELECT actor_id, {{ d.truncate('day', 'published_at') }} AS day,
      count(DISTINCT {{ d.truncate('hour', 'published_at') }}) AS hours
    FROM many WHERE time_precision <> 'day'
    GROUP BY actor_id, {{ d.truncate('day', 'published_at') }}
  ) AS days
  WHERE hours >= {{ least_hours }}
  GROUP BY actor_id
)
SELECT m.actor_id,
  CASE WHEN t.written >= {{ least_posts }} AND t.most >= {{ same_share }} * t.written
       THEN 1 ELSE 0 END +
  CASE WHEN b.most >= {{ least_burst }} THEN 2 ELSE 0 END +
  CASE WHEN n.days >= {{ least_days }} THEN 4 ELSE 0 END AS rules
FROM (SELECT DISTINCT actor_id FROM many) AS m
LEFT JOIN texts AS t ON t.actor_id = m.actor_id
LEFT JOIN bursts AS b ON b.actor_id = m.actor_id
LEFT JOIN nights AS n ON n.actor_id = m.actor_id
WHERE (t.written >= {{ least_posts }} AND t.most >= {{ same_share }} * t.written)
  OR b.most >= {{ least_burst }} OR n.days >= {{ least_days }}
