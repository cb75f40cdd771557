{# Title and text of some questions, as they were asked. #}
SELECT object_id, title, text FROM activities
WHERE verb = 'Create' AND object_type = 'Question'
  AND object_id IN (SELECT object_id FROM wanted_objects)
ORDER BY object_id, published_at
