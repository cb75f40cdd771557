{# Months in which words of objects that were taken back still stand. #}
SELECT DISTINCT month FROM known_activities
WHERE object_id IN (SELECT object_id FROM taken_back)
  AND (title IS NOT NULL OR text IS NOT NULL OR tags IS NOT NULL)
ORDER BY month
