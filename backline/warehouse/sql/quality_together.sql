-- Whether two series moved together before a day, for each of $pairs (one, other, day): over their
-- last 61 common points, how alike their steps were. The largest tenth of the steps is cut down to
-- the others, since one event that both had is not yet a common course.
--
-- steps: on how many of their common steps each moved: rest is no course.
-- likeness: from -1 to 1, to six places; beyond them the order decides in which numbers were added.
-- equal: on how many of the last 15 common days both had one number; last_equal: whether on the last.
with pair as (select unnest($pairs, recursive := true)),

common as (
    select p.one, p.other, p.day, a.date, a.value as a, b.value as b,
           row_number() over (partition by p.one, p.other, p.day order by a.date desc) as back
    from pair p
    join quality_point a on a.id = p.one and not a.lost
    join quality_point b on b.id = p.other and b.date = a.date and not b.lost
    where a.date >= p.day - 450 and a.date < p.day and a.date <= $as_of::date
    qualify back <= 61
),

step as (
    select *, ln((a + 10) / (lag(a) over w + 10)) as x, ln((b + 10) / (lag(b) over w + 10)) as y
    from common
    window w as (partition by one, other, day order by date)
),

cut as (
    select *, quantile_cont(abs(x), 0.9) over w as most_x, quantile_cont(abs(y), 0.9) over w as most_y
    from step
    window w as (partition by one, other, day)
),

even as (
    select * replace (greatest(-most_x, least(most_x, x)) as x,
                      greatest(-most_y, least(most_y, y)) as y)
    from cut
)

select one, other, day, count(*) filter (back <= 15) as days, count(*) filter (back <= 15 and a = b) as equal,
       arg_max(a = b, date) as last_equal,
       least(count(*) filter (x <> 0), count(*) filter (y <> 0)) as steps,
       -- Two that only grow evenly are not known to do so together.
       if(4 * stddev_pop(x) < abs(avg(x)) or 4 * stddev_pop(y) < abs(avg(y)),
          null, round(covar_pop(x, y) / nullif(stddev_pop(x) * stddev_pop(y), 0), 6)) as likeness
from even
group by all
