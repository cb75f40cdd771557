SELECT c.community_id, c.platform, c.kind, c.rules, w.rules AS whole_rules
FROM communities AS c
LEFT JOIN communities AS w ON w.community_id = c.parent_id
ORDER BY c.community_id
