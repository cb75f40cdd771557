{# People by how many posts they made, in all and by community; a row without posts counts members. #}
{% import 'participation_masks.sql' as masks with context %}
WITH made AS (
  SELECT actor_id, community_id,
    sum(CASE WHEN verb = 'Create'
              AND (object_type IS NULL OR object_type NOT IN ('Group', 'Person', 'Link'))
             THEN 1 ELSE 0 END) AS posts
  FROM activities
  WHERE month >= {{ p('first_month') }} AND published_at > {{ p('since') }}
    AND actor_id IS NOT NULL
    AND actor_type NOT IN ('Service', 'Application')
    AND verb <> 'Award'
  GROUP BY actor_id, community_id
),
people AS (SELECT actor_id, sum(posts) AS posts FROM made GROUP BY actor_id)
SELECT 'all' AS kind, CAST(NULL AS BIGINT) AS place_id, posts, k.actor_id IS NOT NULL AS is_known,
  count(*) AS people
FROM people AS a LEFT JOIN ({{ masks.known() }}) AS k ON k.actor_id = a.actor_id
GROUP BY posts, k.actor_id IS NOT NULL
UNION ALL
SELECT 'community', community_id, posts, FALSE, count(*)
FROM made WHERE community_id IS NOT NULL GROUP BY community_id, posts
UNION ALL
SELECT 'known', NULL, NULL, TRUE, count(*) FROM ({{ masks.known() }}) AS k
