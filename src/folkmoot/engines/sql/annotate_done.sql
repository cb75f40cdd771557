{# Which of the wanted annotators have read which posts of a piece. #}
SELECT DISTINCT t.activity_id, t.annotator
FROM known_annotations AS t
JOIN wanted_annotators AS w ON w.annotator = t.annotator AND w.version = t.version
JOIN wanted_posts AS p ON p.activity_id = t.activity_id
