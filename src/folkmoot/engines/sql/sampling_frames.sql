SELECT sampling_frame, count(*) AS acts FROM activities GROUP BY sampling_frame
