ALTER TABLE change_set ADD COLUMN signature TEXT;
CREATE TABLE sole_practice (
	way TEXT NOT NULL, 
	hours INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_at TEXT NOT NULL, 
	statement TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_sole_practice PRIMARY KEY (id), 
	CONSTRAINT ck_sole_practice_way_known CHECK (way IN ('off', 'delay', 'client'))
)
 STRICT;
