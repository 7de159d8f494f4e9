"""
When a parcel does not reach its buyer: why, what the buyer can choose, and what happens otherwise.

A *setback* is one such report of a carrier, with the question that it asks (LBT-6.3.1.c,
LBT-6.3.2.2.d): another day, another address, a pick-up point or an end to the contract where the
carrier still has the parcel; all of it again or all the money where it has not. Each question has
a time, and says what happens when nobody answers; a sweep then does that, by the same operation.

Invariants
- One question of a parcel is open at a time, and has one answer, whoever gives it: the buyer, staff
  for the buyer, or time. Buyer, colleague and sweep wait for the same lock.
- Sending again takes units out of stock that are there, costs the buyer nothing, and is promised
  with a day. Money back is all that was paid for it, and delivery too where nothing has come.
- What a carrier was asked to do is written before the carrier is told, and staff see who was not.
"""
