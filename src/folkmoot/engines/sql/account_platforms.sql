{# Where the accounts asked about are known: a platform each. #}
SELECT DISTINCT n.account_id, s.platform
FROM named_accounts AS n
JOIN (
  SELECT actor_id, platform FROM activities WHERE actor_id IS NOT NULL
  UNION ALL
  SELECT actor_id, platform FROM members
) AS s ON s.actor_id = n.account_id
ORDER BY n.account_id, s.platform
