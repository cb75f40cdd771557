{# What stays of one month's annotations or encodings: those of posts that neither are by the
   person nor name them. A post whose text changes is read anew by the next annotate. #}
SELECT {{ columns | join(", ") }} FROM known_{{ name }}
WHERE month = {{ p("month") }} AND activity_id NOT IN (
  SELECT activity_id FROM known_activities
  WHERE month = {{ p("month") }} AND (
    actor_id = {{ p("actor_id") }}
    OR (object_type = 'Person' AND object_id = {{ p("actor_id") }})
    {% for name in names %}
    OR regexp_matches(title, {{ p(name) }}) OR regexp_matches(text, {{ p(name) }})
    {% endfor %}
  )
)
