-- To what step the numbers of some days are rounded, where they are.
select artist, platform, metric, subject, country, source, date, resolution
from recent
where state = 'measured' and resolution > 1
