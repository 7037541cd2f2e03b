-- The rows of `answer` with the words people look for: whose series it is, and the title of a
-- track or video. Reports are about the label and the roster's artists alone. `as_of` is the day the
-- whole report describes.
select answer.*, named.name as artist_name, coalesce(t.title, '') as title,
       getvariable('report_day') as as_of
from answer
join artist named on named.artist = answer.artist
left join title t on t.subject = answer.subject
