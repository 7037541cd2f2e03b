-- Days on which all numbers of one artist repeat those of seven days of measuring before, which by
-- how often they moved over as many days happens less than once in 10^$least. A week that is copied,
-- or that stands still as a whole, ends in such days even where single days often rest.
--
-- stood_still: whether nothing moved in between, so that the day ends a week without a change.
-- since: the day from which the numbers are the copied ones: of a week that stood still its first
--        day, else the day itself.
with lagged as (
    select s.id, s.date, s.value, s.before,
           lag(s.before, 6) over w as copied, lag(s.before_date, 6) over w as copied_date
    from quality_step s
    where s.date <= $as_of::date
    window w as (partition by s.id order by s.date)
),

step as (
    select l.*, value <> copied as moved,
           -- Up to the week itself, which is what is judged.
           coalesce(sum((value <> copied)::integer) over past, 0) as before_moved,
           count(*) over past as known
    from lagged l
    where copied is not null
    window past as (partition by id order by date rows between 67 preceding and 8 preceding)
),

day as (
    select q.artist, s.date, count(*) as series, count(*) filter (s.moved) as changed,
           count(*) filter (s.value <> s.before) as changed_today,
           max(s.copied_date) as copied_date,
           sum(if(s.known >= $known, -log10(1 - s.before_moved / (s.known + 1)), 0)) as surprise
    from step s
    join quality_series q using (id)
    where q.artist <> ''
    group by all
),

placed as (
    select *,
           row_number() over w as place,
           count(*) filter (changed = 0) over (
               partition by artist order by date rows between 67 preceding and 8 preceding
           ) as rested,
           max(date) filter (changed_today > 0) over w as moved_last,
           count(*) filter (changed_today > 0) over w as moves
    from day
    window w as (partition by artist order by date)
),

still as (
    select *, min(date) filter (changed_today = 0) over (partition by artist, moves) as still_since
    from placed
)

select artist, date, series, surprise, place, copied_date,
       if(changed_today = 0 and moves > 0, still_since, date) as since,
       coalesce(moved_last <= copied_date, true) as stood_still
from still
where changed = 0 and surprise >= $least and rested < $habit
order by artist, date
