"""A stand-in for Xero's Accounting API 2.0: stateful, exacting, and able to fail on request.

    server.py    sockets: the API, and the control routes that move its clock and plan its faults
    service.py   one request: token, tenant, limits, remembered keys, then a resource
    invoices.py  and its neighbours: the resources and their rules, as Xero's documentation states them
    state.py     what it holds, in SQLite, so that it survives its own restart

Behaviour follows Xero's OpenAPI description 16.1.0 and its public developer guides; nothing here talks to Xero.
"""
