{# Rows staged for one table that the lake does not hold yet, each key once, first record wins. #}
SELECT firsts.ordinal FROM (
  SELECT {{ key }} AS new_key, min(ordinal) AS ordinal FROM staged_{{ name }} GROUP BY {{ key }}
) AS firsts
WHERE NOT EXISTS (SELECT 1 FROM known_{{ name }} AS known WHERE known.{{ key }} = firsts.new_key)
