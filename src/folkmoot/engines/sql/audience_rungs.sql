{# Flags of those compared who were active lately. #}
{% import 'audience_groups.sql' as audience with context %}
{% import 'participation_masks.sql' as masks with context %}
WITH {{ audience.groups() }},
{{ masks.pairs('CAST(NULL AS BIGINT)', false) }},
flagged AS ({{ masks.flags('actor_id', 'pairs') }})
SELECT s.is_target, f.flags, count(*) AS people
FROM flagged AS f
JOIN askers AS s ON s.actor_id = f.actor_id
GROUP BY s.is_target, f.flags
ORDER BY s.is_target, f.flags
