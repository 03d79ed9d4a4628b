"""Fields of settings: typed, held against what was read, refused one by one."""
