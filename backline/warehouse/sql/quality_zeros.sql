-- Runs of zeros in series that were positive before: from the first to the last, with the number
-- before and the one after.
with touched as (select distinct id from quality_point where lost and date <= $as_of::date),

run as (
    select p.*,
           count(*) filter (not lost) over w as place,
           last_value(if(lost, null, value) ignore nulls) over w as before,
           last_value(if(lost, null, date) ignore nulls) over w as before_date
    from quality_point p
    semi join touched using (id)
    where date <= $as_of::date
    window w as (partition by id order by date rows between unbounded preceding and current row)
),

zero as (
    select id, place, any_value(before) as before, any_value(before_date) as before_date,
           list(struct_pack(date, value, source) order by date) as points
    from run
    where lost
    group by all
)

select q.artist, q.platform, q.metric, q.subject, q.country, q.floor,
       z.before, z.before_date, z.points, n.value as after, n.date as after_date
from zero z
join quality_series q using (id)
left join run n on n.id = z.id and n.place = z.place + 1 and not n.lost
where z.before >= q.floor
order by z.before_date, q.artist, q.platform, q.metric, q.subject
