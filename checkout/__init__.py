"""
The sale, from the basket to the order; itself Oscar's checkout app.

    basket/    what somebody means to buy            holds/      goods set aside while they decide
    shipping/  what a delivery costs, and its days   payments/   money, and the moment of placing
    order/     what was sold and how far it is       agreement/  what both sides agreed to, frozen
    promotions/  what is given on what, to whom, until when, and the codes that buyers type in
    disclosure/  what a buyer must know before the press   book/  the addresses that a member keeps

A buyer fills in a *draft*, one question a page. `terms` are what the shop offers at that moment,
`prices` and `discounts` what the lines cost with what promotions take off; `summary` computes what
all of it comes to, the one place where totals are made. Its *fingerprint* is what a press agrees
to. The press makes an *intent*, and from there nothing that changes can reach what was agreed.

Locks are taken in one order everywhere, so that nobody waits in a ring:

    post of a provider, recall, intent (two: by key), account, order (two: by key), complaint,
    case of a recall, parcel, lots (by key), attempt, refund,
    basket (two: by key), promotions (by key), holds (by stock record), classes of goods, what
    they demand, their attributes (each by key), stock records (by key), offers, sheets of products
    (by key), suppliers, products with their cards (by key), facts of a review

The tree of categories (`catalogue.tree`) is locked before any product, and an import before that.
A question is locked by itself, and a row of numbers of invoices last of all.

Whoever needs an earlier one later looks first, locks it, and then looks again. Two exceptions:
the payments of an order are locked by nobody who does not hold the order, so its stock may come
before them; and a hold of somebody else whose time is over is locked behind the stock records, but
skipped where another has it in hand.
"""
