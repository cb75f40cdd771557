{# By place: who only began conversations, who only took part in those of others, who did both. #}
WITH acts AS (
  SELECT community_id, coalesce(root_id, object_id) AS root_id, actor_id,
    CASE WHEN in_reply_to IS NULL THEN 1 ELSE 0 END AS begins
  FROM activities
  WHERE month >= {{ p('first_month') }} AND published_at > {{ p('since') }}
    AND verb = 'Create' AND object_type NOT IN ('Person', 'Group', 'Badge', 'Link')
    AND actor_type = 'Person' AND actor_id IS NOT NULL
),
placed AS (
  SELECT community_id AS place_id, actor_id, begins FROM acts WHERE community_id IS NOT NULL
  UNION ALL
  SELECT t.community_id, a.actor_id, a.begins
  FROM acts AS a JOIN topics AS t ON t.object_id = a.root_id
),
people AS (
  SELECT place_id, actor_id, min(begins) AS least, max(begins) AS most
  FROM placed GROUP BY place_id, actor_id
)
SELECT place_id, count(*) AS members,
  CAST(sum(CASE WHEN least = 1 THEN 1 ELSE 0 END) AS BIGINT) AS only_ask,
  CAST(sum(CASE WHEN most = 0 THEN 1 ELSE 0 END) AS BIGINT) AS only_reply
FROM people
GROUP BY place_id
ORDER BY place_id
