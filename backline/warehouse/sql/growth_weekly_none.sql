-- No series is undecided, so none needs its history read.
create or replace temp table weekly as from undecided where false;
