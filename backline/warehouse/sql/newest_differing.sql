-- In how many series the table of settled days, as it was believed, is not what the days tell.
select count(distinct (artist, platform, metric, subject, country, source)) as series
from (
    (from believed except all from settled)
    union all
    (from settled except all from believed)
)
