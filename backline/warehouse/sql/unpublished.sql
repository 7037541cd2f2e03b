-- Whose numbers of which source may not be shown.
from unpublished
