{# Posts in which another place may be named: an address, r/, an account, an official account. #}
SELECT coalesce(root_id, object_id) AS root_id, actor_id, url,
  coalesce(title, '') || ' ' || coalesce(text, '') AS words
FROM activities
WHERE verb = 'Create' AND actor_type = 'Person' AND (
{% for column in ('title', 'text') %}
  {{ column }} LIKE '%http%' OR {{ column }} LIKE '%www.%' OR {{ column }} LIKE '%r/%'
  OR {{ column }} LIKE '%@%' OR {{ column }} LIKE '%公众号%' OR {{ column }} LIKE '%公眾號%'
  OR {{ column }} LIKE '%QQ%' OR {{ column }} LIKE '%小红书%' OR {{ column }} LIKE '%小组%'
  OR {{ column }} LIKE '%吧%' OR {{ column }} LIKE '%t.me/%' OR {{ column }} LIKE '%discord.gg/%'
  {{ '' if loop.last else 'OR' }}
{% endfor %}
)
ORDER BY published_at, activity_id
