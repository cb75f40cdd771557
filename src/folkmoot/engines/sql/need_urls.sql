{# Addresses of the newest questions that state a need. #}
SELECT url FROM activities
WHERE verb = 'Create' AND url IS NOT NULL AND object_id IN (SELECT object_id FROM stated_needs)
ORDER BY published_at DESC, activity_id
LIMIT 3
