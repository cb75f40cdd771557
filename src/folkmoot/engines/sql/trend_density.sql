{# How many posts with words came in since a moment. #}
SELECT count(*) AS posts
FROM activities
WHERE verb = 'Create' AND actor_type NOT IN ('Service', 'Application')
  AND coalesce(title, text) IS NOT NULL AND published_at >= {{ p('since') }}
