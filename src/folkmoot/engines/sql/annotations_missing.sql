{# Posts with words that a version of an annotator has not read. #}
SELECT count(*) AS missing FROM activities AS a
WHERE a.verb = 'Create' AND coalesce(a.title, a.text) IS NOT NULL
  AND a.activity_id NOT IN (
    SELECT activity_id FROM annotations_all
    WHERE annotator = {{ p("annotator") }} AND version = {{ p("version") }}
  )
