SELECT actor_id, min(published_at) AS first_stated_at, count(DISTINCT object_id) AS statements
FROM stated_needs
WHERE actor_id IS NOT NULL
GROUP BY actor_id
ORDER BY actor_id
