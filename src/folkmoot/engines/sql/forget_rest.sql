{# What stays of one month when a person goes: others' rows, no longer pointing at them. #}
SELECT
{% for column in columns %}
  {% if column == "in_reply_to_actor_id" %}
  CASE WHEN in_reply_to_actor_id = {{ p("actor_id") }} THEN NULL ELSE in_reply_to_actor_id END
    AS in_reply_to_actor_id
  {%- elif column in ("title", "text") and names %}
  {% for name in names %}regexp_replace({% endfor %}{{ column }}
  {%- for name in names %}, {{ p(name) }}, '@[forgotten]', 'g'){% endfor %} AS {{ column }}
  {%- else %}
  {{ column }}
  {%- endif %}
{{ "," if not loop.last }}
{% endfor %}
FROM known_activities
WHERE month = {{ p("month") }} AND actor_id IS DISTINCT FROM {{ p("actor_id") }}
  AND NOT (coalesce(object_type, '') = 'Person' AND coalesce(object_id, 0) = {{ p("actor_id") }})
ORDER BY published_at
