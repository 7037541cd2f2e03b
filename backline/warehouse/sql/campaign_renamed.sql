-- Playlists that may be others under a new name: of one song, added on the same day, listed since the
-- other is not listed any more, and with no fewer streams.
with begun as (
    select track, list, min(date) as first_seen from seen group by track, list
)
select
    new.track, new.list, new.name,
    old.list as old_list, old.name as old_name, old.vendor as old_vendor,
    new.added, old.seen_on as last_seen, begun.first_seen
from line as old
join line as new
    on new.track = old.track and new.added = old.added and new.list <> old.list
    and coalesce(new.streams_12m, 0) >= coalesce(old.streams_12m, 0)
join begun on begun.track = new.track and begun.list = new.list and begun.first_seen > old.seen_on
where old.gone and not new.gone and old.rule <> 'algorithmic' and new.rule <> 'algorithmic'
order by new.track, new.list, old.list
