-- Growth as readers have it, from the two ends that `answer` holds (see growth_own_account.sql): the
-- difference, its fraction, the real span, and in words why something is missing or what to know
-- about the figure.
-- `counted` is 'calendar' or 'snapshot'; then `back` is how many snapshots the window means.
select artist, platform, metric, subject, country, now, now_date,
       if(now is null, '', now_source) as source,
       "then", then_date, growth,
       if("then" = 0, null, growth::double / "then") as change,
       span_days, days_measured,
       if(getvariable('counted') = 'snapshot', getvariable('back'), getvariable('days'))
           as days_in_window,
       resolution, now_resolution,
       concat_ws('; ', nullif(case
           when now is null and blank and last_date is not null
               then 'blank in the newest snapshot; ' || last_measured
           when now is null and last_date is null
               then if(state = 'measured', 'not measured in this window', why)
           when now is null
               then last_measured || ', ' || (getvariable('as_of') - last_date) || ' days before '
                    || getvariable('as_of') || if(state = 'measured', '', '; ' || why)
           when another_since is not null
               then 'another account since ' || another_since
           when "then" is null and getvariable('counted') = 'snapshot'
               then if(blank, 'blank ' || getvariable('back') || ' snapshots back',
                       'fewer than ' || (getvariable('back') + 1) || ' snapshots')
           when "then" is null
               then 'nothing measured within ' || getvariable('tolerance') || ' day'
                    || if(getvariable('tolerance') > 1, 's', '') || ' of '
                    || (now_date - getvariable('days'))
           else concat_ws(
               '; ',
               if("then" = 0, 'no change as a fraction of 0', null),
               if(resolution > 1 and abs(growth) < resolution,
                  format('no change beyond rounding to {:,}', resolution), null),
               if(now_source <> then_source,
                  'now from ' || now_source || ', then from ' || then_source, null),
               -- The audit may say the same with the numbers.
               if(growth < 0 and rises
                      and not coalesce(contains(of_both, 'a counter that should only rise fell'), false),
                  'a counter that should only rise fell', null),
               breaks,
               if(getvariable('counted') = 'snapshot'
                      and abs(span_days - getvariable('days')) > getvariable('tolerance'),
                  'the snapshots are ' || span_days || ' days apart', null)
           )
       end, ''), of_both, unreadable_days) as note,
       coalesce(of_now, '') as now_note,
       struct_pack(country, days := getvariable('days')) as within
from (
    select a.*,
           a.now - a."then" as growth,
           if(a.now is null or a."then" is null, null, a.now_date - a.then_date) as span_days,
           replace(a.state, '_', ' ') || if(a.detail = '', '', ': ' || a.detail) as why,
           'last measured ' || a.last_date as last_measured,
           coalesce(m.rises, false) as rises,
           b.breaks, u.unreadable_days, v.of_both, v.of_now
    from answer a
    left join metric m using (platform, metric)
    left join artist using (artist)
    left join (
        select e.artist, e.platform, e.metric, e.subject, e.country,
               string_agg(k.note, '; ' order by k.place) as breaks
        from answer e
        join level_break k
            on k.platform = e.platform and k.metric = e.metric
           and k.date > e.then_date and k.date <= e.now_date
        group by all
    ) b using (artist, platform, metric, subject, country)
    -- The days of the window whose files are there and cannot be read, three by name.
    left join (
        select e.artist, e.platform, e.metric, e.subject, e.country,
               'unreadable: ' || array_to_string(list(d.date::varchar order by d.date)[:3], ', ')
                   || if(count(*) > 3, ' and ' || (count(*) - 3) || ' more days', '')
                   as unreadable_days
        from answer e
        join unreadable d
            on d.date <= getvariable('unreadable_until')
           and d.date >= least(
                   coalesce(e.then_date, coalesce(e.now_date, getvariable('as_of'))
                                         - getvariable('days') - getvariable('tolerance')),
                   coalesce(e.now_date, getvariable('as_of')) - getvariable('days'))
        group by all
    ) u using (artist, platform, metric, subject, country)
    -- What the audit knows of the two numbers; of one finding what it says of the newer.
    left join (
        select artist, platform, metric, subject, country,
               string_agg(note, '; ' order by place) as of_both,
               string_agg(note, '; ' order by place) filter (of_now) as of_now
        from (
            select artist, platform, metric, subject, country, note, min(place) as place,
                   bool_or(of_now) as of_now
            from (
                select e.artist, e.platform, e.metric, e.subject, e.country, d.place,
                       arg_max(d.note, coalesce(d.touches, d.step, d.stuck_since)) as note,
                       bool_or(coalesce(d.touches = e.now_date, d.stuck_since < e.now_date, false))
                           as of_now
                from answer e
                join verdict d using (artist, platform, metric, subject, country)
                where e.now is not null
                  and (d.touches in (e.then_date, e.now_date)
                       or d.step > e.then_date and d.step <= e.now_date
                       or d.stuck_since < e.now_date)
                group by all
            )
            group by all
        )
        group by all
    ) v using (artist, platform, metric, subject, country)
    where not list_contains(getvariable('lists'), a.subject)
      and (getvariable('subjects') or a.subject = '')
      -- One who had left is listed only where they are asked for.
      and (coalesce(artist.until >= getvariable('as_of'), true) or a.artist = getvariable('artist'))
) listed
