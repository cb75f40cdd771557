SELECT count(*) AS row_count, count(*) - count(DISTINCT activity_id) AS doubled_count FROM activities_all
