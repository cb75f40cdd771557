{# Rooms: places inside a community, one a topic. #}
SELECT community_id, parent_id, name FROM communities
WHERE parent_id IS NOT NULL
ORDER BY parent_id, name, community_id
