{# What a person made: identifiers, titles and addresses, to be found in other files. #}
SELECT DISTINCT object_id, title, url FROM known_activities
WHERE actor_id = {{ p("actor_id") }} AND verb = 'Create'
