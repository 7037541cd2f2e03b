-- Nothing is gathered yet.
drop table if exists gathered
