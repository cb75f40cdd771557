SELECT * FROM activities_all WHERE published_at <= TIMESTAMPTZ '{{ as_of }}'
