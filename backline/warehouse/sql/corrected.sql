-- The numbers that one correction speaks of, out of the recorded rows of its days.
select date, source, value
from answer
where (artist, platform, metric, subject, country)
    = ($artist, $platform, $metric, $subject, $country)
  and ($source is null or source = $source)
  and state = 'measured'
order by date, source
