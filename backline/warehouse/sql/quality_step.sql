-- Every step from one measured point of a series to the next, of the series from $first to $last.
-- From one account to another there is none: what another account had is nothing to compare with.
--
-- size:  the change on a logarithmic scale; the 10 added to both ends keeps small counts calm, so
--        that 3 to 4 is no rise by a third.
-- pace:  the same for the closest spacing the series commonly has (nine of ten are no closer): a
--        step across a gap is divided by how many of those it took, a shorter one is not enlarged.
-- known: how many steps lie before it; moved: in how many of the last 60 the series changed.
with pair as (
    select id, date, value, resolution, source,
           lag(date) over w as before_date, lag(value) over w as before,
           lag(resolution) over w as before_resolution, lag(source) over w as before_source,
           (row_number() over w)::integer - 2 as known
    from quality_point
    where not lost and id between $first and $last
    window w as (partition by id order by date)
),

spacing as (
    select id, quantile_disc(date - before_date, 0.1) as days from pair group by id
),

-- The id at a paid service is an account of its own, which only its numbers hang on.
another as (
    select q.id, q.platform, b.account, b.date
    from another_account b
    join quality_series q using (artist)
)

select p.* exclude (before_source),
       ln((value + 10) / (before + 10)) as size,
       ln((value + 10) / (before + 10)) / greatest(1, (date - before_date) / s.days) as pace,
       coalesce(sum((value <> before)::integer) over (
           partition by id order by date rows between 60 preceding and 1 preceding
       ), 0) as moved
from pair p
join spacing s using (id)
where before is not null
  and not exists (
      from another a
      where a.id = p.id and a.date > p.before_date and a.date <= p.date
        and a.account in (a.platform, p.source, p.before_source)
  )
