{# The posts of a piece, with the vectors they have; some may have been forgotten meanwhile. #}
SELECT a.activity_id, a.month, a.title, substr(a.text, 1, {{ letters }}) AS text, e.vector
FROM known_activities AS a
JOIN wanted_posts AS w ON w.activity_id = a.activity_id
LEFT JOIN known_encodings AS e
  ON e.activity_id = a.activity_id AND e.encoder = {{ p("encoder") }}
ORDER BY a.month, a.published_at, a.activity_id
