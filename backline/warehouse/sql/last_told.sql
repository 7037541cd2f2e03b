-- On which day a source last told something of each artist's own numbers, and of their songs.
select artist, subject <> '' as of_songs, max(make_timestamp(epoch_us(collected_at)))::date as day
from recorded
where source = $source and date >= $first::date and state <> 'failed' and collected_at is not null
group by artist, of_songs
