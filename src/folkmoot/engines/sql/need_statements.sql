SELECT object_id, need_id, matched FROM stated_needs ORDER BY object_id, need_id
