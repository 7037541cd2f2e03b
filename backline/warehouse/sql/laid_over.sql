-- The rows of days with the runs of parts of the roster laid over them, as runs.laid_over does it. Of
-- several rows of one fact a number counts before every reason, and an answer before a failure;
-- then the one that came last. That a list could not be had is said no more where one run had it.
select * exclude (layer)
from layered
qualify row_number() over (
            partition by date, artist, platform, metric, subject, country, source
            order by case state when 'measured' then 2 when 'failed' then 0 else 1 end desc,
                     collected_at desc nulls last, layer desc
        ) = 1
    and not (
        subject in ('top_tracks', 'top_videos')
        and max(if(state = 'measured' and subject <> '', 1, 0)) over (
                partition by date, artist, platform, metric, source
            ) = 1
    )
