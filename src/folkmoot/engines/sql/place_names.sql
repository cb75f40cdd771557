SELECT community_id, name, platform, parent_id FROM communities ORDER BY community_id
