{# Which lines are no JSON. #}
SELECT ordinal FROM lines WHERE NOT {{ d.is_json("line") }} ORDER BY ordinal
