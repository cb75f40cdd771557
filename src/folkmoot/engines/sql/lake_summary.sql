SELECT
  (SELECT count(*) FROM activities) AS activities_count,
  (SELECT count(*) FROM members) AS members_count,
  (SELECT count(DISTINCT actor_id) FROM activities WHERE verb = 'Create') AS posters_count,
  (SELECT count(DISTINCT platform) FROM activities) AS platforms_count,
  (SELECT min(published_at) FROM activities) AS first_at,
  (SELECT max(published_at) FROM activities) AS last_at
