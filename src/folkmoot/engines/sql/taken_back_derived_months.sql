{# Months in which something read off posts that were taken back still stands. #}
SELECT DISTINCT month FROM known_{{ name }}
WHERE activity_id IN (
  SELECT activity_id FROM known_activities WHERE object_id IN (SELECT object_id FROM taken_back)
)
ORDER BY month
