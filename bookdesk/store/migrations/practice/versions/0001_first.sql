CREATE TABLE certificate (
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	statement TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	issued_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_certificate PRIMARY KEY (id), 
	CONSTRAINT ck_certificate_kind_known CHECK (kind IN ('practice', 'user', 'client', 'grant', 'revocation'))
)
 STRICT;
CREATE INDEX ix_certificate_subject ON certificate (subject);
CREATE TABLE change_set (
	position INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	device TEXT NOT NULL, 
	device_counter INTEGER NOT NULL, 
	origin TEXT NOT NULL, 
	origin_id TEXT, 
	action TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	schema_revision TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_change_set PRIMARY KEY (position), 
	CONSTRAINT ck_change_set_origin_known CHECK (origin IN ('person', 'job', 'pull', 'portal', 'hub', 'upgrade')), 
	CONSTRAINT uq_change_set_id UNIQUE (id), 
	CONSTRAINT uq_change_set_origin_id UNIQUE (origin_id)
)
 STRICT;
CREATE UNIQUE INDEX ix_change_set_device_device_counter ON change_set (device, device_counter);
CREATE TABLE client_grant (
	client_id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	wrapped_key TEXT NOT NULL, 
	key_epoch INTEGER NOT NULL, 
	roles TEXT, 
	certificate_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_client_grant PRIMARY KEY (id), 
	CONSTRAINT uq_client_grant_client_id_user_id UNIQUE (client_id, user_id), 
	CONSTRAINT fk_client_grant_client_id FOREIGN KEY(client_id) REFERENCES client_registry (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_client_grant_user_id FOREIGN KEY(user_id) REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_client_grant_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_client_grant_user_id ON client_grant (user_id);
CREATE TABLE client_registry (
	kind TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	mode TEXT NOT NULL, 
	key_epoch INTEGER NOT NULL, 
	sealed_profile TEXT NOT NULL, 
	certificate_id TEXT NOT NULL, 
	active INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_client_registry PRIMARY KEY (id), 
	CONSTRAINT ck_client_registry_kind_known CHECK (kind IN ('client', 'unsorted')), 
	CONSTRAINT ck_client_registry_mode_known CHECK (mode IN ('normal', 'demo', 'training')), 
	CONSTRAINT uq_client_registry_folder UNIQUE (folder), 
	CONSTRAINT fk_client_registry_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE client_summary (
	client_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	sealed_summary TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_client_summary PRIMARY KEY (id), 
	CONSTRAINT uq_client_summary_client_id UNIQUE (client_id), 
	CONSTRAINT fk_client_summary_client_id FOREIGN KEY(client_id) REFERENCES client_registry (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE consumer_cursor (
	consumer TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_consumer_cursor PRIMARY KEY (consumer)
)
 STRICT;
CREATE TABLE current_change (
	one INTEGER NOT NULL, 
	change_set TEXT, 
	action TEXT, 
	CONSTRAINT pk_current_change PRIMARY KEY (one), 
	CONSTRAINT ck_current_change_one_row CHECK (one = 1)
)
 STRICT;
CREATE TABLE device (
	name TEXT NOT NULL, 
	registered_by TEXT NOT NULL, 
	registered_at TEXT NOT NULL, 
	active INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_device PRIMARY KEY (id), 
	CONSTRAINT fk_device_registered_by FOREIGN KEY(registered_by) REFERENCES user (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE practice (
	name TEXT NOT NULL, 
	mode TEXT NOT NULL, 
	root_key TEXT NOT NULL, 
	key_epoch INTEGER NOT NULL, 
	certificate_id TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_practice PRIMARY KEY (id), 
	CONSTRAINT ck_practice_mode_known CHECK (mode IN ('normal', 'demo', 'training')), 
	CONSTRAINT fk_practice_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE row_change (
	seq INTEGER NOT NULL, 
	change_set TEXT NOT NULL, 
	tbl TEXT NOT NULL, 
	pk TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	salt TEXT, 
	digest TEXT, 
	redacted_by TEXT, 
	CONSTRAINT pk_row_change PRIMARY KEY (seq), 
	CONSTRAINT fk_row_change_change_set FOREIGN KEY(change_set) REFERENCES change_set (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_row_change_change_set ON row_change (change_set);
CREATE INDEX ix_row_change_tbl_pk_seq ON row_change (tbl, pk, seq);
CREATE TABLE setting (
	name TEXT NOT NULL, 
	value TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (id), 
	CONSTRAINT uq_setting_name UNIQUE (name)
)
 STRICT;
CREATE TABLE user (
	name TEXT NOT NULL, 
	folded_name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	sign_key TEXT NOT NULL, 
	box_key TEXT NOT NULL, 
	roles TEXT, 
	root_box TEXT, 
	certificate_id TEXT NOT NULL, 
	active INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT ck_user_kind_known CHECK (kind IN ('person', 'recovery')), 
	CONSTRAINT uq_user_folded_name UNIQUE (folded_name), 
	CONSTRAINT fk_user_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
INSERT INTO current_change (one) VALUES (1);
