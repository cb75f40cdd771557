{# Sightings of topics on hot lists since a moment, with their places. #}
SELECT a.object_id, a.platform, a.published_at, a.time_precision, a.title, a.text, a.url,
  list_contains(coalesce(a.tags, []), 'ad') AS is_paid, min(o.value) AS place
FROM activities AS a
JOIN observations AS o
  ON o.object_id = a.object_id AND o.metric = 'rank' AND o.observed_at = a.published_at
WHERE a.verb = 'Announce' AND a.actor_type = 'Service' AND a.title IS NOT NULL
  AND a.published_at >= {{ p('since') }}
GROUP BY ALL
ORDER BY a.published_at, place, a.object_id
