{# Of the candidates: what is open (nobody's answer accepted, not closed, not deleted), with what is
   known of each. An answer to a question is an Answer; to anything else, what somebody else says. #}
WITH asked AS (
  SELECT q.* FROM activities AS q JOIN talk_candidates AS t ON t.object_id = q.object_id
  WHERE q.verb = 'Create' AND q.published_at >= {{ p("since") }}
    AND q.object_type IN ('Question', 'Topic', 'Note', 'Poll')
    AND q.object_id NOT IN (
      SELECT object_id FROM activities WHERE verb = 'Delete' AND object_id IS NOT NULL
    )
),
marks AS (
  SELECT object_id,
    max(CASE WHEN metric = 'accepted_answer' AND value > 0 THEN 1 ELSE 0 END) AS accepted,
    max(CASE WHEN metric = 'closed' AND value > 0 THEN 1 ELSE 0 END) AS closed,
    max(CASE WHEN metric = 'views' THEN value END) AS views,
    max(CASE WHEN metric = 'score' THEN value END) AS points
  FROM observations GROUP BY object_id
),
answers AS (
  SELECT q.object_id, count(DISTINCT a.object_id) AS answers_count, max(m.points) AS best_points
  FROM asked AS q
  JOIN activities AS a ON coalesce(a.root_id, a.in_reply_to) = q.object_id
  LEFT JOIN marks AS m ON m.object_id = a.object_id
  WHERE a.verb = 'Create' AND a.object_id <> q.object_id
    AND (a.object_type = 'Answer' OR (
      q.object_type <> 'Question' AND coalesce(a.actor_id, 0) <> coalesce(q.actor_id, 0)
    ))
  GROUP BY q.object_id
)
SELECT q.object_id, q.actor_id, q.object_type, q.title AS own_title,
  coalesce(q.title, substr(q.text, 1, 300)) AS title, q.text, q.url,
  coalesce(c.name, q.platform) AS community, q.platform, q.kind, q.lang_declared, q.published_at,
  coalesce(w.answers_count, 0) AS answers_count, w.best_points,
  m.views, who.is_indexable
FROM asked AS q
LEFT JOIN marks AS m ON m.object_id = q.object_id
LEFT JOIN answers AS w ON w.object_id = q.object_id
LEFT JOIN communities AS c ON c.community_id = q.community_id
LEFT JOIN members AS who ON who.actor_id = q.actor_id
WHERE coalesce(m.accepted, 0) = 0 AND coalesce(m.closed, 0) = 0
ORDER BY q.published_at DESC, q.object_id
