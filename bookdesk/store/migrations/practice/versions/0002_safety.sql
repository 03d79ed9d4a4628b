ALTER TABLE change_set ADD COLUMN signature TEXT;
CREATE TABLE chore (
	name TEXT NOT NULL, 
	device TEXT NOT NULL, 
	begun_at TEXT NOT NULL, 
	ended_at TEXT, 
	outcome TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_chore PRIMARY KEY (id), 
	CONSTRAINT uq_chore_name_device UNIQUE (name, device)
)
 STRICT;
CREATE TABLE second_factor (
	user_id TEXT NOT NULL, 
	sealed_secret TEXT NOT NULL, 
	last_step INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_second_factor PRIMARY KEY (id), 
	CONSTRAINT uq_second_factor_user_id UNIQUE (user_id), 
	CONSTRAINT fk_second_factor_user_id FOREIGN KEY(user_id) REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
