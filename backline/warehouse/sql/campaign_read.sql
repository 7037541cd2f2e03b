-- The newest list for 12 months that was read of each song: how many playlists it has and how many
-- the page said there are, and the fewest streams of one of them.
select
    scrape.track,
    cast(max(scrape.scraped_at) as date) as day,
    max_by(scrape.listed, scrape.scraped_at) as listed,
    max_by(scrape.total, scrape.scraped_at) as total,
    max_by(shown.least, scrape.scraped_at) as least
from scrape
left join (
    select track, scraped_at, min(streams) as least
    from stream where "window" = '12m' group by track, scraped_at
) as shown on shown.track = scrape.track and shown.scraped_at = scrape.scraped_at
where scrape.state = 'measured' and scrape."window" = '12m'
group by scrape.track
