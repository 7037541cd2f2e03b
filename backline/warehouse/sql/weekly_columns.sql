-- The dated columns of every artist's block in the weekly sheet, up to the day `as_of`, as the
-- table `weekly_column`; `artist` null means everybody.
--
-- The newest day on which anything of the artist was measured is the current column. Before it, a
-- week (ending on the day `week_ends`, 1 for Monday) has one column, its last day with a number.
-- Every dated column of an imported sheet stays a column, its blanks included. Where only tracks
-- were measured since the artist's own numbers, those are still the current ones: their column is
-- not told apart from the newest.
create or replace temp table weekly_column as
with said as (
    select artist, date,
           bool_or(state = 'measured') as measured,
           bool_or(state = 'measured' and subject = '') as own,
           bool_or(source = 'tracking_sheet') as dated,
           date + ((getvariable('week_ends') - isodow(date) + 7) % 7)::integer as week
    from measurement
    where date <= getvariable('as_of')
      and artist <> ''
      and country = ''
      and (getvariable('artist') is null or artist = getvariable('artist'))
    group by artist, date
),

newest as (
    select artist, max(date) as date, max(week) as week,
           if(max(date) - max(date) filter (own) < 7, max(date) filter (own), max(date)) as own_date
    from said
    where measured
    group by artist
),

weeks as (
    select s.artist, s.date, s.dated,
           bool_or(s.dated) over week_of as has_dated,
           max(s.date) filter (where s.measured) over week_of as last_date
    from said s
    join newest n using (artist)
    where s.date < n.own_date
      and (s.dated or s.week < n.week)
    window week_of as (partition by s.artist, s.week)
)

select artist, date from newest
union all
select artist, date from weeks where dated or (not has_dated and date = last_date)
