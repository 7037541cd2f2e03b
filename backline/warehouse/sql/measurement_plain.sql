-- The recorded rows where no correction changes any.
select date, artist, platform, metric, subject, country, value, state, resolution, source, detail
from recorded
