-- The songs on the charts of the months looked at.
select distinct track from charted where track <> ''
