{# How many rows each version of a derived table has. #}
SELECT {{ maker }} AS maker, {{ version }} AS version, count(*) AS rows
FROM known_{{ name }} GROUP BY {{ maker }}, {{ version }} ORDER BY {{ maker }}, {{ version }}
