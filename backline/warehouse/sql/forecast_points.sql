-- The measured points of one number of some artists in the days looked at, as lists by day: a row
-- an artist. accounts: since when the account that the point is of is the one that is meant. Days are
-- counted as Python counts them, from 0001-01-01 as the first.
with point as (
    select s.artist, s.date, s.value, s.resolution, s.source, s.account_since
    from of_account('recent') s
    where s.subject = '' and s.country = '' and s.platform = $platform and s.metric = $metric
      and list_contains($artists, s.artist)
)

select artist,
       list(date - date '0001-01-01' + 1 order by date) as days,
       list(value order by date) as values,
       list(resolution order by date) as steps,
       list(source order by date) as sources,
       list(account_since - date '0001-01-01' + 1 order by date) as accounts
from point
group by artist
order by artist
