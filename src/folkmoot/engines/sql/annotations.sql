SELECT t.activity_id, a.object_id, a.actor_id, a.published_at, t.label, t.score, t.about, t.why
FROM annotations_all AS t JOIN activities AS a ON a.activity_id = t.activity_id
WHERE t.annotator = {{ p("annotator") }} AND t.version = {{ p("version") }}
{% if only_wanted %}
  AND a.object_id IN (SELECT object_id FROM wanted_objects)
{% endif %}
ORDER BY a.published_at, t.activity_id, t.about, t.label
