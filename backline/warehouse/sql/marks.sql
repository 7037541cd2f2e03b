-- On which days an artist's own numbers were corrected, and from which days on another account is
-- meant: of a platform or of a paid service, without saying which numbers.
select platform, metric, date, true as corrected
from correction
where subject = '' and country = '' and artist = $artist and date between $first and $last
union
select account, '', date, false
from another_account
where artist = $artist and date between $first and $last
order by platform, metric, date
