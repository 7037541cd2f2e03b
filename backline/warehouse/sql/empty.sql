-- The measurement table of a root that has measured nothing yet.
select null::date as date, '' as artist, '' as platform, '' as metric, '' as subject,
       '' as country, null::bigint as value, '' as state, 1::bigint as resolution,
       '' as source, '' as detail, null::timestamptz as collected_at
where false
