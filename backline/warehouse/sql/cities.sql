-- The cities of artists in a period, the days of each in order, and on which days any city was told.
-- Of each day the most trusted source counts, as a whole. Where cities were told and none is of the
-- country there is one row without a city.
with told as (
    select h.*
    from housed h
    anti join unpublished u using (source, artist)
    left join source_trust t using (source)
    where h.date between $first and $last
      and list_contains($artists, h.artist)
      and list_contains($platforms, h.platform)
    qualify dense_rank() over (
        partition by h.artist, h.platform, h.metric, h.date order by t.trust nulls last, h.source
    ) = 1
),
days as (
    select artist, platform, metric, list(distinct date order by date) as told_on
    from told
    group by all
),
city as (
    select artist, platform, metric, country, region, city,
           list(date order by date) as dates, list(value order by date) as "values",
           list(distinct source order by source) as sources
    from told
    where $country in ('', country)
    group by all
)
select artist, platform, metric, told_on, country, region, city, dates, "values", sources
from days left join city using (artist, platform, metric)
order by artist, platform, metric, country, region, city
