"""
What the law asks of the shop, as dated data, and the arithmetic from it to days and amounts.

Nouns
    A *profile* is one jurisdiction in `profiles/<id>.yaml`; it inherits from its parent.
    A *fact* is one figure or word of it at a path (`withdrawal.period`), with unit, rule id,
    source, the days between which it holds, and how sure we are.
    *Rules* are the facts of one order: the buyer's residence, the country of delivery and the
    seller's seat, joined field by field so that the buyer has the better one.
    A *label* is a text that a law fixes word for word.
    An *opening* says whether the shop may sell to a country, and which facts stand in the way.
    A *calculator* is a pure function from rules and events to days, instants and amounts.

Invariants
    No figure of a law stands in code: code asks a fact for it, and a fact names its source.
    Unknown (None) is not the same as no such rule ("none"). Unknown is read for the buyer and
    against the shop, and the answer says that a person must confirm it.
    Which day counts: sections marked `order` in the schema are frozen with the order
    (`Rules.frozen`, read back by `queries.thaw`), sections marked `event` are asked on the day of
    the event. A change of the law never reaches an order that was placed before it.
    A day ends at midnight in the buyer's own zone; an end is the first instant that is too late.
    What the buyer may do moves to the next working day where the law says so; what the shop owes
    never moves.
    Profiles are read once and never change while the shop runs.

Never
    translates a legal label, writes to the database, or guesses a value that nobody has read.

Other packages use `storefront.law.queries` and `storefront.law.calculators`. None of it is legal
advice: no lawyer has read the profiles, and `queries.facts_to_confirm` lists what is still open.
"""
