SELECT count(*) > count(DISTINCT {{ key }}) AS has_history FROM {{ relation }}
