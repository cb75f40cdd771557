SELECT max(published_at) AS last FROM activities_all
