-- The newest date of a platform's charts of the months looked at, worldwide and of a country.
select country, frequency, max(date) as date
from charted
where platform = $platform and country in ('', $country)
group by country, frequency
