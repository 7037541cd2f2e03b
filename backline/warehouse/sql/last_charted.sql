-- Up to which day a source told each of its charts, of the months looked at.
select chart, max(date) as day from charted where source = $source group by chart
