{# Posts by people that may name one of some things; the phrases themselves are found later. #}
SELECT object_id, coalesce(root_id, in_reply_to, object_id) AS thread_id, actor_id, title, text, url
FROM activities
WHERE verb = 'Create' AND actor_type = 'Person' AND object_id IS NOT NULL
  AND (
{% for name in names %}
    lower(coalesce(title, '')) LIKE '%' || {{ p(name) }} || '%'
    OR lower(coalesce(text, '')) LIKE '%' || {{ p(name) }} || '%'
{{ "    OR" if not loop.last }}
{% endfor %}
  )
ORDER BY published_at, object_id
