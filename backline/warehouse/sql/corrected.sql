-- The recorded numbers that one correction speaks of.
select date, source, value
from recorded
where (artist, platform, metric, subject, country)
    = ($artist, $platform, $metric, $subject, '')
  and ($source is null or source = $source)
  and date between $first::date and $last::date
  and state = 'measured'
order by date, source
