{# The staged rows of one table that are new. #}
SELECT staged.* FROM staged_{{ name }} AS staged
{% if not is_all %}
JOIN fresh_{{ name }} AS fresh ON staged.ordinal = fresh.ordinal
{% endif %}
