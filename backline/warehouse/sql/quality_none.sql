-- Nothing is being judged.
drop table if exists quality_measured;
drop table if exists quality_series;
drop table if exists quality_point;
drop table if exists quality_step;
drop table if exists quality_unusual;
drop table if exists quality_leaving
