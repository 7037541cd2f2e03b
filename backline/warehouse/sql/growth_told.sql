-- Growth as readers have it, from the two ends that `answer` holds: the difference, its fraction,
-- the real span, and in words why something is missing or what to know about the figure.
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
                      and not coalesce(contains(verdicts.of_both, 'a counter that should only rise fell'), false),
                  'a counter that should only rise fell', null),
               (select string_agg(b.note, '; ' order by b.place)
                from level_break b
                where (b.platform, b.metric) = (listed.platform, listed.metric)
                  and b.date > then_date and b.date <= now_date),
               if(getvariable('counted') = 'snapshot'
                      and abs(span_days - getvariable('days')) > getvariable('tolerance'),
                  'the snapshots are ' || span_days || ' days apart', null)
           )
       end, ''), verdicts.of_both, unreadable_days) as note,
       coalesce(verdicts.of_now, '') as now_note,
       struct_pack(country, days := getvariable('days')) as within
from (
    select a.*,
           a.now - a."then" as growth,
           if(a.now is null or a."then" is null, null, a.now_date - a.then_date) as span_days,
           replace(a.state, '_', ' ') || if(a.detail = '', '', ': ' || a.detail) as why,
           'last measured ' || a.last_date as last_measured,
           coalesce(m.rises, false) as rises,
           -- The days of the window whose files are there and cannot be read, three by name.
           (select 'unreadable: ' || array_to_string(list(u.date::varchar order by u.date)[:3], ', ')
                   || if(count(*) > 3, ' and ' || (count(*) - 3) || ' more days', '')
            from unreadable u
            where u.date between
                      least(coalesce(a.then_date, coalesce(a.now_date, getvariable('as_of'))
                                     - getvariable('days') - getvariable('tolerance')),
                            coalesce(a.now_date, getvariable('as_of')) - getvariable('days'))
                  and getvariable('unreadable_until')) as unreadable_days,
           -- What the audit knows of the two numbers; of one finding what it says of the newer.
           (select struct_pack(
                of_both := string_agg(note, '; ' order by place),
                of_now := string_agg(note, '; ' order by place) filter (of_now))
            from (
                select note, min(place) as place, bool_or(of_now) as of_now
                from (
                    select place, arg_max(note, coalesce(touches, step, stuck_since)) as note,
                           bool_or(coalesce(v.touches = a.now_date, v.stuck_since < a.now_date, false))
                               as of_now
                    from verdict v
                    where (v.artist, v.platform, v.metric, v.subject, v.country)
                              = (a.artist, a.platform, a.metric, a.subject, a.country)
                      and a.now is not null
                      and (v.touches in (a.then_date, a.now_date)
                           or v.step > a.then_date and v.step <= a.now_date
                           or v.stuck_since < a.now_date)
                    group by place
                )
                group by note
            )) as verdicts
    -- What another account had is nothing to compare with. The id at a paid service is an account
    -- of its own, which only its numbers hang on.
    from (
        select answer.* exclude ("then", then_date), c.since as another_since,
               if(c.since is null, "then", null) as "then",
               if(c.since is null, then_date, null) as then_date
        from answer
        left join lateral (
            select max(date) as since
            from another_account b
            where b.artist = answer.artist
              and b.account in (answer.platform, answer.now_source, answer.then_source)
              and b.date > answer.then_date and b.date <= answer.now_date
        ) c on true
    ) a
    left join metric m using (platform, metric)
    left join artist using (artist)
    where not list_contains(getvariable('lists'), a.subject)
      and (getvariable('subjects') or a.subject = '')
      -- One who had left is listed only where they are asked for.
      and (coalesce(artist.until >= getvariable('as_of'), true) or a.artist = getvariable('artist'))
) listed
