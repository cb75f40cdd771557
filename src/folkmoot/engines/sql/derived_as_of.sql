{# What was read off the activities in sight; what was read off later ones is out of sight too. #}
SELECT * FROM {{ relation }} WHERE activity_id IN (SELECT activity_id FROM activities)
