-- The first day with a number of the label's artists, or of one of them, up to $as_of.
select min(date) as day
from series
where subject = '' and country = '' and date <= $as_of::date
  and ($artist is null or artist = $artist)
