BEGIN;
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
	signature TEXT, 
	CONSTRAINT pk_change_set PRIMARY KEY (position), 
	CONSTRAINT ck_change_set_origin_known CHECK (origin IN ('person', 'job', 'pull', 'portal', 'hub', 'upgrade')), 
	CONSTRAINT uq_change_set_id UNIQUE (id), 
	CONSTRAINT uq_change_set_origin_id UNIQUE (origin_id)
)
 STRICT;
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
CREATE TABLE mail_account (
	name TEXT NOT NULL, 
	address TEXT NOT NULL, 
	host TEXT NOT NULL, 
	port INTEGER NOT NULL, 
	security TEXT NOT NULL, 
	user TEXT, 
	password TEXT, 
	imap_host TEXT, 
	imap_port INTEGER, 
	imap_security TEXT, 
	imap_folder TEXT, 
	bounce_state TEXT, 
	tested_at TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_mail_account PRIMARY KEY (id), 
	CONSTRAINT ck_mail_account_security_known CHECK (security IN ('tls', 'starttls', 'none')), 
	CONSTRAINT ck_mail_account_imap_security_known CHECK (imap_security IN ('tls', 'starttls', 'none'))
)
 STRICT;
CREATE TABLE portal_pairing (
	address TEXT NOT NULL, 
	portal_key TEXT NOT NULL, 
	device TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	last_hash TEXT NOT NULL, 
	under_way TEXT, 
	paired_by TEXT NOT NULL, 
	paired_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_pairing PRIMARY KEY (id)
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
CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT;
-- rows
CREATE INDEX ix_certificate_subject ON certificate (subject);
CREATE UNIQUE INDEX ix_change_set_device_device_counter ON change_set (device, device_counter);
CREATE INDEX ix_client_grant_user_id ON client_grant (user_id);
CREATE INDEX ix_row_change_change_set ON row_change (change_set);
CREATE INDEX ix_row_change_tbl_pk_seq ON row_change (tbl, pk, seq);
CREATE TRIGGER history_change_set_insert AFTER INSERT ON change_set BEGIN
  SELECT RAISE(ABORT, 'sealed as something else') FROM current_change
    WHERE change_set IS NOT NEW.id OR action IS NOT NEW.action;
  UPDATE current_change SET change_set = NULL, action = NULL;
END;
CREATE TRIGGER history_change_set_update BEFORE UPDATE ON change_set BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_change_set_delete BEFORE DELETE ON change_set BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_row_change_update BEFORE UPDATE ON row_change BEGIN
  SELECT RAISE(ABORT, 'history is append-only') WHERE NOT (
    EXISTS (SELECT 1 FROM current_change WHERE action IS 'purged') AND OLD.salt IS NOT NULL
    AND NEW.salt IS NULL AND NEW.before IS NULL AND NEW.after IS NULL AND length(NEW.digest) IS 64
    AND NEW.redacted_by IS (SELECT change_set FROM current_change)
    AND NEW.seq IS OLD.seq AND NEW.change_set IS OLD.change_set AND NEW.tbl IS OLD.tbl AND NEW.pk IS OLD.pk);
END;
CREATE TRIGGER history_row_change_delete BEFORE DELETE ON row_change BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_current_change_delete BEFORE DELETE ON current_change BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_client_grant_insert AFTER INSERT ON "client_grant" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_grant', NEW.id, NULL, json_object('client_id', NEW."client_id", 'user_id', NEW."user_id", 'wrapped_key', NEW."wrapped_key", 'key_epoch', NEW."key_epoch", 'roles', NEW."roles", 'certificate_id', NEW."certificate_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_client_grant_update AFTER UPDATE ON "client_grant" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_grant', NEW.id, json_object('client_id', OLD."client_id", 'user_id', OLD."user_id", 'wrapped_key', OLD."wrapped_key", 'key_epoch', OLD."key_epoch", 'roles', OLD."roles", 'certificate_id', OLD."certificate_id", 'version', OLD."version", 'id', OLD."id"), json_object('client_id', NEW."client_id", 'user_id', NEW."user_id", 'wrapped_key', NEW."wrapped_key", 'key_epoch', NEW."key_epoch", 'roles', NEW."roles", 'certificate_id', NEW."certificate_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_client_grant_delete AFTER DELETE ON "client_grant" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_grant', OLD.id, json_object('client_id', OLD."client_id", 'user_id', OLD."user_id", 'wrapped_key', OLD."wrapped_key", 'key_epoch', OLD."key_epoch", 'roles', OLD."roles", 'certificate_id', OLD."certificate_id", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_client_registry_insert AFTER INSERT ON "client_registry" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_registry', NEW.id, NULL, json_object('kind', NEW."kind", 'folder', NEW."folder", 'mode', NEW."mode", 'key_epoch', NEW."key_epoch", 'sealed_profile', NEW."sealed_profile", 'certificate_id', NEW."certificate_id", 'active', NEW."active", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_client_registry_update AFTER UPDATE ON "client_registry" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_registry', NEW.id, json_object('kind', OLD."kind", 'folder', OLD."folder", 'mode', OLD."mode", 'key_epoch', OLD."key_epoch", 'sealed_profile', OLD."sealed_profile", 'certificate_id', OLD."certificate_id", 'active', OLD."active", 'version', OLD."version", 'id', OLD."id"), json_object('kind', NEW."kind", 'folder', NEW."folder", 'mode', NEW."mode", 'key_epoch', NEW."key_epoch", 'sealed_profile', NEW."sealed_profile", 'certificate_id', NEW."certificate_id", 'active', NEW."active", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_client_registry_delete AFTER DELETE ON "client_registry" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_registry', OLD.id, json_object('kind', OLD."kind", 'folder', OLD."folder", 'mode', OLD."mode", 'key_epoch', OLD."key_epoch", 'sealed_profile', OLD."sealed_profile", 'certificate_id', OLD."certificate_id", 'active', OLD."active", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_device_insert AFTER INSERT ON "device" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'device', NEW.id, NULL, json_object('name', NEW."name", 'registered_by', NEW."registered_by", 'registered_at', NEW."registered_at", 'active', NEW."active", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_device_update AFTER UPDATE ON "device" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'device', NEW.id, json_object('name', OLD."name", 'registered_by', OLD."registered_by", 'registered_at', OLD."registered_at", 'active', OLD."active", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'registered_by', NEW."registered_by", 'registered_at', NEW."registered_at", 'active', NEW."active", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_device_delete AFTER DELETE ON "device" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'device', OLD.id, json_object('name', OLD."name", 'registered_by', OLD."registered_by", 'registered_at', OLD."registered_at", 'active', OLD."active", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_practice_insert AFTER INSERT ON "practice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'practice', NEW.id, NULL, json_object('name', NEW."name", 'mode', NEW."mode", 'root_key', NEW."root_key", 'key_epoch', NEW."key_epoch", 'certificate_id', NEW."certificate_id", 'created_at', NEW."created_at", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_practice_update AFTER UPDATE ON "practice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'practice', NEW.id, json_object('name', OLD."name", 'mode', OLD."mode", 'root_key', OLD."root_key", 'key_epoch', OLD."key_epoch", 'certificate_id', OLD."certificate_id", 'created_at', OLD."created_at", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'mode', NEW."mode", 'root_key', NEW."root_key", 'key_epoch', NEW."key_epoch", 'certificate_id', NEW."certificate_id", 'created_at', NEW."created_at", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_practice_delete AFTER DELETE ON "practice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'practice', OLD.id, json_object('name', OLD."name", 'mode', OLD."mode", 'root_key', OLD."root_key", 'key_epoch', OLD."key_epoch", 'certificate_id', OLD."certificate_id", 'created_at', OLD."created_at", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_second_factor_insert AFTER INSERT ON "second_factor" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'second_factor', NEW.id, NULL, json_object('user_id', NEW."user_id", 'sealed_secret', NEW."sealed_secret", 'last_step', NEW."last_step", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_second_factor_update AFTER UPDATE ON "second_factor" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'second_factor', NEW.id, json_object('user_id', OLD."user_id", 'sealed_secret', OLD."sealed_secret", 'last_step', OLD."last_step", 'version', OLD."version", 'id', OLD."id"), json_object('user_id', NEW."user_id", 'sealed_secret', NEW."sealed_secret", 'last_step', NEW."last_step", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_second_factor_delete AFTER DELETE ON "second_factor" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'second_factor', OLD.id, json_object('user_id', OLD."user_id", 'sealed_secret', OLD."sealed_secret", 'last_step', OLD."last_step", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_setting_insert AFTER INSERT ON "setting" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'setting', NEW.id, NULL, json_object('name', NEW."name", 'value', NEW."value", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_setting_update AFTER UPDATE ON "setting" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'setting', NEW.id, json_object('name', OLD."name", 'value', OLD."value", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'value', NEW."value", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_setting_delete AFTER DELETE ON "setting" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'setting', OLD.id, json_object('name', OLD."name", 'value', OLD."value", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_user_insert AFTER INSERT ON "user" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'user', NEW.id, NULL, json_object('name', NEW."name", 'folded_name', NEW."folded_name", 'kind', NEW."kind", 'sign_key', NEW."sign_key", 'box_key', NEW."box_key", 'roles', NEW."roles", 'root_box', NEW."root_box", 'certificate_id', NEW."certificate_id", 'active', NEW."active", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_user_update AFTER UPDATE ON "user" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'user', NEW.id, json_object('name', OLD."name", 'folded_name', OLD."folded_name", 'kind', OLD."kind", 'sign_key', OLD."sign_key", 'box_key', OLD."box_key", 'roles', OLD."roles", 'root_box', OLD."root_box", 'certificate_id', OLD."certificate_id", 'active', OLD."active", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'folded_name', NEW."folded_name", 'kind', NEW."kind", 'sign_key', NEW."sign_key", 'box_key', NEW."box_key", 'roles', NEW."roles", 'root_box', NEW."root_box", 'certificate_id', NEW."certificate_id", 'active', NEW."active", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_user_delete AFTER DELETE ON "user" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'user', OLD.id, json_object('name', OLD."name", 'folded_name', OLD."folded_name", 'kind', OLD."kind", 'sign_key', OLD."sign_key", 'box_key', OLD."box_key", 'roles', OLD."roles", 'root_box', OLD."root_box", 'certificate_id', OLD."certificate_id", 'active', OLD."active", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_certificate_insert AFTER INSERT ON "certificate" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'certificate', NEW.id, NULL, json_object('kind', NEW."kind", 'subject', NEW."subject", 'statement', NEW."statement", 'signature', NEW."signature", 'issued_at', NEW."issued_at", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_certificate_update BEFORE UPDATE ON "certificate" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_certificate_delete BEFORE DELETE ON "certificate" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
COMMIT;
PRAGMA application_id=1111781490;
PRAGMA user_version=3;
