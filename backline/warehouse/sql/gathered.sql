-- The answers that were gathered.
from gathered
