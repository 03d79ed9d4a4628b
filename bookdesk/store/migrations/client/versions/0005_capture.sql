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
