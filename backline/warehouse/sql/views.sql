-- What every question stands on. `measurement` is the files with corrections applied and without
-- what may not be shown (see measurement_*.sql), `recent` the same of the days looked at; the small
-- tables `source_trust`, `artist`, `metric` and `level_break` come from measure.py and the roster.

-- One row per point: where several sources measured it, the most trusted.
create or replace macro series_of(measurements) as table
select m.date, m.artist, m.platform, m.metric, m.subject, m.country,
       m.value, m.resolution, m.source
from query_table(measurements) m
left join source_trust t using (source)
where m.state = 'measured'
qualify row_number() over (
    partition by m.date, m.artist, m.platform, m.metric, m.subject, m.country
    order by t.trust nulls last, m.source
) = 1;

-- By artist and account the days from which another one is meant.
create or replace view changed_accounts as
select artist, account, list(date) as dates from another_account group by artist, account;

-- The same with the day since which the account that a point is of is the one that is meant;
-- 0001-01-01 for the first one. What another account had is another's number.
create or replace macro of_account(measurements) as table
select s.*,
       greatest(
           coalesce(list_max(list_filter(a.dates, lambda day: day <= s.date)), date '0001-01-01'),
           coalesce(list_max(list_filter(b.dates, lambda day: day <= s.date)), date '0001-01-01')
       )::date as account_since
from series_of(measurements) s
-- Few accounts are others: to hash them is far less than to sort the points for an asof join.
left join changed_accounts a on s.artist = a.artist and s.platform = a.account
left join changed_accounts b on s.artist = b.artist and s.source = b.account;

create or replace view series as from series_of('measurement');

-- One row per point, measured or not: the reason counts where no source has the number.
create or replace macro outcome_of(measurements) as table
select m.date, m.artist, m.platform, m.metric, m.subject, m.country,
       m.value, m.state, m.resolution, m.source, m.detail
from query_table(measurements) m
left join source_trust t using (source)
qualify row_number() over (
    partition by m.date, m.artist, m.platform, m.metric, m.subject, m.country
    order by (m.state <> 'measured'), t.trust nulls last, m.source
) = 1;
