"""What the words of the pages about campaigns mean, in the sentences of ``docs/campaigns.md``."""

from __future__ import annotations

from web.meanings import CAMPAIGNS, term

CAMPAIGN_WORDS = (
    term(
        "delivered shared campaign-credit",
        "Delivered, credited, shared",
        ("the streams a placement is credited with, span by span", CAMPAIGNS),
        ("Streams of a vendor's playlist go to the placement that ran then.", CAMPAIGNS),
        ("Where two ran, the streams are shared: shown with both and counted for neither (two "
         "placements of one campaign share what is the campaign's all the same).", CAMPAIGNS),
        ("While the song has been in the playlist for up to 365 days, nothing has left the 12 "
         "months' count, so that the difference of two scrapes is what came between them.",
         CAMPAIGNS),
        ("Where a count falls, as when Spotify takes streams back, the difference is below 0",
         CAMPAIGNS),
    ),
    term(
        "remaining campaign-reported",
        "Remaining",
        ("goal less delivered; below 0 where more came. What an older system said stands beside it "
         "as reported", CAMPAIGNS),
    ),
    term("progress", "Progress", ("delivered ÷ goal", CAMPAIGNS)),
    term(
        "promised campaign-promised",
        "Promised a day",
        ("as agreed; else a seventh of the promise a week; else the goal over the days to its end",
         CAMPAIGNS),
    ),
    term(
        "known-days",
        "Known days",
        ("days since the start of which a credited span tells, and those before the first playlist "
         "was added: nothing came then.", CAMPAIGNS),
    ),
    term(
        "pace campaign-pace",
        "Pace",
        ("delivered ÷ known days; recent: the known ones of the last 28 days. A span's streams lie "
         "evenly in it", CAMPAIGNS),
    ),
    term(
        "finish",
        "Finish",
        ("the newest scrape's day and what remains ÷ the recent pace. Early and late: at the ends "
         "of the pace's range of 80 %, from how far its spans differ; none where it rests on one "
         "span", CAMPAIGNS),
    ),
    term(
        "delivery-rate vendor-delivery-rate",
        "Delivery rate",
        ("delivered ÷ (promised per day × elapsed days, at most the goal)", CAMPAIGNS),
    ),
    term(
        "reliability",
        "Reliability",
        ("the share of known days at or above 80 % of the promise, a span counting as its mean.",
         CAMPAIGNS),
        ("Its range is Wilson's of 95 %, with as many observations as there are spans: seven days "
         "told as one week are one", CAMPAIGNS),
    ),
    term(
        "real-cost vendor-cost",
        "Real cost",
        ("prices paid ÷ delivered × 1,000, of placements with a known price and known streams; how "
         "many stands beside", CAMPAIGNS),
    ),
    term(
        "first-stream campaign-first-stream vendor-first-stream",
        "Days to the first stream",
        ("from the start to the first day with a stream; of a vendor the median", CAMPAIGNS),
    ),
    term(
        "playlist-streams",
        "Streams of a playlist in 7 days, 28 days and 12 months",
        "As the newest scrape of the song shows them; they are Spotify's own windows, overlap, and "
        "are never added up.",
    ),
    term(
        "playlist-a-day",
        "Streams a day of a playlist",
        ("its credited and shared streams ÷ the days they were told of, for each song", CAMPAIGNS),
    ),
    term(
        "spent",
        "Spent",
        ("the budgets of a client's campaigns that began (not planned, not cancelled)", CAMPAIGNS),
    ),
    term(
        "evidence campaign-evidence",
        "Evidence",
        ("What is out of the ordinary in a placement, each piece with its numbers, its days and "
         "what it rests on. It is evidence and no verdict: worth asking the vendor about.",
         CAMPAIGNS),
    ),
    term(
        "lift campaign-lift",
        "Lift",
        ("Whether a placement went along with more streams than were paid for.", CAMPAIGNS),
        ("Lift is what came with a placement, which need not be what came of it: a new song's "
         "streams fall by themselves, and a video may have come out in the same week.", CAMPAIGNS),
    ),
)  # fmt: skip
"""Words of the pages about campaigns; the columns of the files follow them."""
