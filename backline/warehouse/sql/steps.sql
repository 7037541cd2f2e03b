-- By how much the artists' and the label's own numbers changed from one measured day to the next, in
-- the days looked at; never from one account to another, and not across days without a number.
select artist, platform, metric, date, value, resolution, step
from (
    select *,
           value - lag(value) over own as step,
           date - lag(date) over own as days
    from of_account('recent')
    where subject = '' and country = ''
    window own as (partition by artist, platform, metric, account_since order by date)
)
where days = 1
order by artist, platform, metric, date
