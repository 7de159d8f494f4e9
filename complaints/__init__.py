"""
When it went wrong, and what is learned from it.

Nouns: a *complaint* (somebody's dissatisfaction, with a number, an owner and clocks), an *entry*
(one thing said about it, by either side, never changed), an *answer* (our decision with reasons
and the ways still open), an *escalation* (a second person looks, then an outside body).

Invariants: complaining costs nothing and needs no account; every complaint is acknowledged at
once with its number and the dates of our answers; a rejected answer keeps the complaint open;
who gave the first answer never gives the second.
"""
