SELECT DISTINCT platform, name, url FROM communities
UNION
SELECT DISTINCT platform, NULL, NULL FROM activities
