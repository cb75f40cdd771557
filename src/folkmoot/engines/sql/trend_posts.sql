{# What people wrote since a moment, tags as hashtags; deleted posts are left out. #}
SELECT coalesce(a.object_id, a.activity_id) AS object_id, a.actor_id, a.published_at,
  concat_ws(' ', a.title, a.text,
            CASE WHEN len(a.tags) > 0 THEN '#' || array_to_string(a.tags, ' #') END) AS text,
  a.url
FROM activities AS a
WHERE a.verb = 'Create' AND a.actor_type NOT IN ('Service', 'Application')
  AND coalesce(a.title, a.text) IS NOT NULL AND a.published_at >= {{ p('since') }}
  AND a.object_id NOT IN (
    SELECT object_id FROM activities WHERE verb = 'Delete' AND object_id IS NOT NULL
  )
{% if only_wanted %}
  AND coalesce(a.object_id, a.activity_id) IN (SELECT object_id FROM wanted_objects)
{% endif %}
ORDER BY a.published_at, 1
