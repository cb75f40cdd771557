{# One month without the words of objects that were taken back; that something was said stays. #}
SELECT
{% for column in columns %}
  {% if column in ("title", "text", "tags") %}
  CASE WHEN object_id IN (SELECT object_id FROM taken_back) THEN NULL ELSE {{ column }} END
    AS {{ column }}
  {%- else %}
  {{ column }}
  {%- endif %}
{{ "," if not loop.last }}
{% endfor %}
FROM known_activities WHERE month = {{ p("month") }}
ORDER BY published_at
