{# Months that hold a row of a version that goes. #}
SELECT DISTINCT t.month FROM known_{{ name }} AS t
JOIN gone AS g ON g.maker = t.{{ maker }} AND g.version = t.{{ version }}
ORDER BY t.month
