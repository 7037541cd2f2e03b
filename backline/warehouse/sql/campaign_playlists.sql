-- Each playlist that was credited, over all songs: what it gives a day.
with course_of as (
    select
        vendor, list,
        cast(sum(streams) as bigint) as streams,
        cast(sum(last_day - first_day + 1) as bigint) as days
    from credit
    where category in ('credited', 'shared') and streams is not null
    group by vendor, list
)
select
    course_of.vendor, course_of.list,
    playlist.id as playlist,
    coalesce(playlist.name, max_by(line.name, struct_pack(line.seen_on, line.name))) as name,
    playlist.link, playlist.genres, playlist.followers,
    min(line.rule) as rule,
    count(distinct line.track) as songs,
    course_of.streams,
    round(course_of.streams / course_of.days, 2) as per_song_and_day,
    cast(sum(line.streams_7d) as bigint) as streams_7d,
    cast(sum(line.streams_28d) as bigint) as streams_28d,
    max(line.seen_on) as seen_on
from course_of
join line on line.list = course_of.list and line.vendor = course_of.vendor
left join playlist on 'list:' || playlist.id = course_of.list
group by course_of.vendor, course_of.list, course_of.streams, course_of.days, playlist.id,
    playlist.name, playlist.link, playlist.genres, playlist.followers
order by course_of.vendor, course_of.streams desc, course_of.list
