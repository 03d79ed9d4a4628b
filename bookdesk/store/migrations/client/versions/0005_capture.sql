CREATE TABLE aside AS SELECT * FROM "document";
DROP TABLE "document";
CREATE TABLE document (
	intake_number INTEGER NOT NULL, 
	file_name TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	stored_name TEXT NOT NULL, 
	seal_key TEXT NOT NULL, 
	received_at TEXT NOT NULL, 
	received_by TEXT NOT NULL, 
	state TEXT NOT NULL, 
	kind TEXT, 
	pages INTEGER, 
	source TEXT, 
	failure TEXT, 
	duplicate_of_id TEXT, 
	parent_id TEXT, 
	text_hash TEXT, 
	image_hash TEXT, 
	origin_id TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_document PRIMARY KEY (id), 
	CONSTRAINT ck_document_state_known CHECK (state IN ('received', 'to review', 'not payable', 'duplicate', 'failed', 'locked', 'confirmed', 'rejected', 'moved')), 
	CONSTRAINT ck_document_kind_known CHECK (kind IN ('invoice', 'credit_note', 'receipt', 'statement', 'reminder', 'proforma', 'quote', 'order', 'delivery_note', 'evidence', 'other')), 
	CONSTRAINT uq_document_intake_number UNIQUE (intake_number), 
	CONSTRAINT uq_document_stored_name UNIQUE (stored_name), 
	CONSTRAINT fk_document_duplicate_of_id FOREIGN KEY(duplicate_of_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_document_parent_id FOREIGN KEY(parent_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_document_listed ON document (state, intake_number, kind, id);
CREATE INDEX ix_document_part ON document (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX ix_document_repeated ON document (duplicate_of_id) WHERE duplicate_of_id IS NOT NULL;
CREATE INDEX ix_document_sha256 ON document (sha256);
CREATE INDEX ix_document_words ON document (text_hash) WHERE text_hash IS NOT NULL;
INSERT INTO "document" ("intake_number", "file_name", "media_type", "size", "sha256", "stored_name", "seal_key", "received_at", "received_by", "state", "kind", "pages", "source", "failure", "duplicate_of_id", "parent_id", "text_hash", "image_hash", "origin_id", "version", "id")
SELECT "intake_number", "file_name", "media_type", "size", "sha256", "stored_name", "seal_key", "received_at", "received_by", "state", "kind", "pages", "source", "failure", "duplicate_of_id", "parent_id", "text_hash", "image_hash", "origin_id", "version", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE document_password (
	document_id TEXT NOT NULL, 
	password TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_document_password PRIMARY KEY (id), 
	CONSTRAINT fk_document_password_document_id FOREIGN KEY(document_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_document_password_document_id ON document_password (document_id);
CREATE TABLE document_arrival (
	document_id TEXT NOT NULL, 
	"key" TEXT, 
	way TEXT NOT NULL, 
	place TEXT, 
	sender TEXT, 
	subject TEXT, 
	sent_at TEXT, 
	chosen_by TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_document_arrival PRIMARY KEY (id), 
	CONSTRAINT ck_document_arrival_way_known CHECK (way IN ('mail', 'folder', 'paste')), 
	CONSTRAINT fk_document_arrival_document_id FOREIGN KEY(document_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_document_arrival_document_id ON document_arrival (document_id);
CREATE UNIQUE INDEX ix_document_arrival_key ON document_arrival ("key");
CREATE TABLE watched_folder (
	device TEXT NOT NULL, 
	path TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_watched_folder PRIMARY KEY (id), 
	CONSTRAINT ck_watched_folder_after_known CHECK (after IN ('move', 'leave'))
)
 STRICT;
CREATE UNIQUE INDEX ix_watched_folder_device_path ON watched_folder (device, path);
CREATE TABLE capture_rule (
	position INTEGER NOT NULL, 
	contact_id TEXT, 
	contains TEXT, 
	account_id TEXT NOT NULL, 
	tax_code_id TEXT, 
	enabled INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_capture_rule PRIMARY KEY (id), 
	CONSTRAINT fk_capture_rule_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_capture_rule_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_capture_rule_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_capture_rule_contact_id ON capture_rule (contact_id);
CREATE TABLE required_paper (
	kind TEXT NOT NULL, 
	above INTEGER NOT NULL, 
	contact_id TEXT, 
	account_id TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_required_paper PRIMARY KEY (id), 
	CONSTRAINT ck_required_paper_kind_known CHECK (kind IN ('invoice', 'credit_note', 'receipt', 'statement', 'reminder', 'proforma', 'quote', 'order', 'delivery_note', 'evidence', 'other')), 
	CONSTRAINT fk_required_paper_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_required_paper_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE supporting_paper (
	document_id TEXT NOT NULL, 
	paper_id TEXT, 
	reason TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_supporting_paper PRIMARY KEY (id), 
	CONSTRAINT fk_supporting_paper_document_id FOREIGN KEY(document_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_supporting_paper_paper_id FOREIGN KEY(paper_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_supporting_paper_document_id ON supporting_paper (document_id);
CREATE INDEX ix_supporting_paper_paper_id ON supporting_paper (paper_id);
CREATE TABLE supplier_layout (
	contact_id TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	signs TEXT NOT NULL, 
	spots TEXT NOT NULL, 
	missed INTEGER NOT NULL, 
	by_hand INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_supplier_layout PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_supplier_layout_contact_id ON supplier_layout (contact_id);
CREATE UNIQUE INDEX ix_supplier_layout_document_id ON supplier_layout (document_id);
