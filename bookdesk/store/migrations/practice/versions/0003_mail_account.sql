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
