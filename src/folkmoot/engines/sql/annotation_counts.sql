{# How many posts each wanted annotator has read, and how many it gave which label. #}
SELECT t.annotator, coalesce(t.about, '') AS about, coalesce(t.label, '') AS label,
  count(DISTINCT t.activity_id) AS posts
FROM annotations AS t
JOIN wanted_annotators AS w ON w.annotator = t.annotator AND w.version = t.version
GROUP BY t.annotator, coalesce(t.about, ''), coalesce(t.label, '')
ORDER BY t.annotator, posts DESC, about, label
