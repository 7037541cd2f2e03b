-- What a source that tells the past has said so far of the days from $first on, as recorded.
select date, artist, platform, metric, subject, value, state, detail,
       make_timestamp(epoch_us(collected_at))::date as asked_on
from recorded
where source = $source and country = '' and date >= $first::date
