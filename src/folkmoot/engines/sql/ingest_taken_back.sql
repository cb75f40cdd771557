{# Objects of the staged rows that their authors, or moderators, took back: now or before. #}
SELECT DISTINCT object_id FROM known_activities
WHERE object_id IN (SELECT object_id FROM staged_activities)
  AND (verb = 'Delete'
    OR (verb = 'Remove' AND object_type IN ('Article', 'Comment', 'Note', 'Question', 'Topic')))
