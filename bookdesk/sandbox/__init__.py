"""Stand-ins for services on the internet: the real protocols over real HTTP, on the loopback interface only."""
