"""
The sale, from the basket to the order; itself Oscar's checkout app.

    basket/    what somebody means to buy            holds/      goods set aside while they decide
    shipping/  what a delivery costs, and its days   payments/   money, and the moment of placing
    order/     what was sold and how far it is       agreement/  what both sides agreed to, frozen

A buyer fills in a *draft*, one question a page. `summary` computes what it comes to, the one place
where totals are made; its *fingerprint* is what a press agrees to. The press makes an *intent*, and
from there nothing that changes can reach what was agreed.
"""
