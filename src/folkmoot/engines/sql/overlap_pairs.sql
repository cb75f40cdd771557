{# Pairs of places with the people who are in both, where they are enough to be told. #}
SELECT a.place_id AS one, b.place_id AS other, count(*) AS both_count
FROM place_members AS a
JOIN place_members AS b ON b.actor_id = a.actor_id AND b.place_id > a.place_id
GROUP BY a.place_id, b.place_id
HAVING count(*) >= {{ p('least') }}
