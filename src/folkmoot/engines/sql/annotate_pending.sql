{# Posts with words that one of the wanted annotators, or the encoder, has not read. #}
WITH done AS (
  SELECT t.activity_id, count(DISTINCT t.annotator) AS annotators
  FROM known_annotations AS t
  JOIN wanted_annotators AS w ON w.annotator = t.annotator AND w.version = t.version
  GROUP BY t.activity_id
)
SELECT a.activity_id FROM known_activities AS a
LEFT JOIN done AS d ON d.activity_id = a.activity_id
WHERE a.verb = 'Create' AND coalesce(a.title, a.text) IS NOT NULL
  AND (
    coalesce(d.annotators, 0) < {{ wanted }}
    {% if is_encoding %}
    OR a.activity_id NOT IN (
      SELECT activity_id FROM known_encodings WHERE encoder = {{ p("encoder") }}
    )
    {% endif %}
  )
ORDER BY a.month, a.published_at, a.activity_id
