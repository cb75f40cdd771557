{# What an append writes: new rows; activities learn whom and what they answer, where known. #}
{% if name == "activities" %}
WITH parents AS (
  SELECT object_id, min(actor_id) AS actor_id, min(root_id) AS root_id
  FROM (
    SELECT object_id, actor_id, root_id FROM staged_activities WHERE verb = 'Create'
    UNION ALL
    SELECT object_id, actor_id, root_id FROM known_activities WHERE verb = 'Create'
  ) AS created
  WHERE object_id IN (SELECT in_reply_to FROM new_activities WHERE in_reply_to IS NOT NULL)
  GROUP BY object_id
)
SELECT
{% for column in columns %}
  {% if column == "in_reply_to_actor_id" %}
  coalesce(fresh.in_reply_to_actor_id, parents.actor_id) AS in_reply_to_actor_id
  {%- elif column == "root_id" %}
  coalesce(fresh.root_id, parents.root_id, fresh.in_reply_to, fresh.object_id) AS root_id
  {%- else %}
  fresh.{{ column }}
  {%- endif %}
{{ "," if not loop.last }}
{% endfor %}
FROM new_activities AS fresh LEFT JOIN parents ON parents.object_id = fresh.in_reply_to
{{ "ORDER BY month, published_at" if is_ordered else "" }}
{% else %}
SELECT {{ columns | join(", ") }} FROM new_{{ name }}
{% endif %}
