-- Until which day the scrapes of a song tell, and of how many of its playlists the newest does.
select
    track,
    max(date) filter (state = 'measured') as as_of,
    max(date) as asked,
    count(distinct scraped_at) filter (state = 'measured') as scrapes,
    arg_max(state, (scraped_at, "window")) as state,
    arg_max(detail, (scraped_at, "window")) as detail,
    max_by(listed, scraped_at) filter (state = 'measured' and "window" = '12m') as listed,
    max_by(total, scraped_at) filter (state = 'measured' and "window" = '12m') as total
from scrape
group by track
