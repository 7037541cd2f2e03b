-- The two ends of each growth in `answer`, the earlier one only where it is of the account that is
-- meant: what another account had is nothing to compare with. The id at a paid service is an account
-- of its own, which only its numbers hang on.
select answer.* exclude ("then", then_date), c.since as another_since,
       if(c.since is null, "then", null) as "then",
       if(c.since is null, then_date, null) as then_date
from answer
left join (
    select e.artist, e.platform, e.metric, e.subject, e.country, max(b.date) as since
    from answer e
    join another_account b
        on b.artist = e.artist and b.date > e.then_date and b.date <= e.now_date
       and b.account in (e.platform, e.now_source, e.then_source)
    group by all
) c using (artist, platform, metric, subject, country)
