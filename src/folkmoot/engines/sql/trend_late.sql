{# Posts of some files that belong to buckets which were closed before the files came. #}
SELECT count(*) AS posts
FROM added_activities
WHERE verb = 'Create' AND actor_type NOT IN ('Service', 'Application')
  AND coalesce(title, text) IS NOT NULL
  AND published_at >= {{ p('since') }} AND published_at < {{ p('until') }}
