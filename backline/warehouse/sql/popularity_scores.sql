-- One row per artist and day for the label's readers of popularity_scores.csv; empty where not
-- measured. The label's own rows are no artist's.
select artist, date,
       max(value) filter (where (platform, metric) = ('spotify', 'popularity')) as popularity_score,
       max(value) filter (where (platform, metric) = ('spotify', 'followers')) as followers,
       max(value) filter (where (platform, metric) = ('spotify', 'monthly_listeners')) as monthly_listeners,
       max(value) filter (where (platform, metric) = ('youtube', 'subscribers')) as youtube_subscribers,
       max(value) filter (where (platform, metric) = ('youtube', 'views')) as youtube_total_views,
       max(value) filter (where (platform, metric) = ('youtube', 'videos')) as youtube_video_count,
       max(value) filter (where (platform, metric) = ('instagram', 'followers')) as instagram_followers,
       max(value) filter (where (platform, metric) = ('instagram', 'posts')) as instagram_media_count
from outcome
where subject = '' and country = '' and artist <> ''
group by artist, date
