SELECT
  (SELECT count(*) FROM activities) AS activities,
  (SELECT count(*) FROM members) AS members,
  (SELECT min(published_at) FROM activities) AS first_at,
  (SELECT max(published_at) FROM activities) AS last_at
