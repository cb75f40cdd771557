{# Acts of the last months: the field of a rung, the bit of a stretch of days. #}
{% macro seen(place, rooms) %}
seen AS (
  SELECT
    actor_id,
    {{ place }} AS place_id,
    coalesce({{ rung }}, CASE WHEN {{ reactor }} THEN {{ layout.reactor }}
      WHEN verb <> 'Award' THEN {{ layout.other }} END) AS field,
    verb_code = {{ verb_codes['Create'] }} AS is_post,
    CASE {% for day in layout.days[:-1] %}
         WHEN published_at > {{ p('days_%d' % day) }} THEN CAST({{ 2 ** loop.index0 }} AS BIGINT)
         {% endfor %}
         ELSE CAST({{ 2 ** (layout.width - 1) }} AS BIGINT) END AS stretch
  FROM (
    SELECT a.*, {{ d.lookup('verb', verb_codes) }} AS verb_code
      {{ ', t.community_id AS room_id' if rooms }}
    FROM activities AS a
    {% if rooms %}
    JOIN topics AS t ON t.object_id = coalesce(a.root_id, a.object_id)
    {% endif %}
    WHERE a.month >= {{ p('first_month') }}
      AND a.published_at > {{ p('days_%d' % layout.days[-1]) }}
      AND a.actor_id IS NOT NULL
      AND a.actor_type NOT IN ('Service', 'Application')
  ) AS recent
)
{% endmacro %}
{# One mask a person and place, read in one pass. A field a rung, a bit a stretch of days. #}
{% macro pairs(place, rooms) %}
{{ seen(place, rooms) }},
pairs AS (
  SELECT actor_id, place_id, coalesce(bit_or((
    {{ d.shift_left('CAST(1 AS BIGINT)', 'field * %d' % layout.width) }} +
    CASE WHEN is_post THEN {{ layout.post }} ELSE 0 END
  ) * stretch), 0) AS mask
  FROM seen
  GROUP BY actor_id, place_id
)
{% endmacro %}
{# Flags of masks, a bit each: points and habits by rung, and the bases. #}
{% macro flags(key, masks) %}
SELECT {{ key }}, {{ layout.folded_to_points('mask') }} +
  {% for name, bits in layout.habits.items() %}
  CASE WHEN {{ d.popcount('months & %d' % bits) }} >= {{ layout.least }}
       THEN {{ layout.flags[name] }} ELSE 0 END +
  {% endfor %}
  {% for name, bits in layout.bases.items() %}
  CASE WHEN (mask & {{ bits }}) <> 0 THEN {{ layout.flags[name] }} ELSE 0 END +
  {% endfor %}
  0 AS flags
FROM (
  SELECT {{ key }}, mask, {{ layout.folded_to_months('mask') }} AS months FROM {{ masks }}
  WHERE mask <> 0 {# who only received a badge did nothing #}

) AS folded
{% endmacro %}
{# Members known at the moment, with the segments that they declared. #}
{% macro known() %}
{% set told = {'age_band': 'age_band', 'country': 'country', 'gender': 'gender', 'tenure':
  "CASE WHEN joined_at > %s THEN 'under 1 year' WHEN joined_at > %s THEN '1 to 3 years'
   WHEN joined_at IS NOT NULL THEN '3 years and more' END" % (p('years_1'), p('years_3'))} %}
SELECT actor_id{% for name in declared %},
  {{ told[name] }} AS {{ name }}{% endfor %}

FROM members
WHERE actor_type NOT IN ('Service', 'Application')
  AND (joined_at IS NULL OR joined_at <= {{ p('as_of') }})
{% endmacro %}
{# What a segment is called: the values of its characteristics, joined. #}
{% macro label(kind) %}
{% for name in kind %}{{ " || ' × ' || " if not loop.first }}coalesce({{ name }}, 'not declared'){% endfor %}
{% endmacro %}
