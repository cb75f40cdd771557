{# Rooms of the posts whose tags came with the data. #}
SELECT DISTINCT t.object_id, c.community_id, t.tag AS matched
FROM (
  SELECT object_id, community_id, {{ d.unnest('tags') }} AS tag
  FROM activities
  WHERE verb = 'Create' AND tags IS NOT NULL AND object_id IS NOT NULL
) AS t
JOIN communities AS c ON c.parent_id = t.community_id AND c.name = t.tag
