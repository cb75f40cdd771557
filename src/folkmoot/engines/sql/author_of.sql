SELECT actor_id, platform FROM activities
WHERE object_id = {{ p("object_id") }} AND verb = 'Create' ORDER BY published_at LIMIT 1
