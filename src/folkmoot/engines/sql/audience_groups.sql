{# Who is compared: people with a need, and all others who asked there in the same time. #}
{% macro groups() %}
stated AS (SELECT DISTINCT object_id FROM stated_needs),
questions AS (
  SELECT object_id, actor_id, community_id, published_at
  FROM activities
  WHERE verb = 'Create' AND object_type = 'Question' AND actor_type = 'Person'
    AND actor_id IS NOT NULL AND published_at >= {{ p('since') }}
),
grounds AS (
  SELECT DISTINCT community_id FROM questions WHERE object_id IN (SELECT object_id FROM stated)
),
askers AS (
  SELECT a.actor_id, t.actor_id IS NOT NULL AS is_target
  FROM (
    SELECT DISTINCT q.actor_id FROM questions AS q
    JOIN grounds AS g ON g.community_id IS NOT DISTINCT FROM q.community_id
  ) AS a
  LEFT JOIN target AS t ON t.actor_id = a.actor_id
)
{% endmacro %}
