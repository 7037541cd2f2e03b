"""Campaigns that a sheet or an older system kept."""
