{# Conservation: records that reached the staging, and those of them that brought something new. #}
SELECT record_kind, count(*) AS staged_count, sum(new_rows) AS kept_count
FROM (
  SELECT record_kind, record_row, max(is_new) AS new_rows
  FROM (
{% for name, is_all in names.items() %}
    SELECT record_kind, record_row,
  {% if is_all %}
      1 AS is_new FROM staged_{{ name }}
  {% else %}
      CASE WHEN fresh.ordinal IS NULL THEN 0 ELSE 1 END AS is_new
    FROM staged_{{ name }} AS staged
    LEFT JOIN fresh_{{ name }} AS fresh ON staged.ordinal = fresh.ordinal
  {% endif %}
  {% if not loop.last %}
    UNION ALL
  {% endif %}
{% endfor %}
  ) AS staged_rows
  GROUP BY record_kind, record_row
) AS records
GROUP BY record_kind ORDER BY record_kind
