{# In how many months the staged activities lie. #}
SELECT count(DISTINCT month) AS months FROM staged_activities
