-- Whether any series must be looked at for its rhythm.
select true as some from undecided limit 1
