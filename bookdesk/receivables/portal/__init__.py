"""The desk's side of the pay portal: what it is told, what it tells, and the links that lead to it."""
