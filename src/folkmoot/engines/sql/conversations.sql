{# Open questions that state a need: nobody's answer accepted, not closed, asked lately. #}
WITH stated AS (
  SELECT object_id, need_id, score, matched,
    row_number() OVER (PARTITION BY object_id ORDER BY score DESC, need_id) AS place
  FROM stated_needs WHERE published_at >= {{ p("since") }}
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
  SELECT a.in_reply_to AS object_id, count(DISTINCT a.object_id) AS answers_count,
    max(m.points) AS best_points
  FROM activities AS a LEFT JOIN marks AS m ON m.object_id = a.object_id
  WHERE a.verb = 'Create' AND a.object_type = 'Answer'
  GROUP BY a.in_reply_to
)
SELECT q.object_id, q.actor_id, coalesce(q.title, substr(q.text, 1, 300)) AS title, q.text, q.url,
  coalesce(c.name, q.platform) AS community, q.platform, q.kind, q.lang_declared, s.need_id,
  s.score AS match_score, s.matched, q.published_at,
  coalesce(w.answers_count, 0) AS answers_count, w.best_points,
  m.views, who.is_indexable
FROM activities AS q
JOIN stated AS s ON s.object_id = q.object_id AND s.place = 1
LEFT JOIN marks AS m ON m.object_id = q.object_id
LEFT JOIN answers AS w ON w.object_id = q.object_id
LEFT JOIN communities AS c ON c.community_id = q.community_id
LEFT JOIN members AS who ON who.actor_id = q.actor_id
WHERE q.verb = 'Create' AND q.object_type = 'Question' AND q.published_at >= {{ p("since") }}
  AND coalesce(m.accepted, 0) = 0 AND coalesce(m.closed, 0) = 0
ORDER BY q.published_at DESC, q.object_id
