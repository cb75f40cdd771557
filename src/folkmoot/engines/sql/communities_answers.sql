{# By place: questions, how many somebody else answered, and the hours that half of them waited. #}
{# The middle question, and the two that bound it: a binomial interval by rank, open ones last. #}
WITH asked AS (
  SELECT object_id, actor_id, community_id, kind, published_at
  FROM activities
  WHERE verb = 'Create' AND object_type = 'Question' AND actor_type = 'Person'
    AND published_at > {{ p('asked_after') }} AND published_at <= {{ p('asked_before') }}
),
answered AS (
  SELECT q.object_id, min(a.published_at) AS answered_at
  FROM asked AS q
  JOIN activities AS a ON a.in_reply_to = q.object_id AND a.verb = 'Create'
    AND (a.object_type = 'Answer' OR q.kind <> 'qa')
    AND (a.actor_id IS NULL OR q.actor_id IS NULL OR a.actor_id <> q.actor_id)
  WHERE a.published_at >= q.published_at
  GROUP BY q.object_id
),
placed AS (
  SELECT community_id AS place_id, object_id, published_at FROM asked
  WHERE community_id IS NOT NULL
  UNION ALL
  SELECT t.community_id, q.object_id, q.published_at
  FROM asked AS q JOIN topics AS t ON t.object_id = q.object_id
),
waited AS (
  SELECT p.place_id,
    {{ d.seconds_between('p.published_at', 'a.answered_at') }} / 3600 AS hours,
    row_number() OVER (
      PARTITION BY p.place_id ORDER BY {{ d.seconds_between('p.published_at', 'a.answered_at') }} NULLS LAST, p.object_id
    ) AS place,
    count(*) OVER (PARTITION BY p.place_id) AS questions,
    count(a.answered_at) OVER (PARTITION BY p.place_id) AS answered
  FROM placed AS p
  LEFT JOIN answered AS a ON a.object_id = p.object_id
)
SELECT place_id, questions, answered,
  max(CASE WHEN place = CAST(floor((questions + 1) / 2.0) AS BIGINT) THEN hours END) AS wait,
  max(CASE WHEN place = greatest(1, CAST(floor((questions - reach) / 2.0) AS BIGINT))
           THEN hours END) AS wait_low,
  max(CASE WHEN place = least(questions, CAST(ceil(1 + (questions + reach) / 2.0) AS BIGINT))
           THEN hours END) AS wait_high
FROM (
  SELECT *, {{ p('z') }} * sqrt({{ d.as_double('questions') }}) AS reach FROM waited
) AS bounded
GROUP BY place_id, questions, answered
ORDER BY place_id
