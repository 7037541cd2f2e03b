-- Every line of every scrape as a span of days, to be credited: the window it is counted over, or the
-- days since the song was added where those are fewer.
select
    stream.track, listed.list, owner.vendor, coalesce(owner.rule, listed.rule) as rule, stream.date_added as added,
    greatest(
        cast(stream.scraped_at as date) - case stream."window"
            when '24h' then 0 when '7d' then 6 when '28d' then 27 else 364 end,
        coalesce(least(owner.added, cast(stream.scraped_at as date)), date '0001-01-01')
    ) as first_day,
    cast(stream.scraped_at as date) as last_day,
    stream.streams,
    stream."window" as counted,
    stream.scraped_at, stream.playlist, stream.file
from stream
join listed using (playlist, link, kind)
left join owner on owner.track = stream.track and owner.list = listed.list
