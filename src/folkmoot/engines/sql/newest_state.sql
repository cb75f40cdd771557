SELECT {{ columns }} FROM (
  SELECT *, row_number() OVER (PARTITION BY {{ key }} ORDER BY imported_at DESC, state_id) AS newest
  FROM {{ relation }}
) AS states WHERE newest = 1
