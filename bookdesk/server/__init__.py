"""What a firm may host: the pay portal, where its clients' customers see a document, pay it and answer.

The desk owns documents, the gateway owns money, the portal owns what customers want. It needs messages, gateways and
formats only, so that a host installs nothing of the desk.
"""
