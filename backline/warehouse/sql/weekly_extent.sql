-- The first and the last column of anybody in the weekly sheet; null where there is none.
select min(date) as first, max(date) as last from weekly_column
