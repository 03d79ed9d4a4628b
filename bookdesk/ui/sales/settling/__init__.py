"""What is done with one issued document beside money that comes: credit applied or paid back, written off, papers."""
