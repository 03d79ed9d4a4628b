"""The customer's pages: routes, one small module a page; each asks the heart by its port and fills a template."""
