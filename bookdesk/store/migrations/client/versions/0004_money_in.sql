CREATE TABLE aside AS SELECT * FROM "account";
DROP TABLE "account";
CREATE TABLE account (
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	role TEXT, 
	currency TEXT, 
	default_tax_code_id TEXT, 
	archived INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT ck_account_kind_known CHECK (kind IN ('asset', 'bank', 'liability', 'equity', 'income', 'expense')), 
	CONSTRAINT ck_account_role_known CHECK (role IN ('payables', 'receivables', 'tax on purchases', 'tax on sales', 'transfers', 'exchange differences', 'merchant fees', 'rounding', 'opening balances', 'sales', 'discounts allowed', 'bad debts', 'undeposited funds', 'late fees charged')), 
	CONSTRAINT uq_account_code UNIQUE (code), 
	CONSTRAINT uq_account_role UNIQUE (role), 
	CONSTRAINT fk_account_default_tax_code_id FOREIGN KEY(default_tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
INSERT INTO "account" ("code", "name", "kind", "role", "currency", "default_tax_code_id", "archived", "version", "id")
SELECT "code", "name", "kind", "role", "currency", "default_tax_code_id", "archived", "version", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE commitment (
	name TEXT NOT NULL, 
	sort TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	first_day TEXT NOT NULL, 
	rhythm TEXT NOT NULL, 
	last_day TEXT, 
	month_end INTEGER NOT NULL, 
	shift TEXT NOT NULL, 
	archived INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_commitment PRIMARY KEY (id), 
	CONSTRAINT ck_commitment_sort_known CHECK (sort IN ('payroll', 'tax', 'loan', 'schedule')), 
	CONSTRAINT ck_commitment_rhythm_known CHECK (rhythm IN ('once', 'every week', 'every two weeks', 'every month', 'every three months', 'every year')), 
	CONSTRAINT ck_commitment_shift_known CHECK (shift IN ('the business day before', 'the business day after'))
)
 STRICT;
CREATE TABLE aside AS SELECT * FROM "contact";
DROP TABLE "contact";
CREATE TABLE contact (
	name TEXT NOT NULL, 
	supplier INTEGER NOT NULL, 
	customer INTEGER NOT NULL, 
	tax_id TEXT, 
	email TEXT, 
	street TEXT, 
	city TEXT, 
	postcode TEXT, 
	country TEXT, 
	currency TEXT, 
	terms TEXT, 
	terms_days INTEGER, 
	way_of_payment TEXT, 
	default_account_id TEXT, 
	default_tax_code_id TEXT, 
	origin TEXT, 
	archived INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	attention TEXT, 
	phone TEXT, 
	language TEXT, 
	zone TEXT, 
	grace_days INTEGER NOT NULL, 
	reminders INTEGER NOT NULL, 
	reminder_policy_id TEXT, 
	sales_account_id TEXT, 
	sales_tax_code_id TEXT, 
	buyer_reference TEXT, 
	electronic_address TEXT, 
	reminder_email TEXT, 
	notes TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_contact PRIMARY KEY (id), 
	CONSTRAINT ck_contact_terms_known CHECK (terms IN ('net', 'month end', 'day of next month')), 
	CONSTRAINT ck_contact_way_of_payment_known CHECK (way_of_payment IN ('transfer', 'direct debit', 'bpay', 'card', 'cheque', 'paid by owner', 'already paid')), 
	CONSTRAINT ck_contact_kind_known CHECK (kind IN ('business', 'public authority', 'consumer')), 
	CONSTRAINT fk_contact_default_account_id FOREIGN KEY(default_account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_contact_default_tax_code_id FOREIGN KEY(default_tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_contact_reminder_policy_id FOREIGN KEY(reminder_policy_id) REFERENCES reminder_policy (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_contact_sales_account_id FOREIGN KEY(sales_account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_contact_sales_tax_code_id FOREIGN KEY(sales_tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_contact_name ON contact (name);
INSERT INTO "contact" ("name", "supplier", "customer", "tax_id", "email", "street", "city", "postcode", "country", "currency", "terms", "terms_days", "way_of_payment", "default_account_id", "default_tax_code_id", "origin", "archived", "kind", "grace_days", "reminders", "version", "id")
SELECT "name", "supplier", "customer", "tax_id", "email", "street", "city", "postcode", "country", "currency", "terms", "terms_days", "way_of_payment", "default_account_id", "default_tax_code_id", "origin", "archived", 'business', 0, 1, "version", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE estimate (
	status TEXT NOT NULL, 
	number TEXT, 
	document_date TEXT NOT NULL, 
	valid_until TEXT, 
	net INTEGER NOT NULL, 
	tax INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	decided_on TEXT, 
	accepted_by TEXT, 
	decision_note TEXT, 
	evidence_id TEXT, 
	created_by TEXT NOT NULL, 
	contact_id TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	language TEXT, 
	reference TEXT, 
	tax_mode TEXT NOT NULL, 
	rounded_by TEXT, 
	introduction TEXT, 
	note TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_estimate PRIMARY KEY (id), 
	CONSTRAINT ck_estimate_status_known CHECK (status IN ('draft', 'offered', 'accepted', 'declined', 'withdrawn', 'invoiced')), 
	CONSTRAINT ck_estimate_tax_mode_known CHECK (tax_mode IN ('exclusive', 'inclusive', 'none')), 
	CONSTRAINT ck_estimate_rounded_by_known CHECK (rounded_by IN ('line', 'category', 'document')), 
	CONSTRAINT fk_estimate_evidence_id FOREIGN KEY(evidence_id) REFERENCES paper (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_estimate_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_estimate_contact_id ON estimate (contact_id);
CREATE INDEX ix_estimate_document_date_id ON estimate (document_date, id);
CREATE UNIQUE INDEX ix_estimate_number ON estimate (number);
CREATE TABLE estimate_line (
	estimate_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	product_id TEXT, 
	description TEXT NOT NULL, 
	detail TEXT, 
	quantity INTEGER NOT NULL, 
	unit TEXT, 
	unit_price INTEGER NOT NULL, 
	discount INTEGER, 
	account_id TEXT, 
	tax_code_id TEXT, 
	tax_rate INTEGER NOT NULL, 
	net INTEGER NOT NULL, 
	tax INTEGER NOT NULL, 
	gross INTEGER NOT NULL, 
	served_from TEXT, 
	served_to TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_estimate_line PRIMARY KEY (id), 
	CONSTRAINT fk_estimate_line_estimate_id FOREIGN KEY(estimate_id) REFERENCES estimate (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_estimate_line_product_id FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_estimate_line_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_estimate_line_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_estimate_line_estimate_id_position ON estimate_line (estimate_id, position);
CREATE TABLE instalment (
	invoice_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	due_date TEXT, 
	amount INTEGER NOT NULL, 
	share INTEGER, 
	rest INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_instalment PRIMARY KEY (id), 
	CONSTRAINT fk_instalment_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_instalment_invoice_id_position ON instalment (invoice_id, position);
CREATE TABLE aside AS SELECT * FROM "invoice";
DROP TABLE "invoice";
CREATE TABLE invoice (
	kind TEXT NOT NULL, 
	status TEXT NOT NULL, 
	number TEXT, 
	document_date TEXT NOT NULL, 
	due_date TEXT, 
	tax_point TEXT, 
	posting_date TEXT, 
	served_from TEXT, 
	served_to TEXT, 
	net INTEGER NOT NULL, 
	tax INTEGER NOT NULL, 
	rounding INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	rate INTEGER, 
	rate_source TEXT, 
	discount_days INTEGER, 
	discount_share INTEGER, 
	discount_tax TEXT, 
	billed_to TEXT, 
	payment_reference TEXT, 
	estimate_id TEXT, 
	schedule_id TEXT, 
	corrects_id TEXT, 
	fee_for_id TEXT, 
	open_at_take_on INTEGER NOT NULL, 
	taken_on INTEGER NOT NULL, 
	created_by TEXT, 
	issued_at TEXT, 
	issued_by TEXT, 
	cancelled_on TEXT, 
	cancelled_reason TEXT, 
	disputed INTEGER NOT NULL, 
	dispute_reason TEXT, 
	promised_until TEXT, 
	reminders INTEGER NOT NULL, 
	contact_id TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	language TEXT, 
	reference TEXT, 
	tax_mode TEXT NOT NULL, 
	rounded_by TEXT, 
	introduction TEXT, 
	note TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_invoice PRIMARY KEY (id), 
	CONSTRAINT ck_invoice_kind_known CHECK (kind IN ('invoice', 'credit note')), 
	CONSTRAINT ck_invoice_status_known CHECK (status IN ('draft', 'issued', 'void')), 
	CONSTRAINT ck_invoice_tax_mode_known CHECK (tax_mode IN ('exclusive', 'inclusive', 'none')), 
	CONSTRAINT ck_invoice_rounded_by_known CHECK (rounded_by IN ('line', 'category', 'document')), 
	CONSTRAINT ck_invoice_discount_tax_known CHECK (discount_tax IN ('reduced', 'kept')), 
	CONSTRAINT fk_invoice_estimate_id FOREIGN KEY(estimate_id) REFERENCES estimate (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_invoice_schedule_id FOREIGN KEY(schedule_id) REFERENCES schedule (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_invoice_corrects_id FOREIGN KEY(corrects_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_invoice_fee_for_id FOREIGN KEY(fee_for_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_invoice_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_invoice_contact_id_status_id ON invoice (contact_id, status, id);
CREATE INDEX ix_invoice_corrects_id ON invoice (corrects_id);
CREATE INDEX ix_invoice_dated ON invoice (document_date, id, status, kind, total, open_at_take_on, taken_on, due_date);
CREATE INDEX ix_invoice_disputed ON invoice (id) WHERE disputed = 1;
CREATE INDEX ix_invoice_due ON invoice (due_date, id, status, kind, total, open_at_take_on, taken_on);
CREATE UNIQUE INDEX ix_invoice_numbered ON invoice (number) WHERE taken_on = 0;
CREATE INDEX ix_invoice_promised ON invoice (id) WHERE promised_until IS NOT NULL;
CREATE INDEX ix_invoice_status_due_date_id ON invoice (status, due_date, id);
INSERT INTO "invoice" ("kind", "status", "number", "document_date", "due_date", "net", "tax", "rounding", "total", "open_at_take_on", "taken_on", "disputed", "reminders", "contact_id", "currency", "tax_mode", "version", "id")
SELECT "kind", "status", "number", "document_date", "due_date", 0, 0, 0, "total", "open_at_take_on", "taken_on", 0, 1, "contact_id", "currency", 'exclusive', "version", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE invoice_allocation (
	invoice_id TEXT NOT NULL, 
	source TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	base_amount INTEGER, 
	gain INTEGER, 
	reverses_id TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_invoice_allocation PRIMARY KEY (id), 
	CONSTRAINT ck_invoice_allocation_source_known CHECK (source IN ('receipt', 'credit note', 'discount', 'write-off', 'refund', 'bank line')), 
	CONSTRAINT fk_invoice_allocation_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_invoice_allocation_reverses_id UNIQUE (reverses_id), 
	CONSTRAINT fk_invoice_allocation_reverses_id FOREIGN KEY(reverses_id) REFERENCES invoice_allocation (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_invoice_allocation_invoice_id_day_amount ON invoice_allocation (invoice_id, day, amount);
CREATE INDEX ix_invoice_allocation_source_id_day_amount ON invoice_allocation (source_id, day, amount);
CREATE TABLE invoice_line (
	invoice_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	product_id TEXT, 
	description TEXT NOT NULL, 
	detail TEXT, 
	quantity INTEGER NOT NULL, 
	unit TEXT, 
	unit_price INTEGER NOT NULL, 
	discount INTEGER, 
	account_id TEXT, 
	tax_code_id TEXT, 
	tax_rate INTEGER NOT NULL, 
	net INTEGER NOT NULL, 
	tax INTEGER NOT NULL, 
	gross INTEGER NOT NULL, 
	served_from TEXT, 
	served_to TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_invoice_line PRIMARY KEY (id), 
	CONSTRAINT fk_invoice_line_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_invoice_line_product_id FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_invoice_line_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_invoice_line_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_invoice_line_invoice_id_position ON invoice_line (invoice_id, position);
CREATE TABLE aside AS SELECT * FROM "ledger_entry";
DROP TABLE "ledger_entry";
CREATE TABLE ledger_entry (
	kind TEXT NOT NULL, 
	posting_date TEXT NOT NULL, 
	narration TEXT NOT NULL, 
	source_id TEXT, 
	reverses_id TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_ledger_entry PRIMARY KEY (id), 
	CONSTRAINT ck_ledger_entry_kind_known CHECK (kind IN ('opening', 'bill', 'credit note', 'payment', 'coding', 'transfer', 'exchange difference', 'recoding', 'reversal', 'journal', 'invoice', 'customer credit note', 'receipt', 'refund', 'discount allowed', 'write-off', 'gateway fee', 'payout')), 
	CONSTRAINT uq_ledger_entry_reverses_id UNIQUE (reverses_id), 
	CONSTRAINT fk_ledger_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_ledger_entry_posting_date_id ON ledger_entry (posting_date, id);
CREATE INDEX ix_ledger_entry_source_id ON ledger_entry (source_id);
INSERT INTO "ledger_entry" ("kind", "posting_date", "narration", "source_id", "reverses_id", "id")
SELECT "kind", "posting_date", "narration", "source_id", "reverses_id", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE aside AS SELECT * FROM "ledger_mapping";
DROP TABLE "ledger_mapping";
CREATE TABLE ledger_mapping (
	provider TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	local_id TEXT NOT NULL, 
	remote_id TEXT NOT NULL, 
	remote_name TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_ledger_mapping PRIMARY KEY (id), 
	CONSTRAINT ck_ledger_mapping_kind_known CHECK (kind IN ('account', 'tax code', 'contact', 'bank account', 'sales tax code'))
)
 STRICT;
CREATE UNIQUE INDEX ix_ledger_mapping_provider_kind_local_id ON ledger_mapping (provider, kind, local_id);
INSERT INTO "ledger_mapping" ("provider", "kind", "local_id", "remote_id", "remote_name", "decided_by", "version", "id")
SELECT "provider", "kind", "local_id", "remote_id", "remote_name", "decided_by", "version", "id" FROM aside;
DROP TABLE aside;
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
CREATE TABLE mail_event (
	mail_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	recipient TEXT, 
	detail TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_mail_event PRIMARY KEY (id), 
	CONSTRAINT ck_mail_event_kind_known CHECK (kind IN ('accepted', 'refused', 'delayed', 'bounced', 'cancelled', 'again', 'held', 'released', 'settled', 'unlinked')), 
	CONSTRAINT fk_mail_event_mail_id FOREIGN KEY(mail_id) REFERENCES mail_message (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_mail_event_key UNIQUE ("key")
)
 STRICT;
CREATE INDEX ix_mail_event_mail_id ON mail_event (mail_id);
CREATE INDEX ix_mail_event_kind_mail_id ON mail_event (kind, mail_id);
CREATE TABLE mail_left (
	mail_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	plain TEXT NOT NULL, 
	html TEXT, 
	slips TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_mail_left PRIMARY KEY (id), 
	CONSTRAINT fk_mail_left_mail_id FOREIGN KEY(mail_id) REFERENCES mail_message (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_mail_left_key UNIQUE ("key")
)
 STRICT;
CREATE INDEX ix_mail_left_mail_id ON mail_left (mail_id);
CREATE TABLE mail_message (
	"key" TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	contact_id TEXT, 
	subject_id TEXT, 
	message_id TEXT NOT NULL, 
	recipients TEXT, 
	copies TEXT, 
	from_name TEXT NOT NULL, 
	reply_to TEXT, 
	language TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	plain TEXT NOT NULL, 
	html TEXT, 
	attachments TEXT, 
	unsubscribe INTEGER NOT NULL, 
	not_before TEXT, 
	written_at TEXT NOT NULL, 
	written_by TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_mail_message PRIMARY KEY (id), 
	CONSTRAINT ck_mail_message_kind_known CHECK (kind IN ('estimate', 'invoice', 'credit note', 'receipt', 'thank you', 'reminder', 'statement', 'notice')), 
	CONSTRAINT uq_mail_message_key UNIQUE ("key"), 
	CONSTRAINT fk_mail_message_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_mail_message_message_id UNIQUE (message_id)
)
 STRICT;
CREATE INDEX ix_mail_message_contact_id_written_at ON mail_message (contact_id, written_at);
CREATE INDEX ix_mail_message_subject_id ON mail_message (subject_id);
CREATE TABLE mail_state (
	mail_id TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	next_at TEXT, 
	sending_since TEXT, 
	offline INTEGER NOT NULL, 
	held INTEGER NOT NULL, 
	problem TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_mail_state PRIMARY KEY (id), 
	CONSTRAINT ck_mail_state_stage_known CHECK (stage IN ('queued', 'sending', 'accepted', 'unknown', 'refused', 'cancelled')), 
	CONSTRAINT uq_mail_state_mail_id UNIQUE (mail_id), 
	CONSTRAINT fk_mail_state_mail_id FOREIGN KEY(mail_id) REFERENCES mail_message (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_mail_state_stage_next_at ON mail_state (stage, next_at);
CREATE TABLE mail_template (
	kind TEXT NOT NULL, 
	language TEXT NOT NULL, 
	tone TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	body TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_mail_template PRIMARY KEY (id), 
	CONSTRAINT ck_mail_template_kind_known CHECK (kind IN ('estimate', 'invoice', 'credit note', 'receipt', 'thank you', 'reminder', 'statement', 'notice')), 
	CONSTRAINT ck_mail_template_tone_known CHECK (tone IN ('friendly', 'firm', 'final'))
)
 STRICT;
CREATE UNIQUE INDEX ix_mail_template_kind_language_tone ON mail_template (kind, language, tone);
CREATE TABLE aside AS SELECT * FROM "match";
DROP TABLE "match";
CREATE TABLE "match" (
	bank_account_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	matched_by TEXT NOT NULL, 
	matched_at TEXT NOT NULL, 
	why TEXT, 
	entry_id TEXT, 
	reconciliation_id TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_match PRIMARY KEY (id), 
	CONSTRAINT ck_match_kind_known CHECK (kind IN ('payment', 'payment run', 'bill', 'invoice', 'coded', 'transfer', 'entry')), 
	CONSTRAINT fk_match_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_match_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_match_reconciliation_id FOREIGN KEY(reconciliation_id) REFERENCES reconciliation (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_match_bank_account_id ON "match" (bank_account_id);
INSERT INTO "match" ("bank_account_id", "kind", "matched_by", "matched_at", "why", "entry_id", "reconciliation_id", "version", "id")
SELECT "bank_account_id", "kind", "matched_by", "matched_at", "why", "entry_id", "reconciliation_id", "version", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE aside AS SELECT * FROM "match_part";
DROP TABLE "match_part";
CREATE TABLE match_part (
	match_id TEXT NOT NULL, 
	target_kind TEXT NOT NULL, 
	target_id TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_match_part PRIMARY KEY (id), 
	CONSTRAINT ck_match_part_target_kind_known CHECK (target_kind IN ('payment', 'payment run', 'bill', 'invoice', 'receipt', 'ledger entry')), 
	CONSTRAINT fk_match_part_match_id FOREIGN KEY(match_id) REFERENCES "match" (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_match_part_match_id ON match_part (match_id);
CREATE INDEX ix_match_part_target_id ON match_part (target_id);
INSERT INTO "match_part" ("match_id", "target_kind", "target_id", "amount", "version", "id")
SELECT "match_id", "target_kind", "target_id", "amount", "version", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE number_series (
	kind TEXT NOT NULL, 
	prefix TEXT NOT NULL, 
	digits INTEGER NOT NULL, 
	year TEXT NOT NULL, 
	short_year INTEGER NOT NULL, 
	separator TEXT NOT NULL, 
	restarts INTEGER NOT NULL, 
	start_month INTEGER NOT NULL, 
	first INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_number_series PRIMARY KEY (id), 
	CONSTRAINT ck_number_series_kind_known CHECK (kind IN ('invoice', 'credit note', 'estimate', 'receipt')), 
	CONSTRAINT ck_number_series_year_known CHECK (year IN ('none', 'starts', 'ends')), 
	CONSTRAINT uq_number_series_kind UNIQUE (kind)
)
 STRICT;
CREATE TABLE aside AS SELECT * FROM "outbox_entry";
DROP TABLE "outbox_entry";
CREATE TABLE outbox_entry (
	provider TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	local_id TEXT NOT NULL, 
	change_set_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	released INTEGER NOT NULL, 
	released_by TEXT, 
	summary TEXT NOT NULL, 
	problem TEXT, 
	marker TEXT NOT NULL, 
	"key" TEXT, 
	body TEXT, 
	body_hash TEXT, 
	boot TEXT, 
	first_sent INTEGER, 
	last_sent INTEGER, 
	failures INTEGER NOT NULL, 
	in_doubt INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	duplicate_accepted INTEGER NOT NULL, 
	queued_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_outbox_entry PRIMARY KEY (id), 
	CONSTRAINT ck_outbox_entry_kind_known CHECK (kind IN ('contact', 'bill', 'credit note', 'attachment', 'payment', 'allocation', 'void', 'invoice', 'customer credit note', 'receipt', 'overpayment', 'customer credit allocation', 'refund', 'bank fee', 'taking back')), 
	CONSTRAINT ck_outbox_entry_state_known CHECK (state IN ('queued', 'blocked', 'ready', 'sending', 'unknown', 'acknowledged', 'verified', 'rejected', 'conflict', 'cancelled'))
)
 STRICT;
CREATE INDEX ix_outbox_entry_provider_kind_local_id ON outbox_entry (provider, kind, local_id);
CREATE INDEX ix_outbox_entry_state ON outbox_entry (state);
INSERT INTO "outbox_entry" ("provider", "kind", "local_id", "change_set_id", "state", "released", "released_by", "summary", "problem", "marker", "key", "body", "body_hash", "boot", "first_sent", "last_sent", "failures", "in_doubt", "attempts", "duplicate_accepted", "queued_at", "id")
SELECT "provider", "kind", "local_id", "change_set_id", "state", "released", "released_by", "summary", "problem", "marker", "key", "body", "body_hash", "boot", "first_sent", "last_sent", "failures", "in_doubt", "attempts", "duplicate_accepted", "queued_at", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE paper (
	kind TEXT NOT NULL, 
	subject_id TEXT, 
	file_name TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	stored_name TEXT NOT NULL, 
	seal_key TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	made_by TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_paper PRIMARY KEY (id), 
	CONSTRAINT ck_paper_kind_known CHECK (kind IN ('invoice', 'credit note', 'estimate', 'receipt', 'reminder', 'statement', 'payment slip', 'logo', 'evidence')), 
	CONSTRAINT uq_paper_stored_name UNIQUE (stored_name)
)
 STRICT;
CREATE INDEX ix_paper_subject_id_made_at ON paper (subject_id, made_at);
CREATE TABLE product (
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT, 
	unit TEXT, 
	unit_price INTEGER, 
	with_tax INTEGER NOT NULL, 
	currency TEXT, 
	account_id TEXT, 
	tax_code_id TEXT, 
	archived INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_product PRIMARY KEY (id), 
	CONSTRAINT uq_product_code UNIQUE (code), 
	CONSTRAINT fk_product_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_product_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE receipt (
	number TEXT, 
	contact_id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	way TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	bank_account_id TEXT, 
	banked INTEGER NOT NULL, 
	banked_currency TEXT NOT NULL, 
	rate INTEGER, 
	rate_source TEXT, 
	fee INTEGER NOT NULL, 
	fee_tax INTEGER NOT NULL, 
	fee_account_id TEXT, 
	fee_tax_code_id TEXT, 
	payment_reference TEXT, 
	note TEXT, 
	match_id TEXT, 
	bank_line_id TEXT, 
	entered_by TEXT NOT NULL, 
	entered_at TEXT NOT NULL, 
	reversed_on TEXT, 
	reversed_reason TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_receipt PRIMARY KEY (id), 
	CONSTRAINT ck_receipt_way_known CHECK (way IN ('bank', 'cash', 'cheque', 'card', 'other', 'online')), 
	CONSTRAINT uq_receipt_number UNIQUE (number), 
	CONSTRAINT fk_receipt_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_receipt_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_receipt_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_receipt_fee_account_id FOREIGN KEY(fee_account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_receipt_fee_tax_code_id FOREIGN KEY(fee_tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_receipt_bank_line_id FOREIGN KEY(bank_line_id) REFERENCES bank_line (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_receipt_contact_id_day_id ON receipt (contact_id, day, id);
CREATE INDEX ix_receipt_day_id ON receipt (day, id);
CREATE INDEX ix_receipt_match_id ON receipt (match_id);
CREATE TABLE refund (
	contact_id TEXT NOT NULL, 
	receipt_id TEXT, 
	credit_note_id TEXT, 
	day TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	way TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	bank_account_id TEXT, 
	rate INTEGER, 
	rate_source TEXT, 
	payment_reference TEXT, 
	reason TEXT NOT NULL, 
	match_id TEXT, 
	entered_by TEXT NOT NULL, 
	entered_at TEXT NOT NULL, 
	reversed_on TEXT, 
	reversed_reason TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_refund PRIMARY KEY (id), 
	CONSTRAINT ck_refund_way_known CHECK (way IN ('bank', 'cash', 'cheque', 'card', 'other', 'online')), 
	CONSTRAINT fk_refund_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_refund_receipt_id FOREIGN KEY(receipt_id) REFERENCES receipt (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_refund_credit_note_id FOREIGN KEY(credit_note_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_refund_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_refund_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_refund_contact_id_day_id ON refund (contact_id, day, id);
CREATE INDEX ix_refund_credit_note_id ON refund (credit_note_id);
CREATE INDEX ix_refund_receipt_id ON refund (receipt_id);
CREATE TABLE reminder_policy (
	name TEXT NOT NULL, 
	rest_days INTEGER NOT NULL, 
	usual INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_reminder_policy PRIMARY KEY (id), 
	CONSTRAINT uq_reminder_policy_name UNIQUE (name)
)
 STRICT;
CREATE TABLE reminder_sent (
	contact_id TEXT NOT NULL, 
	invoice_id TEXT NOT NULL, 
	invoice_version INTEGER NOT NULL, 
	step TEXT NOT NULL, 
	day TEXT NOT NULL, 
	escalated INTEGER NOT NULL, 
	mail_id TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_reminder_sent PRIMARY KEY (id), 
	CONSTRAINT fk_reminder_sent_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_reminder_sent_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_reminder_sent_mail_id FOREIGN KEY(mail_id) REFERENCES mail_message (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_reminder_sent_contact_id_day ON reminder_sent (contact_id, day);
CREATE UNIQUE INDEX ix_reminder_sent_invoice_id_invoice_version_step ON reminder_sent (invoice_id, invoice_version, step);
CREATE TABLE reminder_settings (
	active INTEGER NOT NULL, 
	connected_on TEXT NOT NULL, 
	approved_on TEXT, 
	approved_by TEXT, 
	approved_messages TEXT, 
	approved_hash TEXT, 
	opens TEXT NOT NULL, 
	closes TEXT NOT NULL, 
	weekdays TEXT, 
	statements_day INTEGER, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_reminder_settings PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE reminder_step (
	policy_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	step TEXT NOT NULL, 
	days INTEGER NOT NULL, 
	counted TEXT NOT NULL, 
	tone TEXT NOT NULL, 
	charge TEXT NOT NULL, 
	statement INTEGER NOT NULL, 
	escalates INTEGER NOT NULL, 
	part_paid INTEGER, 
	least_open TEXT, 
	kinds TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_reminder_step PRIMARY KEY (id), 
	CONSTRAINT ck_reminder_step_counted_known CHECK (counted IN ('due date', 'last step')), 
	CONSTRAINT ck_reminder_step_tone_known CHECK (tone IN ('friendly', 'firm', 'final')), 
	CONSTRAINT ck_reminder_step_charge_known CHECK (charge IN ('nothing', 'fee', 'interest', 'fee and interest')), 
	CONSTRAINT fk_reminder_step_policy_id FOREIGN KEY(policy_id) REFERENCES reminder_policy (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_reminder_step_policy_id_position ON reminder_step (policy_id, position);
CREATE TABLE aside AS SELECT * FROM "remote_link";
DROP TABLE "remote_link";
CREATE TABLE remote_link (
	provider TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	local_id TEXT NOT NULL, 
	remote_id TEXT NOT NULL, 
	remote_version TEXT, 
	content_hash TEXT NOT NULL, 
	linked_at TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_remote_link PRIMARY KEY (id), 
	CONSTRAINT ck_remote_link_kind_known CHECK (kind IN ('contact', 'bill', 'credit note', 'attachment', 'payment', 'allocation', 'void', 'invoice', 'customer credit note', 'receipt', 'overpayment', 'customer credit allocation', 'refund', 'bank fee', 'taking back'))
)
 STRICT;
CREATE UNIQUE INDEX ix_remote_link_provider_kind_local_id ON remote_link (provider, kind, local_id);
INSERT INTO "remote_link" ("provider", "kind", "local_id", "remote_id", "remote_version", "content_hash", "linked_at", "version", "id")
SELECT "provider", "kind", "local_id", "remote_id", "remote_version", "content_hash", "linked_at", "version", "id" FROM aside;
DROP TABLE aside;
CREATE TABLE sales_settings (
	logo_id TEXT, 
	accent TEXT, 
	stationery TEXT, 
	trading_name TEXT, 
	street TEXT, 
	city TEXT, 
	postcode TEXT, 
	email TEXT, 
	phone TEXT, 
	website TEXT, 
	registration TEXT, 
	from_name TEXT, 
	reply_to TEXT, 
	bank_account_id TEXT, 
	instructions TEXT, 
	introduction TEXT, 
	note TEXT, 
	language TEXT, 
	terms TEXT, 
	terms_days INTEGER, 
	terms_text TEXT, 
	discount_days INTEGER, 
	discount_share INTEGER, 
	discount_tax TEXT, 
	tax_mode TEXT, 
	rounded_by TEXT, 
	cash_step INTEGER, 
	numbered_by TEXT NOT NULL, 
	embedded_xml TEXT NOT NULL, 
	default_account_id TEXT, 
	default_tax_code_id TEXT, 
	send_receipts INTEGER NOT NULL, 
	thank INTEGER NOT NULL, 
	notify TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_sales_settings PRIMARY KEY (id), 
	CONSTRAINT ck_sales_settings_tax_mode_known CHECK (tax_mode IN ('exclusive', 'inclusive', 'none')), 
	CONSTRAINT ck_sales_settings_rounded_by_known CHECK (rounded_by IN ('line', 'category', 'document')), 
	CONSTRAINT ck_sales_settings_numbered_by_known CHECK (numbered_by IN ('bookdesk', 'ledger')), 
	CONSTRAINT ck_sales_settings_embedded_xml_known CHECK (embedded_xml IN ('where asked', 'always', 'never')), 
	CONSTRAINT ck_sales_settings_terms_known CHECK (terms IN ('net', 'month end', 'day of next month')), 
	CONSTRAINT ck_sales_settings_discount_tax_known CHECK (discount_tax IN ('reduced', 'kept')), 
	CONSTRAINT fk_sales_settings_logo_id FOREIGN KEY(logo_id) REFERENCES paper (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_sales_settings_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_sales_settings_default_account_id FOREIGN KEY(default_account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_sales_settings_default_tax_code_id FOREIGN KEY(default_tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE schedule (
	name TEXT NOT NULL, 
	every TEXT NOT NULL, 
	interval INTEGER NOT NULL, 
	first_day TEXT NOT NULL, 
	until TEXT, 
	times INTEGER, 
	month_end INTEGER NOT NULL, 
	catch_up TEXT NOT NULL, 
	pauses TEXT, 
	makes TEXT NOT NULL, 
	terms TEXT, 
	terms_days INTEGER, 
	discount_days INTEGER, 
	discount_share INTEGER, 
	stopped INTEGER NOT NULL, 
	created_by TEXT NOT NULL, 
	contact_id TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	language TEXT, 
	reference TEXT, 
	tax_mode TEXT NOT NULL, 
	rounded_by TEXT, 
	introduction TEXT, 
	note TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_schedule PRIMARY KEY (id), 
	CONSTRAINT ck_schedule_every_known CHECK (every IN ('week', 'month', 'quarter', 'year')), 
	CONSTRAINT ck_schedule_tax_mode_known CHECK (tax_mode IN ('exclusive', 'inclusive', 'none')), 
	CONSTRAINT ck_schedule_rounded_by_known CHECK (rounded_by IN ('line', 'category', 'document')), 
	CONSTRAINT ck_schedule_catch_up_known CHECK (catch_up IN ('each missed one', 'one for all')), 
	CONSTRAINT ck_schedule_makes_known CHECK (makes IN ('a draft', 'an issued invoice', 'an issued invoice that is mailed')), 
	CONSTRAINT ck_schedule_terms_known CHECK (terms IN ('net', 'month end', 'day of next month')), 
	CONSTRAINT fk_schedule_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_schedule_contact_id ON schedule (contact_id);
CREATE TABLE schedule_line (
	schedule_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	product_id TEXT, 
	description TEXT NOT NULL, 
	detail TEXT, 
	quantity INTEGER NOT NULL, 
	unit TEXT, 
	unit_price INTEGER NOT NULL, 
	discount INTEGER, 
	account_id TEXT, 
	tax_code_id TEXT, 
	tax_rate INTEGER NOT NULL, 
	net INTEGER NOT NULL, 
	tax INTEGER NOT NULL, 
	gross INTEGER NOT NULL, 
	served_from TEXT, 
	served_to TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_schedule_line PRIMARY KEY (id), 
	CONSTRAINT fk_schedule_line_schedule_id FOREIGN KEY(schedule_id) REFERENCES schedule (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_schedule_line_product_id FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_schedule_line_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_schedule_line_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_schedule_line_schedule_id_position ON schedule_line (schedule_id, position);
CREATE TABLE schedule_occurrence (
	schedule_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	day TEXT NOT NULL, 
	invoice_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_schedule_occurrence PRIMARY KEY (id), 
	CONSTRAINT fk_schedule_occurrence_schedule_id FOREIGN KEY(schedule_id) REFERENCES schedule (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_schedule_occurrence_key UNIQUE ("key")
)
 STRICT;
CREATE INDEX ix_schedule_occurrence_schedule_id_day ON schedule_occurrence (schedule_id, day);
CREATE TABLE clearing_account (
	gateway TEXT NOT NULL, 
	merchant TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_clearing_account PRIMARY KEY (id), 
	CONSTRAINT fk_clearing_account_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_clearing_account_gateway_merchant_currency ON clearing_account (gateway, merchant, currency);
CREATE TABLE collection_attempt (
	gateway TEXT NOT NULL, 
	merchant TEXT NOT NULL, 
	invoice_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	live INTEGER NOT NULL, 
	reference TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	session_id TEXT, 
	url TEXT, 
	payment_id TEXT, 
	expires_at TEXT, 
	why TEXT, 
	at_portal INTEGER NOT NULL, 
	made_by TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	read_at TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_collection_attempt PRIMARY KEY (id), 
	CONSTRAINT ck_collection_attempt_state_known CHECK (state IN ('created', 'open', 'processing', 'unknown', 'succeeded', 'failed', 'expired', 'cancelled')), 
	CONSTRAINT fk_collection_attempt_invoice_id FOREIGN KEY(invoice_id) REFERENCES invoice (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_collection_attempt_reference UNIQUE (reference), 
	CONSTRAINT uq_collection_attempt_session_id UNIQUE (session_id)
)
 STRICT;
CREATE INDEX ix_collection_attempt_invoice_id_made_at ON collection_attempt (invoice_id, made_at);
CREATE UNIQUE INDEX ix_collection_attempt_lease ON collection_attempt (invoice_id) WHERE live = 1;
CREATE TABLE gateway_connection (
	gateway TEXT NOT NULL, 
	merchant TEXT NOT NULL, 
	name TEXT NOT NULL, 
	country TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	live INTEGER NOT NULL, 
	automatic INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	base_url TEXT, 
	connected_at TEXT NOT NULL, 
	cursor TEXT, 
	complete_to TEXT, 
	asked_at TEXT, 
	problem TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_gateway_connection PRIMARY KEY (id), 
	CONSTRAINT uq_gateway_connection_gateway UNIQUE (gateway)
)
 STRICT;
CREATE TABLE gateway_event (
	gateway TEXT NOT NULL, 
	merchant TEXT NOT NULL, 
	event_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	api_version TEXT, 
	created TEXT NOT NULL, 
	object_kind TEXT NOT NULL, 
	object_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	came_by TEXT NOT NULL, 
	quarantined TEXT, 
	taken_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_gateway_event PRIMARY KEY (id), 
	CONSTRAINT ck_gateway_event_came_by_known CHECK (came_by IN ('poll', 'portal'))
)
 STRICT;
CREATE UNIQUE INDEX ix_gateway_event_gateway_merchant_event_id ON gateway_event (gateway, merchant, event_id);
CREATE INDEX ix_gateway_event_quarantined ON gateway_event (taken_at) WHERE quarantined IS NOT NULL;
CREATE TABLE gateway_fact (
	gateway TEXT NOT NULL, 
	merchant TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	object_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	at TEXT NOT NULL, 
	currency TEXT, 
	amount INTEGER, 
	payment_id TEXT, 
	reference TEXT, 
	more TEXT, 
	taken_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_gateway_fact PRIMARY KEY (id), 
	CONSTRAINT ck_gateway_fact_kind_known CHECK (kind IN ('payment', 'refund', 'dispute', 'payout', 'mandate'))
)
 STRICT;
CREATE UNIQUE INDEX ix_gateway_fact_gateway_merchant_kind_object_id_state ON gateway_fact (gateway, merchant, kind, object_id, state);
CREATE INDEX ix_gateway_fact_payment_id ON gateway_fact (payment_id);
CREATE TABLE gateway_move (
	gateway TEXT NOT NULL, 
	merchant TEXT NOT NULL, 
	move_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	created TEXT NOT NULL, 
	available TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	fee INTEGER NOT NULL, 
	fee_tax INTEGER, 
	net INTEGER NOT NULL, 
	source_id TEXT, 
	payment_id TEXT, 
	reference TEXT, 
	presented INTEGER, 
	presented_currency TEXT, 
	method TEXT, 
	said TEXT NOT NULL, 
	taken_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_gateway_move PRIMARY KEY (id), 
	CONSTRAINT ck_gateway_move_method_known CHECK (method IN ('card', 'bank debit', 'wallet', 'other'))
)
 STRICT;
CREATE INDEX ix_gateway_move_created_id ON gateway_move (created, id);
CREATE UNIQUE INDEX ix_gateway_move_gateway_merchant_move_id ON gateway_move (gateway, merchant, move_id);
CREATE INDEX ix_gateway_move_payment_id ON gateway_move (payment_id);
CREATE INDEX ix_gateway_move_source_id ON gateway_move (source_id);
CREATE TABLE move_booking (
	move_id TEXT NOT NULL, 
	booked_as TEXT NOT NULL, 
	receipt_id TEXT, 
	refund_id TEXT, 
	entry_id TEXT, 
	fee_entry_id TEXT, 
	share INTEGER, 
	booked_at TEXT NOT NULL, 
	booked_by TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_move_booking PRIMARY KEY (id), 
	CONSTRAINT ck_move_booking_booked_as_known CHECK (booked_as IN ('receipt', 'receipt reversed', 'refund', 'refund reversed', 'dispute', 'dispute won', 'fee', 'payout', 'payout returned', 'coded', 'nothing', 'of another client')), 
	CONSTRAINT uq_move_booking_move_id UNIQUE (move_id), 
	CONSTRAINT fk_move_booking_move_id FOREIGN KEY(move_id) REFERENCES gateway_move (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_move_booking_receipt_id FOREIGN KEY(receipt_id) REFERENCES receipt (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_move_booking_refund_id FOREIGN KEY(refund_id) REFERENCES refund (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_move_booking_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_move_booking_fee_entry_id FOREIGN KEY(fee_entry_id) REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_move_booking_receipt_id ON move_booking (receipt_id);
CREATE INDEX ix_move_booking_refund_id ON move_booking (refund_id);
CREATE TABLE move_waiting (
	move_id TEXT NOT NULL, 
	why TEXT NOT NULL, 
	ask INTEGER NOT NULL, 
	since TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_move_waiting PRIMARY KEY (id), 
	CONSTRAINT uq_move_waiting_move_id UNIQUE (move_id), 
	CONSTRAINT fk_move_waiting_move_id FOREIGN KEY(move_id) REFERENCES gateway_move (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE online_settings (
	methods TEXT, 
	fees TEXT, 
	in_mails INTEGER NOT NULL, 
	fee_tax_code_id TEXT, 
	payout_bank_id TEXT, 
	shared TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_online_settings PRIMARY KEY (id), 
	CONSTRAINT fk_online_settings_fee_tax_code_id FOREIGN KEY(fee_tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_online_settings_payout_bank_id FOREIGN KEY(payout_bank_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE payout_line (
	gateway TEXT NOT NULL, 
	merchant TEXT NOT NULL, 
	payout_id TEXT NOT NULL, 
	move_id TEXT NOT NULL, 
	taken_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_payout_line PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX ix_payout_line_gateway_merchant_move_id ON payout_line (gateway, merchant, move_id);
CREATE INDEX ix_payout_line_payout_id ON payout_line (payout_id);
CREATE TABLE refund_wish (
	gateway TEXT NOT NULL, 
	merchant TEXT NOT NULL, 
	payment_id TEXT NOT NULL, 
	receipt_id TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	refund_id TEXT, 
	why TEXT, 
	asked_by TEXT NOT NULL, 
	asked_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_refund_wish PRIMARY KEY (id), 
	CONSTRAINT ck_refund_wish_state_known CHECK (state IN ('asked', 'unknown', 'taken', 'refused')), 
	CONSTRAINT fk_refund_wish_receipt_id FOREIGN KEY(receipt_id) REFERENCES receipt (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_refund_wish_refund_id UNIQUE (refund_id)
)
 STRICT;
CREATE INDEX ix_refund_wish_payment_id ON refund_wish (payment_id);
CREATE TABLE portal_command (
	place INTEGER NOT NULL, 
	idem TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	data TEXT NOT NULL, 
	state TEXT NOT NULL, 
	why TEXT NOT NULL, 
	desk TEXT, 
	made_at TEXT NOT NULL, 
	done_at TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_command PRIMARY KEY (id), 
	CONSTRAINT ck_portal_command_state_known CHECK (state IN ('waiting', 'sent', 'awaited', 'applied', 'refused', 'replaced')), 
	CONSTRAINT uq_portal_command_place UNIQUE (place), 
	CONSTRAINT uq_portal_command_idem UNIQUE (idem)
)
 STRICT;
CREATE INDEX ix_portal_command_left ON portal_command (place) WHERE state IN ('waiting', 'sent', 'awaited', 'refused');
CREATE INDEX ix_portal_command_subject ON portal_command (subject);
CREATE TABLE portal_consent (
	consent TEXT NOT NULL, 
	contact_id TEXT NOT NULL, 
	wording TEXT NOT NULL, 
	wording_version TEXT NOT NULL, 
	locale TEXT NOT NULL, 
	method TEXT NOT NULL, 
	method_kind TEXT NOT NULL, 
	given_at TEXT NOT NULL, 
	revoked_at TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_consent PRIMARY KEY (id), 
	CONSTRAINT ck_portal_consent_method_kind_known CHECK (method_kind IN ('card', 'bank debit', 'wallet', 'other')), 
	CONSTRAINT uq_portal_consent_consent UNIQUE (consent), 
	CONSTRAINT fk_portal_consent_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_portal_consent_contact_id ON portal_consent (contact_id);
CREATE TABLE portal_forgotten (
	contact_id TEXT NOT NULL, 
	why TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_forgotten PRIMARY KEY (id), 
	CONSTRAINT uq_portal_forgotten_contact_id UNIQUE (contact_id), 
	CONSTRAINT fk_portal_forgotten_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE portal_device (
	desk TEXT NOT NULL, 
	name TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	last_hash TEXT NOT NULL, 
	under_way TEXT, 
	registered INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_device PRIMARY KEY (id), 
	CONSTRAINT uq_portal_device_desk UNIQUE (desk), 
	CONSTRAINT uq_portal_device_name UNIQUE (name)
)
 STRICT;
CREATE TABLE portal_event (
	uid TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	content TEXT, 
	taken_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_event PRIMARY KEY (id), 
	CONSTRAINT uq_portal_event_uid UNIQUE (uid)
)
 STRICT;
CREATE INDEX ix_portal_event_kind ON portal_event (kind);
CREATE INDEX ix_portal_event_n ON portal_event (n);
CREATE TABLE portal_link (
	document_id TEXT NOT NULL, 
	contact_id TEXT NOT NULL, 
	generation INTEGER NOT NULL, 
	expires_at TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	revoked_at TEXT, 
	told INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_link PRIMARY KEY (id), 
	CONSTRAINT uq_portal_link_document_id_contact_id_generation UNIQUE (document_id, contact_id, generation)
)
 STRICT;
CREATE TABLE portal_settings (
	"on" INTEGER NOT NULL, 
	invoices INTEGER NOT NULL, 
	credit_notes INTEGER NOT NULL, 
	estimates INTEGER NOT NULL, 
	statements INTEGER NOT NULL, 
	papers INTEGER NOT NULL, 
	parts INTEGER NOT NULL, 
	auto_pay INTEGER NOT NULL, 
	fresh_days INTEGER NOT NULL, 
	keep_days INTEGER NOT NULL, 
	contact_line TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_settings PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE portal_tenant (
	address TEXT NOT NULL, 
	portal_key TEXT NOT NULL, 
	secret TEXT NOT NULL, 
	box_key TEXT NOT NULL, 
	hook TEXT NOT NULL, 
	gateway TEXT, 
	epoch INTEGER NOT NULL, 
	event_n INTEGER NOT NULL, 
	event_hash TEXT NOT NULL, 
	acked_n INTEGER NOT NULL, 
	shown TEXT, 
	told TEXT, 
	opened_at TEXT NOT NULL, 
	asked_at TEXT, 
	problem TEXT, 
	restored TEXT, 
	held_until TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_tenant PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE portal_word (
	event_uid TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	state TEXT NOT NULL, 
	document_id TEXT, 
	contact_id TEXT, 
	said TEXT, 
	papers TEXT, 
	at TEXT NOT NULL, 
	why TEXT, 
	answer TEXT, 
	done_at TEXT, 
	done_by TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_portal_word PRIMARY KEY (id), 
	CONSTRAINT ck_portal_word_kind_known CHECK (kind IN ('accepted', 'declined', 'question', 'dispute', 'preferences', 'method removed', 'charge failed', 'unknown')), 
	CONSTRAINT ck_portal_word_state_known CHECK (state IN ('waiting', 'asks', 'done')), 
	CONSTRAINT uq_portal_word_event_uid UNIQUE (event_uid)
)
 STRICT;
CREATE INDEX ix_portal_word_document_id ON portal_word (document_id);
CREATE INDEX ix_portal_word_left ON portal_word (at) WHERE state <> 'done';
CREATE TABLE published_document (
	document_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	edition INTEGER NOT NULL, 
	held INTEGER NOT NULL, 
	content_hash TEXT NOT NULL, 
	told TEXT, 
	gone INTEGER NOT NULL, 
	stranger INTEGER NOT NULL, 
	as_of TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_published_document PRIMARY KEY (id), 
	CONSTRAINT uq_published_document_document_id UNIQUE (document_id)
)
 STRICT;
CREATE TABLE published_receipt (
	document_id TEXT NOT NULL, 
	receipt_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	content_hash TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_published_receipt PRIMARY KEY (id), 
	CONSTRAINT uq_published_receipt_document_id_receipt_id UNIQUE (document_id, receipt_id)
)
 STRICT;
CREATE TABLE published_statement (
	contact_id TEXT NOT NULL, 
	edition INTEGER NOT NULL, 
	content_hash TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_published_statement PRIMARY KEY (id), 
	CONSTRAINT uq_published_statement_contact_id UNIQUE (contact_id)
)
 STRICT;
