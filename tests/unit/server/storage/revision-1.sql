CREATE TABLE applied (
	tenant TEXT NOT NULL, 
	idem TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	why TEXT NOT NULL, 
	given TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_applied PRIMARY KEY (tenant, idem)
)
 STRICT
CREATE TABLE attempt (
	tenant TEXT NOT NULL, 
	id TEXT NOT NULL, 
	document TEXT NOT NULL, 
	live INTEGER, 
	kind TEXT NOT NULL, 
	state TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	currency TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	wish TEXT NOT NULL, 
	method TEXT, 
	consent TEXT, 
	session TEXT, 
	payment TEXT, 
	url TEXT, 
	expires TEXT, 
	why TEXT, 
	retry INTEGER NOT NULL, 
	closing INTEGER NOT NULL, 
	tries INTEGER NOT NULL, 
	begun TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	look TEXT NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY (tenant, id), 
	CONSTRAINT uq_attempt_tenant_document_live UNIQUE (tenant, document, live), 
	CONSTRAINT uq_attempt_tenant_reference UNIQUE (tenant, reference), 
	CONSTRAINT ck_attempt_live CHECK (live IS NULL OR live = 1), 
	CONSTRAINT ck_attempt_amount CHECK (amount > 0)
)
 STRICT
CREATE TABLE baton (
	name TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	until TEXT NOT NULL, 
	CONSTRAINT pk_baton PRIMARY KEY (name)
)
 STRICT
CREATE TABLE bucket (
	"key" TEXT NOT NULL, 
	level INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_bucket PRIMARY KEY ("key")
)
 STRICT
CREATE TABLE code (
	tenant TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	code_hash TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	CONSTRAINT pk_code PRIMARY KEY (tenant, customer, contact)
)
 STRICT
CREATE TABLE consent (
	tenant TEXT NOT NULL, 
	id TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	valid INTEGER, 
	method TEXT NOT NULL, 
	wording TEXT NOT NULL, 
	wording_version TEXT NOT NULL, 
	locale TEXT NOT NULL, 
	given TEXT NOT NULL, 
	revoked TEXT, 
	CONSTRAINT pk_consent PRIMARY KEY (tenant, id), 
	CONSTRAINT uq_consent_tenant_customer_valid UNIQUE (tenant, customer, valid), 
	CONSTRAINT ck_consent_valid CHECK (valid IS NULL OR valid = 1)
)
 STRICT
CREATE TABLE customer (
	tenant TEXT NOT NULL, 
	id TEXT NOT NULL, 
	mail_hashes TEXT NOT NULL, 
	locale TEXT NOT NULL, 
	CONSTRAINT pk_customer PRIMARY KEY (tenant, id)
)
 STRICT
CREATE TABLE device (
	tenant TEXT NOT NULL, 
	device TEXT NOT NULL, 
	public_key TEXT NOT NULL, 
	name TEXT NOT NULL, 
	registered TEXT NOT NULL, 
	revoked TEXT, 
	last_seq INTEGER NOT NULL, 
	last_hash TEXT NOT NULL, 
	CONSTRAINT pk_device PRIMARY KEY (tenant, device)
)
 STRICT
CREATE TABLE document (
	tenant TEXT NOT NULL, 
	id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	number TEXT NOT NULL, 
	state TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	open INTEGER NOT NULL, 
	currency TEXT NOT NULL, 
	included TEXT NOT NULL, 
	as_of TEXT NOT NULL, 
	issued TEXT NOT NULL, 
	due TEXT, 
	customer TEXT NOT NULL, 
	envelope TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	settled TEXT, 
	disputed INTEGER NOT NULL, 
	answered_by TEXT, 
	answered_at TEXT, 
	auto_stopped TEXT, 
	untold INTEGER NOT NULL, 
	CONSTRAINT pk_document PRIMARY KEY (tenant, id)
)
 STRICT
CREATE TABLE event (
	tenant TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	content TEXT, 
	content_sha256 TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (tenant, n)
)
 STRICT
CREATE TABLE link (
	token_hash TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	document TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	revoked TEXT, 
	CONSTRAINT pk_link PRIMARY KEY (token_hash)
)
 STRICT
CREATE TABLE message (
	tenant TEXT NOT NULL, 
	gateway TEXT NOT NULL, 
	id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	created TEXT NOT NULL, 
	api_version TEXT, 
	object_kind TEXT NOT NULL, 
	object_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	known INTEGER NOT NULL, 
	received TEXT NOT NULL, 
	told INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	tries INTEGER NOT NULL, 
	due TEXT NOT NULL, 
	CONSTRAINT pk_message PRIMARY KEY (tenant, gateway, id)
)
 STRICT
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY (name)
)
 STRICT
CREATE TABLE method (
	tenant TEXT NOT NULL, 
	id TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	gateway_customer TEXT NOT NULL, 
	mandate TEXT, 
	kind TEXT NOT NULL, 
	label TEXT NOT NULL, 
	saved TEXT NOT NULL, 
	removed TEXT, 
	let_go TEXT, 
	CONSTRAINT pk_method PRIMARY KEY (tenant, id)
)
 STRICT
CREATE TABLE pairing (
	code_hash TEXT NOT NULL, 
	made TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	used_by TEXT, 
	CONSTRAINT pk_pairing PRIMARY KEY (code_hash)
)
 STRICT
CREATE TABLE payment (
	tenant TEXT NOT NULL, 
	gateway TEXT NOT NULL, 
	id TEXT NOT NULL, 
	document TEXT NOT NULL, 
	attempt TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	currency TEXT NOT NULL, 
	method TEXT, 
	at TEXT NOT NULL, 
	returned TEXT, 
	CONSTRAINT pk_payment PRIMARY KEY (tenant, gateway, id)
)
 STRICT
CREATE TABLE receipt (
	tenant TEXT NOT NULL, 
	document TEXT NOT NULL, 
	receipt TEXT NOT NULL, 
	number TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	currency TEXT NOT NULL, 
	paid TEXT NOT NULL, 
	envelope TEXT NOT NULL, 
	CONSTRAINT pk_receipt PRIMARY KEY (tenant, document, receipt)
)
 STRICT
CREATE TABLE request (
	tenant TEXT NOT NULL, 
	device TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	at TEXT NOT NULL, 
	answer TEXT, 
	CONSTRAINT pk_request PRIMARY KEY (tenant, device, seq)
)
 STRICT
CREATE TABLE statement (
	tenant TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	as_of TEXT NOT NULL, 
	envelope TEXT NOT NULL, 
	CONSTRAINT pk_statement PRIMARY KEY (tenant, customer)
)
 STRICT
CREATE TABLE tenant (
	id TEXT NOT NULL, 
	opened TEXT NOT NULL, 
	settings TEXT NOT NULL, 
	box_key TEXT NOT NULL, 
	hook TEXT NOT NULL, 
	gateway TEXT NOT NULL, 
	account TEXT NOT NULL, 
	gateway_key TEXT NOT NULL, 
	hook_secrets TEXT NOT NULL, 
	event_n INTEGER NOT NULL, 
	event_hash TEXT NOT NULL, 
	acked_n INTEGER NOT NULL, 
	acked_at TEXT, 
	CONSTRAINT pk_tenant PRIMARY KEY (id), 
	CONSTRAINT uq_tenant_hook UNIQUE (hook)
)
 STRICT
CREATE TABLE visit (
	session_hash TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	locale TEXT NOT NULL, 
	opened TEXT NOT NULL, 
	expires TEXT NOT NULL, 
	CONSTRAINT pk_visit PRIMARY KEY (session_hash)
)
 STRICT
CREATE TABLE waiting (
	tenant TEXT NOT NULL, 
	idem TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	attempt TEXT NOT NULL, 
	CONSTRAINT pk_waiting PRIMARY KEY (tenant, idem)
)
 STRICT
CREATE TABLE wish (
	tenant TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	contact TEXT NOT NULL, 
	locale TEXT NOT NULL, 
	reminders INTEGER NOT NULL, 
	CONSTRAINT pk_wish PRIMARY KEY (tenant, customer, contact)
)
 STRICT
