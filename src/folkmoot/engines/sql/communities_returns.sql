{# By place: who asked or answered there in one of the last quarters but one, and who of them was #}
{# there again in the quarter after. A bit a quarter before the moment; the earliest one counts. #}
WITH acts AS (
  SELECT community_id, coalesce(root_id, object_id) AS root_id, actor_id,
    CAST(floor({{ d.days_between('published_at', p('as_of')) }} /
      {{ d.as_double(p('quarter_days')) }}) AS INTEGER) AS quarter
  FROM activities
  WHERE month >= {{ p('first_month') }} AND published_at > {{ p('since') }}
    AND verb = 'Create' AND (object_type IN ('Question', 'Answer') OR kind <> 'qa')
    AND actor_type = 'Person' AND actor_id IS NOT NULL
),
placed AS (
  SELECT community_id AS place_id, actor_id, quarter FROM acts WHERE community_id IS NOT NULL
  UNION ALL
  SELECT t.community_id, a.actor_id, a.quarter
  FROM acts AS a JOIN topics AS t ON t.object_id = a.root_id
),
firsts AS (
  SELECT place_id, actor_id, max(quarter) AS quarter
  FROM placed WHERE quarter >= 1 GROUP BY place_id, actor_id
)
SELECT f.place_id, count(*) AS people, sum(CASE WHEN r.actor_id IS NULL THEN 0 ELSE 1 END) AS back
FROM firsts AS f
LEFT JOIN (SELECT DISTINCT place_id, actor_id, quarter FROM placed) AS r
  ON r.place_id = f.place_id AND r.actor_id = f.actor_id AND r.quarter = f.quarter - 1
GROUP BY f.place_id
ORDER BY f.place_id
