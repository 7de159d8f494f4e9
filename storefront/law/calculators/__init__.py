"""
Pure functions from rules and events to days, instants and amounts.

They read figures only through `Rules`, take time as a parameter and touch no database. Every
answer says whether a person has still to confirm one of the facts that it rests on.
Days are dates of the buyer's own place; instants are aware, in UTC.
"""
