{# By community: countries that those who posted declare. #}
SELECT a.place_id, m.country, count(*) AS people
FROM (
  SELECT DISTINCT community_id AS place_id, actor_id FROM activities
  WHERE month >= {{ p('first_month') }} AND published_at > {{ p('since') }}
    AND verb = 'Create' AND object_type NOT IN ('Person', 'Group', 'Badge', 'Link')
    AND actor_type = 'Person' AND actor_id IS NOT NULL
) AS a
JOIN members AS m ON m.actor_id = a.actor_id AND m.country IS NOT NULL
WHERE a.place_id IS NOT NULL
GROUP BY a.place_id, m.country
ORDER BY a.place_id, m.country
