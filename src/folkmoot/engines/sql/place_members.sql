{# By place: who took part there. Once each, whatever they did. #}
WITH acts AS (
  SELECT community_id, coalesce(root_id, object_id) AS root_id, actor_id
  FROM activities
  WHERE month >= {{ p('first_month') }} AND published_at > {{ p('since') }}
    AND verb = 'Create' AND object_type NOT IN ('Person', 'Group', 'Badge', 'Link')
    AND actor_type = 'Person' AND actor_id IS NOT NULL
)
SELECT community_id AS place_id, actor_id FROM acts WHERE community_id IS NOT NULL
UNION
SELECT t.community_id, a.actor_id FROM acts AS a JOIN topics AS t ON t.object_id = a.root_id
