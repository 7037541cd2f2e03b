-- The measured points of one series of an artist in the days looked at, each with the day since which
-- its account answers; 0001-01-01 for the first one. What another account had is another's number.
select s.date, s.value,
       greatest(coalesce(a.date, date '0001-01-01'), coalesce(b.date, date '0001-01-01')) as since
from series_of('recent') s
asof left join another_account a
    on s.artist = a.artist and s.platform = a.account and s.date >= a.date
asof left join another_account b
    on s.artist = b.artist and s.source = b.account and s.date >= b.date
where s.subject = '' and s.country = ''
  and s.artist = $artist and s.platform = $platform and s.metric = $metric
order by s.date
