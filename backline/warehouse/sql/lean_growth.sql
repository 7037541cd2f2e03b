-- The growths in `answer` as those of many artists are told: one row a series, its windows of 7, 28
-- and 30 days side by side. `now` is that of the shortest window the series has; a longer one with
-- another `now`, which a source that told both its ends may have, says so in its note.
select artist, platform, metric, subject, country, "first".now as now,
       getvariable('report_day') - "first".now_date as now_age,
       of_7.growth as growth_7, of_28.growth as growth_28, of_30.growth as growth_30,
       of_7.span_days as span_days_7, coalesce(of_7.days_measured, 0) as days_measured_7,
       of_7.resolution as resolution_7, coalesce(of_7.note, 'no row in this window') as note_7,
       of_28.span_days as span_days_28, coalesce(of_28.days_measured, 0) as days_measured_28,
       of_28.resolution as resolution_28, coalesce(of_28.note, 'no row in this window') as note_28,
       of_30.span_days as span_days_30, coalesce(of_30.days_measured, 0) as days_measured_30,
       of_30.resolution as resolution_30, coalesce(of_30.note, 'no row in this window') as note_30,
       country as within
from (
    select artist, platform, metric, subject, country, any_value("first") as "first",
           any_value(told) filter (days_in_window = 7) as of_7,
           any_value(told) filter (days_in_window = 28) as of_28,
           any_value(told) filter (days_in_window = 30) as of_30
    from (
        select a.*, f."first",
               struct_pack(growth, span_days, days_measured, resolution, note := concat_ws(
                   '; ',
                   if(struct_pack(now, now_date) is distinct from f."first",
                      'now is ' || now || ' of ' || now_date, null),
                   nullif(note, ''))) as told
        from answer a
        join (
            select artist, platform, metric, subject, country,
                   arg_min(struct_pack(now, now_date), days_in_window) as "first"
            from answer
            group by all
        ) f using (artist, platform, metric, subject, country)
    )
    group by all
)
