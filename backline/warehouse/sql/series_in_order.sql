-- The rows of `answer`, of one platform where `series_platform` names one. The days come first and
-- the order is fixed, so that a new day is only added at the end. Where `series_late`, tracks and
-- videos follow, each by itself, so that a packed file has its id once and not once a day.
from answer
where getvariable('series_platform') is null or platform = getvariable('series_platform')
order by subject <> '' and getvariable('series_late'),
         if(subject <> '' and getvariable('series_late'), null, date),
         key, platform, metric, subject, country, date
