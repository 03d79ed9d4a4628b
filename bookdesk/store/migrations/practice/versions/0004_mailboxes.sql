CREATE TABLE document_mailbox (
	name TEXT NOT NULL, 
	host TEXT NOT NULL, 
	port INTEGER NOT NULL, 
	security TEXT NOT NULL, 
	user TEXT NOT NULL, 
	password TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	since TEXT NOT NULL, 
	cursors TEXT, 
	looked_at TEXT, 
	problem TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_document_mailbox PRIMARY KEY (id), 
	CONSTRAINT ck_document_mailbox_security_known CHECK (security IN ('tls', 'starttls', 'none')), 
	CONSTRAINT ck_document_mailbox_after_known CHECK (after IN ('leave', 'flag', 'move')), 
	CONSTRAINT uq_document_mailbox_name UNIQUE (name)
)
 STRICT;
CREATE TABLE mailbox_route (
	mailbox_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	value TEXT NOT NULL, 
	client_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_mailbox_route PRIMARY KEY (id), 
	CONSTRAINT ck_mailbox_route_kind_known CHECK (kind IN ('address', 'folder')), 
	CONSTRAINT fk_mailbox_route_mailbox_id FOREIGN KEY(mailbox_id) REFERENCES document_mailbox (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_mailbox_route_mailbox_id_kind_value ON mailbox_route (mailbox_id, kind, value);
CREATE TABLE mailbox_message (
	mailbox_id TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	validity INTEGER NOT NULL, 
	uid INTEGER NOT NULL, 
	head_hash TEXT NOT NULL, 
	message_id TEXT, 
	size INTEGER NOT NULL, 
	sender TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	recipients TEXT, 
	arrived_at TEXT NOT NULL, 
	state TEXT NOT NULL, 
	client_id TEXT, 
	chosen_by TEXT, 
	why TEXT NOT NULL, 
	documents INTEGER NOT NULL, 
	outcome TEXT, 
	filed INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_mailbox_message PRIMARY KEY (id), 
	CONSTRAINT ck_mailbox_message_state_known CHECK (state IN ('not routed', 'waiting', 'taken', 'empty', 'gone', 'passed')), 
	CONSTRAINT fk_mailbox_message_mailbox_id FOREIGN KEY(mailbox_id) REFERENCES document_mailbox (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_mailbox_message_mailbox_id_head_hash ON mailbox_message (mailbox_id, head_hash);
CREATE INDEX ix_mailbox_message_state_arrived_at ON mailbox_message (state, arrived_at);
CREATE TABLE layout_key (
	number INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_layout_key PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX ix_layout_key_number ON layout_key (number);
CREATE TABLE shared_layout (
	client_id TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	supplier_mark TEXT NOT NULL, 
	signs TEXT NOT NULL, 
	spots TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_shared_layout PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX ix_shared_layout_client_id_document_id ON shared_layout (client_id, document_id);
CREATE INDEX ix_shared_layout_supplier_mark ON shared_layout (supplier_mark);
