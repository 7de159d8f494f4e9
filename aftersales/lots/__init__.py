"""
Which lot each unit came from that was sent: from the supplier's papers to the buyer, and back.

Goods of which a lot was ever entered (`storefront.partner.lots`) are tracked by lot: whoever packs
them states the lot, and nothing of them leaves for which none was stated (LBT-5.3.3.7, SAF-06). Of
an order line one finds supplier and papers, of a lot every order that it went into.
"""
