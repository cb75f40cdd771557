SELECT DISTINCT object_id, need_id FROM stated_needs
