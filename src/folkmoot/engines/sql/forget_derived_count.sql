SELECT count(*) AS rows FROM known_{{ name }} WHERE month = {{ p("month") }}
