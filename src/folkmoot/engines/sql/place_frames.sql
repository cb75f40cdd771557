{# Places of which no whole community came in, with how their posts did. #}
WITH placed AS (
  SELECT community_id AS place_id, sampling_frame FROM activities WHERE community_id IS NOT NULL
  UNION ALL
  SELECT t.community_id, a.sampling_frame
  FROM activities AS a JOIN topics AS t ON t.object_id = a.object_id
)
SELECT place_id, max(sampling_frame) AS frame
FROM placed
GROUP BY place_id
HAVING sum(CASE WHEN sampling_frame = 'community' THEN 1 ELSE 0 END) = 0
ORDER BY place_id
