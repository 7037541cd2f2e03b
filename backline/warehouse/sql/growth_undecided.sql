-- Whether any series must be looked at for its rhythm.
from undecided limit 1
