SELECT actor_id FROM target ORDER BY actor_id
