{# Rows staged for one table that the lake does not hold yet, each key once, first record wins. #}
WITH firsts AS (
  SELECT {{ key }} AS new_key, min(ordinal) AS first_ordinal FROM staged_{{ name }} GROUP BY {{ key }}
), fresh AS (
  SELECT firsts.first_ordinal FROM firsts
  WHERE NOT EXISTS (SELECT 1 FROM known_{{ name }} AS known WHERE known.{{ key }} = firsts.new_key)
)
SELECT staged.* FROM staged_{{ name }} AS staged
JOIN fresh ON staged.ordinal = fresh.first_ordinal
