SELECT q.object_id, q.actor_id, q.community_id, coalesce(q.title, substr(q.text, 1, 300)) AS title,
  q.url, q.published_at
FROM activities AS q
WHERE q.verb = 'Create' AND q.object_type = 'Question' AND q.actor_type = 'Person'
  AND coalesce(q.title, q.text) IS NOT NULL
  AND q.object_id NOT IN (
    SELECT object_id FROM activities WHERE verb = 'Delete' AND object_id IS NOT NULL
  )
ORDER BY q.published_at, q.object_id
