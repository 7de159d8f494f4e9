"""
Invoices, and the credit notes that take from them: what the tax office and a buyer's books ask for.

An invoice is issued when the last of an order has left us, which is when tax falls due on goods
and when it is settled what was sold; until then lines may still be left out. What went back before
is taken off in it; what goes back later has a credit note that names it. Where a parcel had not
left after all, a credit note takes back the whole invoice, and another follows when it leaves.

Invariants
- Invoices and credit notes have a row of numbers each, which begins anew with the year and has no
  gap: a number is taken under lock, in the transaction that writes its document.
- A document is written once. Python and the database refuse to change it; its PDF is drawn anew.
- Rows add up to the total, and net and tax by rate to the same, to the cent; credit notes for all
  of an invoice leave nothing, of the sum or of the tax.
"""
