-- No line of a chart, in the form of one (see store/charts.py).
select null::date as date, '' as chart, '' as platform, '' as country, '' as frequency,
       1 as position, '' as track, '' as credit, ['']::varchar[] as artists,
       1 as time_on_chart, '' as time_unit, 1::bigint as metric, '' as metric_kind, '' as source
limit 0
