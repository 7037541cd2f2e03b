-- One row per artist and day for the label's readers of popularity_scores.csv, of the days looked
-- at; empty where not measured. The label's own rows are no artist's.
with best as (
    select artist, date, platform, metric,
           arg_min(r.value, struct_pack(trust := coalesce(t.trust, 1000), r.source))
               filter (where r.state = 'measured') as value
    from recent r
    left join source_trust t using (source)
    where subject = '' and country = '' and artist <> ''
    group by all
)

select artist, date,
       max(value) filter (where (platform, metric) = ('spotify', 'popularity')) as popularity_score,
       max(value) filter (where (platform, metric) = ('spotify', 'followers')) as followers,
       max(value) filter (where (platform, metric) = ('spotify', 'monthly_listeners')) as monthly_listeners,
       max(value) filter (where (platform, metric) = ('youtube', 'subscribers')) as youtube_subscribers,
       max(value) filter (where (platform, metric) = ('youtube', 'views')) as youtube_total_views,
       max(value) filter (where (platform, metric) = ('youtube', 'videos')) as youtube_video_count,
       max(value) filter (where (platform, metric) = ('instagram', 'followers')) as instagram_followers,
       max(value) filter (where (platform, metric) = ('instagram', 'posts')) as instagram_media_count
from best
group by artist, date
