-- Falls of rolling counts that go back to the series' own rise, as a temporary table: what came in
-- with the rise leaves the window as many days later as the count looks back. A fall is one step,
-- from before_date to last, or a run of steps down by a twentieth or more.
--
-- low, high: the last small number before the rise and the first large one after it, each looked for
--            within two sevenths of the window, since platforms count late.
create or replace temp table quality_leaving as
with steep as (
    select s.id, s.before_date, s.date, s.before, s.value, q.days,
           -- Any other step in between ends a run.
           s.place - row_number() over (partition by s.id order by s.date) as run
    from (
        select *, row_number() over (partition by id order by date) as place from quality_step
    ) s
    join quality_series q using (id)
    where q.kind = 'rolling' and s.size <= ln(0.95)
),

fall as (
    select u.id, u.before_date, u.date as last, u.before, u.value, q.days
    from quality_unusual u
    join quality_series q using (id)
    where q.kind = 'rolling' and u.value < u.before
    union
    select id, min(before_date), max(date), arg_min(before, date), arg_max(value, date),
           any_value(days)
    from steep
    group by id, run
),

risen as (
    select f.*,
           min(p.value) filter (p.date <= f.before_date - f.days + 1) as low,
           max(p.value) filter (p.date >= f.last - f.days - 1) as high,
           list(struct_pack(date := p.date, value := p.value) order by p.date) as points
    from fall f
    join quality_point p
        on p.id = f.id and not p.lost
       and p.date between f.before_date - f.days * 9 // 7 + 1 and f.last - f.days * 5 // 7
    group by f.id, f.before_date, f.last, f.before, f.value, f.days
)

select id, before_date, last, days,
       list_filter(points, lambda p: p.date <= before_date - days + 1
                                     and p.value <= low + (high - low) / 10)[-1] as low,
       list_filter(points, lambda p: p.date >= last - days - 1
                                     and p.value >= high - (high - low) / 10)[1] as high
from risen
where high - low >= (before - value) / 2
