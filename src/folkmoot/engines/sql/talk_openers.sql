{# Posts by people that open a conversation; what answers another post is none. #}
SELECT object_id, published_at, title, substr(text, 1, 4000) AS text FROM {{ relation }}
WHERE verb = 'Create' AND actor_type = 'Person' AND in_reply_to IS NULL
  AND object_type IN ('Question', 'Topic', 'Note', 'Poll')
  AND object_id IS NOT NULL AND coalesce(title, text) IS NOT NULL
