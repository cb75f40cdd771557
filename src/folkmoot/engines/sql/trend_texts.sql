{# Title and text of the posts of what rises, as they were written. #}
SELECT coalesce(object_id, activity_id) AS object_id, title, text FROM activities
WHERE verb = 'Create'
  AND coalesce(object_id, activity_id) IN (SELECT object_id FROM rising_objects)
ORDER BY 1, published_at
