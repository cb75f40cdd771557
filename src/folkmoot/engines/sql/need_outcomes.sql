{# Questions asked since a moment, each with what became of it. Answers are counted as of the view;
   whether one was accepted, or the question closed, is known as of the export only. #}
WITH answered AS (
  SELECT in_reply_to AS object_id, count(*) AS answers
  FROM activities
  WHERE verb = 'Create' AND object_type = 'Answer' AND in_reply_to IS NOT NULL
  GROUP BY in_reply_to
),
counters AS (
  SELECT object_id,
    max(CASE WHEN metric = 'accepted_answer' THEN value END) AS accepted,
    max(CASE WHEN metric = 'closed' THEN value END) AS closed
  FROM observations
  WHERE metric IN ('accepted_answer', 'closed')
  GROUP BY object_id
)
SELECT DISTINCT q.object_id, coalesce(a.answers, 0) > 0 AS is_answered,
  coalesce(c.accepted, {{ d.as_double('0') }}) > 0 AS is_accepted,
  coalesce(c.closed, {{ d.as_double('0') }}) > 0 AS is_closed
FROM activities AS q
LEFT JOIN answered AS a ON a.object_id = q.object_id
LEFT JOIN counters AS c ON c.object_id = q.object_id
WHERE q.verb = 'Create' AND q.object_type = 'Question' AND q.published_at > {{ p('since') }}
ORDER BY q.object_id
