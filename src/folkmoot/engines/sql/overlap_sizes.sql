SELECT place_id, count(*) AS people FROM place_members GROUP BY place_id ORDER BY place_id
