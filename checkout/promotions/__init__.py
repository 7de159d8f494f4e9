"""
Promotions: what staff give to whom, on what, from when until when, in one page of plain words.

A promotion is a *draft* until somebody asks for it, *waits* until another member of staff has
signed it off, and is *approved* from then on: planned, running and over by its own dates, without
anybody's doing. What was approved is never changed, only ended, since buyers have read its terms.

`engine` works out what promotions take off a basket and asks nothing; `reading` reads what it needs
for one basket; `wording` says the terms in sentences. A *use* is one purchase that is being paid or
was ordered with a promotion. Uses are counted behind the lock of their promotion, so no limit is
ever passed; a purchase that comes to nothing gives its use back.

Oscar's offer and voucher stand under each approved promotion: orders and baskets name them by key,
and what was given is added up on them. Its own rules for what an offer takes off are not asked:
they count nobody's limit under lock, and give one free thing where six were bought as 3 for 2.
"""
