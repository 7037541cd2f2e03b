-- The rows of `answer`, those of tracks and videos only where they are asked for.
from answer where getvariable('subjects') or subject = ''
