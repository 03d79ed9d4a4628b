"""Payment gateways: where customers pay, and who tells what became of it. Behind one port; no card data comes near.

Desk and portal use the same port. Each gateway is a folder: `client` asks, `mapping` turns its words into ours,
`errors` and `limits` say what its refusals mean.
"""
