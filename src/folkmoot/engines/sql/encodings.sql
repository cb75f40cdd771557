SELECT e.activity_id, a.object_id, e.vector
FROM encodings_all AS e JOIN activities AS a ON a.activity_id = e.activity_id
WHERE e.encoder = {{ p("encoder") }} AND a.object_id IS NOT NULL
{% if only_wanted %}
  AND a.object_id IN (SELECT object_id FROM wanted_objects)
{% endif %}
ORDER BY a.published_at, e.activity_id
