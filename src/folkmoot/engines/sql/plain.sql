SELECT * FROM {{ relation }}
