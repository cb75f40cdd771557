{# Addresses of the newest posts, to open what a number rests on. #}
SELECT url FROM activities
WHERE month >= {{ p('month') }} AND verb = 'Create' AND url IS NOT NULL
ORDER BY published_at DESC, activity_id
LIMIT 3
