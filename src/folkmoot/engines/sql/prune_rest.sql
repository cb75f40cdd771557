{# What stays of a month when some versions go. #}
SELECT {{ columns | join(", ") }} FROM known_{{ name }} AS t
WHERE t.month = {{ p("month") }}
  AND NOT EXISTS (
    SELECT 1 FROM gone AS g WHERE g.maker = t.{{ maker }} AND g.version = t.{{ version }}
  )
ORDER BY t.{{ maker }}, t.activity_id
