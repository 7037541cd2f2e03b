-- How many of $files have the format known here and say their columns, and in how many ways.
select count(*) filter (where decode(key) = $key and decode(value) = $version) as known,
       count(*) filter (where decode(key) = 'ARROW:schema') as described,
       count(distinct value) filter (where decode(key) = 'ARROW:schema') as ways
from parquet_kv_metadata($files)
