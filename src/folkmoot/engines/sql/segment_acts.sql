{# How often each of the target stated each need, and how else they took part around that time. #}
{# Their own threads that state a need are left out: those chose them. #}
WITH own AS (
  SELECT DISTINCT object_id FROM stated_needs
),
acts AS (
  SELECT a.actor_id, a.verb, a.object_type, a.kind, a.in_reply_to, a.in_reply_to_actor_id,
    {{ d.lookup('a.verb', verb_codes) }} AS verb_code,
    a.verb = 'Create' AND a.object_type = 'Question' AS is_question
  FROM activities AS a
  JOIN target AS t ON t.actor_id = a.actor_id
  WHERE {{ d.days_between('a.published_at', 't.first_stated_at') }} BETWEEN -{{ days }} AND {{ days }}
    AND coalesce(a.root_id, a.object_id, 0) NOT IN (SELECT object_id FROM own)
),
placed AS (
  SELECT actor_id, is_question, {{ rung }} AS field FROM acts
)
SELECT actor_id, 'need' AS part, need_id AS category, CAST(NULL AS INTEGER) AS field,
  count(DISTINCT object_id) AS times
FROM stated_needs
WHERE actor_id IS NOT NULL
GROUP BY actor_id, need_id
UNION ALL
SELECT actor_id, CASE WHEN is_question THEN 'asks' ELSE 'rung' END, CAST(NULL AS VARCHAR),
  CASE WHEN is_question THEN NULL ELSE field END, count(*)
FROM placed
WHERE is_question OR field IS NOT NULL
GROUP BY 1, 2, 4
ORDER BY 1, 2, 3, 4
