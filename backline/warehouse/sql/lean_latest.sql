-- The rows of `answer` as the newest numbers of many artists are told: ages, in days before the
-- day the whole report describes, in place of dates, which would change every day.
select *, getvariable('report_day') - value_date as value_age,
       getvariable('report_day') - row_date as row_age
from answer
