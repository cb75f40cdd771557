{# Fields of JSON objects as text, one object a line; numbered, so that their order can be held. #}
SELECT ordinal{% for field in fields %}, parsed."{{ field }}" AS "{{ field }}"{% endfor %}

FROM (SELECT ordinal, {{ d.json_fields("line", fields) }} AS parsed FROM lines) AS objects
