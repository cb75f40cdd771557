SELECT min(first_stated_at) AS since, count(*) AS people FROM target
