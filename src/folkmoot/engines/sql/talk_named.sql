{# Conversations named by the beginning of their identifier (a range of numbers), or by address. #}
SELECT DISTINCT object_id, actor_id, coalesce(title, substr(text, 1, 300)) AS title
FROM activities
WHERE verb = 'Create' AND object_type IN ('Question', 'Topic', 'Note', 'Poll')
  AND (object_id BETWEEN {{ p("low") }} AND {{ p("high") }} OR url = {{ p("url") }})
ORDER BY object_id LIMIT 2
