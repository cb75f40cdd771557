{# Where people with a need acted lately, a person once a place, and whether it was seen whole. #}
{# Rows without a person say which places there are. #}
SELECT a.community_id, a.actor_id,
  max(CASE WHEN a.sampling_frame <> 'community' THEN 1 ELSE 0 END) = 1 AS is_partial
FROM activities AS a
JOIN target AS t ON t.actor_id = a.actor_id
WHERE a.community_id IS NOT NULL AND a.verb <> 'Award' AND a.published_at > {{ p('since') }}
GROUP BY a.community_id, a.actor_id
UNION ALL
SELECT community_id, CAST(NULL AS BIGINT),
  max(CASE WHEN sampling_frame <> 'community' THEN 1 ELSE 0 END) = 1
FROM activities
WHERE community_id IS NOT NULL
GROUP BY community_id
ORDER BY 1, 2
