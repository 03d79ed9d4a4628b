"""Who lives in the sample firm: its clients and their suppliers, by country. None exists."""
