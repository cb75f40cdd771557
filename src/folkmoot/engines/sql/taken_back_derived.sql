{# One month's annotations or encodings without those of posts that were taken back. #}
SELECT {{ columns | join(", ") }} FROM known_{{ name }}
WHERE month = {{ p("month") }} AND activity_id NOT IN (
  SELECT activity_id FROM known_activities WHERE object_id IN (SELECT object_id FROM taken_back)
)
