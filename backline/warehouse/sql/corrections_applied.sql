-- What people's corrections do to the recorded numbers, a line of text for each.
select date, concat_ws(' ', artist, platform, metric, subject, country, source, action, value) as change
from correction
order by all
