{# What stays of a small table when a person goes. #}
SELECT {{ columns | join(", ") }} FROM known_{{ name }}
{% if name == "members" %}
WHERE actor_id <> {{ p("actor_id") }}
{% else %}
WHERE object_id NOT IN (
  SELECT object_id FROM known_activities
  WHERE actor_id = {{ p("actor_id") }} AND verb = 'Create' AND object_id IS NOT NULL
)
{% endif %}
