-- The days from which another account of an artist is meant; account is a platform or a paid service.
select account, date
from another_account
where artist = $artist
order by date, account
