-- What was measured stands in quality_point from here on.
drop table quality_measured
