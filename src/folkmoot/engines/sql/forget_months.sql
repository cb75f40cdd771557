{# Months that hold something of a person: own activities, and answers to them. #}
SELECT DISTINCT month FROM known_activities
WHERE actor_id = {{ p("actor_id") }} OR in_reply_to_actor_id = {{ p("actor_id") }}
  OR (object_type = 'Person' AND object_id = {{ p("actor_id") }})
{% for name in names %}
  OR regexp_matches(title, {{ p(name) }}) OR regexp_matches(text, {{ p(name) }})
{% endfor %}
ORDER BY month
