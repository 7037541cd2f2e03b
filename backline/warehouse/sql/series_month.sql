-- Every number of the days looked at once, measured or not; of one platform where `series_platform`
-- names one. Only the label's own numbers and those of the roster's artists are in it. Where
-- `series_late`, tracks and videos are in it when the month is over (`series_over`).
select o.date, o.artist as key, n.name, o.platform, o.metric, o.subject, o.country,
       o.value, o.state, o.resolution, o.source
from outcome_of('recent') o
join artist n using (artist)
where (getvariable('series_platform') is null or o.platform = getvariable('series_platform'))
  and (o.subject = '' or getvariable('series_over') or not getvariable('series_late'))
