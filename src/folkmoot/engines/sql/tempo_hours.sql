{# By community, person and hour (UTC): posts. Days without an hour say nothing of the time of day. #}
SELECT community_id AS place_id, coalesce(actor_id, object_id) AS actor_id,
  CAST({{ d.seconds_between("TIMESTAMPTZ '1970-01-01 00:00:00+00'", d.truncate('hour', 'published_at')) }}
    AS BIGINT) AS hour,
  count(*) AS posts
FROM activities
WHERE month >= {{ p('first_month') }} AND published_at > {{ p('since') }}
  AND verb = 'Create' AND object_type NOT IN ('Person', 'Group', 'Badge', 'Link')
  AND actor_type = 'Person' AND time_precision <> 'day' AND community_id IS NOT NULL
GROUP BY community_id, coalesce(actor_id, object_id), {{ d.truncate("hour", "published_at") }}
ORDER BY place_id, actor_id, hour
