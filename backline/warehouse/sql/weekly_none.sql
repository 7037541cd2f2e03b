-- No column has numbers yet.
drop table if exists weekly_cell
