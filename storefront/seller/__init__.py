"""
Who sells: the merchant's own name, form, address, numbers, contacts and account.

A *version* is everything the merchant states of itself at once, written by a named person and never
changed; the newest one holds. It is shown where law and standards ask for it: in the footer of
every page, on the imprint, in every agreement, letter and slip (PRE-01, PRE-08, LBT-6.1.2).
Agreements keep the seller as it was.

Which facts must be stated is law and stands in its profiles (`seller_identity.required_fields`);
each is given, or a person of the merchant has declared that it does not apply. Until then the shop
may be looked at, and sells nothing.
"""
