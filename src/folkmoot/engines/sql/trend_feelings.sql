{# How posts of what rises are written, as `folkmoot annotate` has stored it: the newest version. #}
SELECT a.object_id, arg_max(t.label, t.version) AS label
FROM annotations AS t
JOIN activities AS a ON a.activity_id = t.activity_id
WHERE t.annotator = 'sentiment' AND t.label IS NOT NULL AND a.object_id IN (
  SELECT object_id FROM rising_objects
)
GROUP BY a.object_id
ORDER BY a.object_id
