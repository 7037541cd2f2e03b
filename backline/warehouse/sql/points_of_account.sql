-- The measured points of an artist's own numbers in the days looked at, each with the day since which
-- its account is the one that is meant.
select platform, metric, date, value, account_since as since
from of_account('recent')
where subject = '' and country = '' and artist = $artist
order by platform, metric, date
