-- No city, in the form of one (see store/cities.py).
select null::date as date, '' as artist, '' as platform, '' as metric, '' as country, '' as city,
       '' as region, 1::bigint as value, '' as source
limit 0
