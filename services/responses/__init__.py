"""The responses service decides what the counterparty said.

It keeps the copy of each statement exactly as it was shown, the personal links that open it, and every answer in a chain that
shows any later change. The public page is its second application and knows no operator's route.
"""
