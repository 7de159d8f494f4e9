"""
What a buyer may do about an order, until when, behind one door: "Something is not right".

A *right* is computed from the agreement, the events and the law each time it is asked for; no flag
says it. The features that carry rights out (changes, returns, complaints) register them here.
"""
