-- The round numbers ($rounds) that artists' own numbers reached from the day $since on, each once and
-- on its first day of the days looked at; of several reached on one day the highest. $metrics are
-- platform/metric.
--
-- A number counts no higher than the next measured one, so that a single wrong day reaches nothing;
-- the newest counts as it is (newest). What another account had is nothing that this one reached.
with point as (
    select s.artist, s.platform, s.metric, s.date, s.value, s.source, s.account_since
    from of_account('recent') s
    where s.subject = '' and s.country = ''
      and list_contains($artists, s.artist)
      and list_contains($metrics, s.platform || '/' || s.metric)
),

-- Series that can have reached one: there is one above what the last number before that day, which
-- the next confirmed as far as it could, had reached already, and not above the highest since.
risen_since as (
    select artist, platform, metric, account_since
    from point
    group by all
    having len(list_filter($rounds, lambda one:
               one <= max(value) filter (date >= $since)
               and one > if(min(date) >= $since, -1,  -- and not least(), which passes over nulls
                            least(arg_max(value, date) filter (date < $since),
                                  arg_min(value, date) filter (date >= $since)))
           )) > 0
),

held as (
    select *, least(value, coalesce(lead(value) over w, value)) as held,
           lead(date) over w is null as newest,
           lag(date) over w as before_date, lag(value) over w as before
    from point
    semi join risen_since using (artist, platform, metric, account_since)
    window w as (partition by artist, platform, metric, account_since order by date)
),

risen as (
    select *, max(held) over (
               partition by artist, platform, metric, account_since
               order by date rows between unbounded preceding and 1 preceding
           ) as highest
    from held
)

select r.artist, r.platform, r.metric, m.milestone, r.date as reached_on, r.before_date, r.before, r.value,
       r.source, r.newest
from (from risen where held > highest) r
asof join (select unnest($rounds) as milestone) m on r.held >= m.milestone
where m.milestone > r.highest and r.date >= $since
order by r.artist, r.platform, r.metric, r.date
