{# How many people are in how many places. #}
SELECT places, count(*) AS people
FROM (SELECT actor_id, count(*) AS places FROM place_members GROUP BY actor_id) AS each_person
GROUP BY places
ORDER BY places
