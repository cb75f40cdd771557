SELECT count(*) AS posts FROM known_activities
WHERE verb = 'Create' AND coalesce(title, text) IS NOT NULL
