{# Conservation: records that reached the staging, and those of them that brought something new. #}
SELECT record_kind, count(DISTINCT record_row) AS staged_count,
  count(DISTINCT CASE WHEN is_new THEN record_row END) AS kept_count
FROM (
{% for name in names %}
  SELECT record_kind, record_row, FALSE AS is_new FROM staged_{{ name }}
  UNION ALL
  SELECT record_kind, record_row, TRUE AS is_new FROM new_{{ name }}
  {% if not loop.last %}UNION ALL{% endif %}

{% endfor %}
) AS records
GROUP BY record_kind ORDER BY record_kind
