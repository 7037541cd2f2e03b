-- Writes the CSV `series_path` with every number of the days from `series_first` to `series_last`,
-- once each, measured or not; of one platform where `series_platform` names one. Only the label's
-- own numbers and those of the roster's artists are in it. `formula` is what a name must not look
-- like. The days come first and the order is fixed, so that a new day is only added at the end.
-- Where `series_late`, tracks and videos follow when the month is over (`series_over`), each by
-- itself, so that a packed file has its id once and not once a day.
copy (
    select o.date, nullif(o.artist, '') as key,
           if(regexp_matches(n.name, getvariable('formula')), '''' || n.name, n.name) as name,
           o.platform, o.metric, nullif(o.subject, '') as subject,
           nullif(o.country, '') as country, o.value, o.state, o.resolution, o.source
    from outcome o
    join (
        select artist, name from artist
        union all
        select '', getvariable('series_label')
    ) n using (artist)
    where o.date between getvariable('series_first') and getvariable('series_last')
      and (getvariable('series_platform') is null or o.platform = getvariable('series_platform'))
      and (o.subject = '' or getvariable('series_over') or not getvariable('series_late'))
    order by o.subject <> '' and getvariable('series_late'),
             if(o.subject <> '' and getvariable('series_late'), null, o.date),
             o.artist, o.platform, o.metric, o.subject, o.country, o.date
) to (getvariable('series_path')) (format csv, header, delimiter ',', nullstr '')
