{# People by topic room and flags. #}
{% import 'participation_masks.sql' as masks with context %}
WITH {{ masks.pairs('room_id', true) }}
SELECT 'room' AS kind, CAST(NULL AS VARCHAR) AS segment, place_id, flags, FALSE AS is_known,
  count(*) AS people
FROM ({{ masks.flags('place_id', 'pairs') }}) AS placed
GROUP BY place_id, flags
