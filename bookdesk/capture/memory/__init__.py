"""What the desk remembers of how suppliers lay out their documents: taught by confirming, asked when the next is read.

A layout is kept as keyed marks of words and as places, never as text, amounts or accounts, so it may serve other
clients of the firm. Keeping it is the service's work.
"""
