-- The rows of `answer` with the length of their window as reports call it.
select *, days_in_window as days from answer
