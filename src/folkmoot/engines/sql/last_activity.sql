SELECT
  month,
  count(*) AS activities,
  min(published_at) AS first_at,
  max(published_at) AS last_at
FROM activities_all
GROUP BY month
ORDER BY first_at
