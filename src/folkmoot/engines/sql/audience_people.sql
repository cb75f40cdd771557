{# What members declared, and when they write most: how many of those compared, by category. #}
{% import 'audience_groups.sql' as audience with context %}
WITH {{ audience.groups() }},
{{ audience.traits() }}
SELECT t.characteristic, t.category, s.is_target, count(*) AS people
FROM traits AS t
JOIN askers AS s ON s.actor_id = t.actor_id
WHERE t.category IS NOT NULL
GROUP BY t.characteristic, t.category, s.is_target
ORDER BY t.characteristic, t.category, s.is_target
