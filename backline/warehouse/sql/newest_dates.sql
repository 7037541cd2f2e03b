-- First of two steps to the newest rows of every series and source in the days looked at: when
-- they are. Reads narrow columns alone. Leaves the table `newest_date`.
--
-- measured: one bit for each day from `bits_from` on, set where the series was measured.
create or replace temp table newest_date as
select artist, platform, metric, subject, country, source,
       min(date) as first_date,
       max(date) as row_date,
       max(date) filter (where state = 'measured') as value_date,
       bitstring_agg((date - getvariable('bits_from'))::integer, 0, getvariable('last_bit'))
           filter (where state = 'measured' and getvariable('with_bits')) as measured
from recent
where getvariable('artist') is null or artist = getvariable('artist')
group by all;
