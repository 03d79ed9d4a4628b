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
	CONSTRAINT ck_account_role_known CHECK (role IN ('payables', 'receivables', 'tax on purchases', 'tax on sales', 'transfers', 'exchange differences', 'merchant fees', 'rounding', 'opening balances')), 
	CONSTRAINT uq_account_code UNIQUE (code), 
	CONSTRAINT uq_account_role UNIQUE (role), 
	CONSTRAINT fk_account_default_tax_code_id FOREIGN KEY(default_tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE allocation (
	bill_id TEXT NOT NULL, 
	source TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_allocation PRIMARY KEY (id), 
	CONSTRAINT ck_allocation_source_known CHECK (source IN ('payment', 'credit note', 'bank line', 'taken on')), 
	CONSTRAINT fk_allocation_bill_id FOREIGN KEY(bill_id) REFERENCES bill (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_allocation_bill_id_day ON allocation (bill_id, day);
CREATE INDEX ix_allocation_source_id ON allocation (source_id);
CREATE TABLE approval_decision (
	bill_id TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_at TEXT NOT NULL, 
	given_by TEXT, 
	comment TEXT, 
	payment_hash TEXT NOT NULL, 
	accounting_hash TEXT NOT NULL, 
	evidence_id TEXT, 
	about_id TEXT, 
	statement TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_approval_decision PRIMARY KEY (id), 
	CONSTRAINT ck_approval_decision_decision_known CHECK (decision IN ('approved', 'rejected', 'withdrawn', 'approval received', 'received approval confirmed')), 
	CONSTRAINT ck_approval_decision_channel_known CHECK (channel IN ('desk', 'mail', 'phone')), 
	CONSTRAINT fk_approval_decision_bill_id FOREIGN KEY(bill_id) REFERENCES bill (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_approval_decision_evidence_id FOREIGN KEY(evidence_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_approval_decision_about_id FOREIGN KEY(about_id) REFERENCES approval_decision (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_approval_decision_bill_id ON approval_decision (bill_id);
CREATE TABLE approval_limit (
	user_id TEXT NOT NULL, 
	"limit" INTEGER, 
	turn INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_approval_limit PRIMARY KEY (id), 
	CONSTRAINT uq_approval_limit_user_id UNIQUE (user_id)
)
 STRICT;
CREATE TABLE approval_step (
	amount_from INTEGER NOT NULL, 
	approvals_needed INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_approval_step PRIMARY KEY (id), 
	CONSTRAINT uq_approval_step_amount_from UNIQUE (amount_from)
)
 STRICT;
CREATE TABLE bank_account (
	name TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	scheme TEXT NOT NULL, 
	iban TEXT, 
	bic TEXT, 
	routing TEXT, 
	account_number TEXT, 
	currency TEXT NOT NULL, 
	opening_balance INTEGER NOT NULL, 
	opening_date TEXT NOT NULL, 
	reconciled_in TEXT NOT NULL, 
	direct_entry_user_name TEXT, 
	direct_entry_user_id TEXT, 
	institution TEXT, 
	self_balancing INTEGER NOT NULL, 
	card INTEGER NOT NULL, 
	archived INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_bank_account PRIMARY KEY (id), 
	CONSTRAINT ck_bank_account_scheme_known CHECK (scheme IN ('iban', 'bsb', 'sort code', 'routing', 'nz')), 
	CONSTRAINT ck_bank_account_reconciled_in_known CHECK (reconciled_in IN ('bookdesk', 'ledger')), 
	CONSTRAINT uq_bank_account_name UNIQUE (name), 
	CONSTRAINT fk_bank_account_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE bank_line (
	statement_id TEXT NOT NULL, 
	bank_account_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	day TEXT NOT NULL, 
	value_day TEXT, 
	amount INTEGER NOT NULL, 
	currency TEXT NOT NULL, 
	description TEXT NOT NULL, 
	reference TEXT, 
	payee TEXT, 
	payee_account TEXT, 
	bank_id TEXT, 
	balance INTEGER, 
	fingerprint TEXT NOT NULL, 
	occurrence INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_bank_line PRIMARY KEY (id), 
	CONSTRAINT fk_bank_line_statement_id FOREIGN KEY(statement_id) REFERENCES statement (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_bank_line_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_bank_line_bank_account_id_day_id ON bank_line (bank_account_id, day, id);
CREATE INDEX ix_bank_line_bank_account_id_fingerprint ON bank_line (bank_account_id, fingerprint);
CREATE INDEX ix_bank_line_statement_id ON bank_line (statement_id);
CREATE TABLE bill (
	kind TEXT NOT NULL, 
	status TEXT NOT NULL, 
	on_hold INTEGER NOT NULL, 
	hold_reason TEXT, 
	disputed INTEGER NOT NULL, 
	contact_id TEXT, 
	supplier_name TEXT, 
	number TEXT, 
	number_key TEXT, 
	order_number TEXT, 
	document_date TEXT, 
	received_date TEXT NOT NULL, 
	tax_point TEXT, 
	posting_date TEXT, 
	due_date TEXT, 
	currency TEXT NOT NULL, 
	rate INTEGER, 
	rate_source TEXT, 
	tax_mode TEXT NOT NULL, 
	net INTEGER NOT NULL, 
	tax INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	amount_due INTEGER, 
	way_of_payment TEXT NOT NULL, 
	payee_account_id TEXT, 
	payment_reference TEXT, 
	document_id TEXT, 
	created_by TEXT NOT NULL, 
	taken_on INTEGER NOT NULL, 
	note TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_bill PRIMARY KEY (id), 
	CONSTRAINT ck_bill_kind_known CHECK (kind IN ('bill', 'credit note')), 
	CONSTRAINT ck_bill_status_known CHECK (status IN ('draft', 'reviewed', 'approved', 'void')), 
	CONSTRAINT ck_bill_tax_mode_known CHECK (tax_mode IN ('exclusive', 'inclusive', 'none')), 
	CONSTRAINT ck_bill_way_of_payment_known CHECK (way_of_payment IN ('transfer', 'direct debit', 'bpay', 'card', 'cheque', 'paid by owner', 'already paid')), 
	CONSTRAINT fk_bill_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_bill_payee_account_id FOREIGN KEY(payee_account_id) REFERENCES payee_account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_bill_document_id FOREIGN KEY(document_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_bill_contact_id_number_key ON bill (contact_id, number_key);
CREATE INDEX ix_bill_document_date_id ON bill (document_date, id);
CREATE INDEX ix_bill_document_id ON bill (document_id);
CREATE INDEX ix_bill_status_due_date_id ON bill (status, due_date, id);
CREATE TABLE bill_line (
	bill_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	description TEXT NOT NULL, 
	quantity INTEGER, 
	unit_price INTEGER, 
	account_id TEXT, 
	tax_code_id TEXT, 
	net INTEGER NOT NULL, 
	tax INTEGER NOT NULL, 
	gross INTEGER NOT NULL, 
	tax_edited INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_bill_line PRIMARY KEY (id), 
	CONSTRAINT fk_bill_line_bill_id FOREIGN KEY(bill_id) REFERENCES bill (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_bill_line_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_bill_line_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_bill_line_bill_id_position ON bill_line (bill_id, position);
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
CREATE TABLE client_profile (
	name TEXT NOT NULL, 
	legal_name TEXT NOT NULL, 
	country TEXT NOT NULL, 
	base_currency TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	tax_id TEXT, 
	push_payments TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_client_profile PRIMARY KEY (id), 
	CONSTRAINT ck_client_profile_push_payments_known CHECK (push_payments IN ('at release', 'at clearing'))
)
 STRICT;
CREATE TABLE coding_rule (
	contains TEXT NOT NULL, 
	account_id TEXT NOT NULL, 
	tax_code_id TEXT, 
	contact_id TEXT, 
	enabled INTEGER NOT NULL, 
	suspended_reason TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_coding_rule PRIMARY KEY (id), 
	CONSTRAINT fk_coding_rule_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_coding_rule_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_coding_rule_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE consumer_cursor (
	consumer TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_consumer_cursor PRIMARY KEY (consumer)
)
 STRICT;
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
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_contact PRIMARY KEY (id), 
	CONSTRAINT ck_contact_terms_known CHECK (terms IN ('net', 'month end', 'day of next month')), 
	CONSTRAINT ck_contact_way_of_payment_known CHECK (way_of_payment IN ('transfer', 'direct debit', 'bpay', 'card', 'cheque', 'paid by owner', 'already paid')), 
	CONSTRAINT fk_contact_default_account_id FOREIGN KEY(default_account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_contact_default_tax_code_id FOREIGN KEY(default_tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_contact_name ON contact (name);
CREATE TABLE current_change (
	one INTEGER NOT NULL, 
	change_set TEXT, 
	action TEXT, 
	CONSTRAINT pk_current_change PRIMARY KEY (one), 
	CONSTRAINT ck_current_change_one_row CHECK (one = 1)
)
 STRICT;
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
	CONSTRAINT ck_document_state_known CHECK (state IN ('received', 'to review', 'not payable', 'duplicate', 'failed', 'confirmed', 'rejected', 'moved')), 
	CONSTRAINT ck_document_kind_known CHECK (kind IN ('invoice', 'credit_note', 'receipt', 'statement', 'reminder', 'proforma', 'quote', 'order', 'delivery_note', 'evidence', 'other')), 
	CONSTRAINT uq_document_intake_number UNIQUE (intake_number), 
	CONSTRAINT uq_document_stored_name UNIQUE (stored_name), 
	CONSTRAINT fk_document_duplicate_of_id FOREIGN KEY(duplicate_of_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_document_parent_id FOREIGN KEY(parent_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_document_sha256 ON document (sha256);
CREATE TABLE document_field (
	document_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	value TEXT, 
	read_value TEXT, 
	confidence INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	page INTEGER, 
	box TEXT, 
	why TEXT NOT NULL, 
	alternatives TEXT, 
	corrected INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_document_field PRIMARY KEY (id), 
	CONSTRAINT ck_document_field_state_known CHECK (state IN ('proved', 'confident', 'check', 'failed', 'absent', 'corrected')), 
	CONSTRAINT fk_document_field_document_id FOREIGN KEY(document_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_document_field_document_id_name ON document_field (document_id, name);
CREATE TABLE document_page (
	document_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	text TEXT NOT NULL, 
	words TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_document_page PRIMARY KEY (id), 
	CONSTRAINT fk_document_page_document_id FOREIGN KEY(document_id) REFERENCES document (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_document_page_document_id_number ON document_page (document_id, number);
CREATE TABLE invoice (
	kind TEXT NOT NULL, 
	status TEXT NOT NULL, 
	contact_id TEXT NOT NULL, 
	number TEXT NOT NULL, 
	document_date TEXT NOT NULL, 
	due_date TEXT, 
	currency TEXT NOT NULL, 
	total INTEGER NOT NULL, 
	open_at_take_on INTEGER NOT NULL, 
	taken_on INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_invoice PRIMARY KEY (id), 
	CONSTRAINT ck_invoice_kind_known CHECK (kind IN ('invoice', 'credit note')), 
	CONSTRAINT ck_invoice_status_known CHECK (status IN ('draft', 'issued', 'void')), 
	CONSTRAINT fk_invoice_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_invoice_contact_id_number ON invoice (contact_id, number);
CREATE INDEX ix_invoice_document_date_id ON invoice (document_date, id);
CREATE TABLE ledger_connection (
	provider TEXT NOT NULL, 
	tenant_id TEXT NOT NULL, 
	organisation TEXT NOT NULL, 
	application_id TEXT NOT NULL, 
	base_url TEXT, 
	access_token TEXT, 
	access_expires_at TEXT, 
	refresh_token TEXT, 
	previous_refresh_token TEXT, 
	connected_at TEXT NOT NULL, 
	needs_reconnect INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_ledger_connection PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE ledger_entry (
	kind TEXT NOT NULL, 
	posting_date TEXT NOT NULL, 
	narration TEXT NOT NULL, 
	source_id TEXT, 
	reverses_id TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_ledger_entry PRIMARY KEY (id), 
	CONSTRAINT ck_ledger_entry_kind_known CHECK (kind IN ('opening', 'bill', 'credit note', 'payment', 'coding', 'transfer', 'exchange difference', 'recoding', 'reversal', 'journal')), 
	CONSTRAINT uq_ledger_entry_reverses_id UNIQUE (reverses_id), 
	CONSTRAINT fk_ledger_entry_reverses_id FOREIGN KEY(reverses_id) REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_ledger_entry_posting_date_id ON ledger_entry (posting_date, id);
CREATE INDEX ix_ledger_entry_source_id ON ledger_entry (source_id);
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
	CONSTRAINT ck_ledger_mapping_kind_known CHECK (kind IN ('account', 'tax code', 'contact', 'bank account'))
)
 STRICT;
CREATE UNIQUE INDEX ix_ledger_mapping_provider_kind_local_id ON ledger_mapping (provider, kind, local_id);
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
	CONSTRAINT ck_match_kind_known CHECK (kind IN ('payment', 'payment run', 'bill', 'coded', 'transfer', 'entry')), 
	CONSTRAINT fk_match_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_match_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_match_reconciliation_id FOREIGN KEY(reconciliation_id) REFERENCES reconciliation (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_match_bank_account_id ON "match" (bank_account_id);
CREATE TABLE match_line (
	match_id TEXT NOT NULL, 
	bank_line_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_match_line PRIMARY KEY (id), 
	CONSTRAINT fk_match_line_match_id FOREIGN KEY(match_id) REFERENCES "match" (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_match_line_bank_line_id UNIQUE (bank_line_id), 
	CONSTRAINT fk_match_line_bank_line_id FOREIGN KEY(bank_line_id) REFERENCES bank_line (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_match_line_match_id ON match_line (match_id);
CREATE TABLE match_part (
	match_id TEXT NOT NULL, 
	target_kind TEXT NOT NULL, 
	target_id TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_match_part PRIMARY KEY (id), 
	CONSTRAINT ck_match_part_target_kind_known CHECK (target_kind IN ('payment', 'payment run', 'bill', 'ledger entry')), 
	CONSTRAINT fk_match_part_match_id FOREIGN KEY(match_id) REFERENCES "match" (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_match_part_match_id ON match_part (match_id);
CREATE INDEX ix_match_part_target_id ON match_part (target_id);
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
	CONSTRAINT ck_outbox_entry_kind_known CHECK (kind IN ('contact', 'bill', 'credit note', 'attachment', 'payment', 'allocation', 'void')), 
	CONSTRAINT ck_outbox_entry_state_known CHECK (state IN ('queued', 'blocked', 'ready', 'sending', 'unknown', 'acknowledged', 'verified', 'rejected', 'conflict', 'cancelled'))
)
 STRICT;
CREATE INDEX ix_outbox_entry_provider_kind_local_id ON outbox_entry (provider, kind, local_id);
CREATE INDEX ix_outbox_entry_state ON outbox_entry (state);
CREATE TABLE payee_account (
	contact_id TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	scheme TEXT NOT NULL, 
	iban TEXT, 
	bic TEXT, 
	routing TEXT, 
	account_number TEXT, 
	currency TEXT, 
	provenance TEXT NOT NULL, 
	edited_by TEXT NOT NULL, 
	edited_at TEXT NOT NULL, 
	confirmed_by TEXT, 
	confirmed_at TEXT, 
	confirmation_note TEXT, 
	archived INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_payee_account PRIMARY KEY (id), 
	CONSTRAINT ck_payee_account_scheme_known CHECK (scheme IN ('iban', 'bsb', 'sort code', 'routing', 'nz')), 
	CONSTRAINT ck_payee_account_provenance_known CHECK (provenance IN ('taken over, paid before', 'read from a document', 'typed', 'pulled from the ledger')), 
	CONSTRAINT fk_payee_account_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_payee_account_contact_id ON payee_account (contact_id);
CREATE INDEX ix_payee_account_iban ON payee_account (iban);
CREATE TABLE payment (
	run_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	contact_id TEXT NOT NULL, 
	payee_account_id TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	scheme TEXT NOT NULL, 
	iban TEXT, 
	bic TEXT, 
	routing TEXT, 
	account_number TEXT, 
	bank_hash TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	currency TEXT NOT NULL, 
	statement_reference TEXT NOT NULL, 
	state TEXT NOT NULL, 
	state_reason TEXT, 
	entry_id TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_payment PRIMARY KEY (id), 
	CONSTRAINT ck_payment_state_known CHECK (state IN ('proposed', 'excluded', 'held', 'released', 'returned')), 
	CONSTRAINT ck_payment_scheme_known CHECK (scheme IN ('iban', 'bsb', 'sort code', 'routing', 'nz')), 
	CONSTRAINT fk_payment_run_id FOREIGN KEY(run_id) REFERENCES payment_run (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_payment_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_payment_payee_account_id FOREIGN KEY(payee_account_id) REFERENCES payee_account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_payment_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_payment_run_id ON payment (run_id);
CREATE TABLE payment_part (
	payment_id TEXT NOT NULL, 
	bill_id TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_payment_part PRIMARY KEY (id), 
	CONSTRAINT fk_payment_part_payment_id FOREIGN KEY(payment_id) REFERENCES payment (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_payment_part_bill_id FOREIGN KEY(bill_id) REFERENCES bill (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_payment_part_bill_id ON payment_part (bill_id);
CREATE INDEX ix_payment_part_payment_id ON payment_part (payment_id);
CREATE TABLE payment_run (
	number INTEGER NOT NULL, 
	bank_account_id TEXT NOT NULL, 
	rail TEXT NOT NULL, 
	execution_date TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	state TEXT NOT NULL, 
	batch_booking INTEGER NOT NULL, 
	proposed_by TEXT NOT NULL, 
	proposed_at TEXT NOT NULL, 
	released_by TEXT, 
	released_at TEXT, 
	release_statement TEXT, 
	release_signature TEXT, 
	file_name TEXT, 
	file_sha256 TEXT, 
	file_stored_name TEXT, 
	file_seal_key TEXT, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_payment_run PRIMARY KEY (id), 
	CONSTRAINT ck_payment_run_rail_known CHECK (rail IN ('aba', 'sepa', 'faster payments csv')), 
	CONSTRAINT ck_payment_run_state_known CHECK (state IN ('draft', 'released', 'cancelled', 'recalled')), 
	CONSTRAINT uq_payment_run_number UNIQUE (number), 
	CONSTRAINT fk_payment_run_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE TABLE period_lock (
	locked_through TEXT NOT NULL, 
	source TEXT NOT NULL, 
	note TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_period_lock PRIMARY KEY (id), 
	CONSTRAINT ck_period_lock_source_known CHECK (source IN ('person', 'ledger'))
)
 STRICT;
CREATE TABLE posting (
	entry_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	account_id TEXT NOT NULL, 
	contact_id TEXT, 
	tax_code_id TEXT, 
	is_tax INTEGER NOT NULL, 
	currency TEXT NOT NULL, 
	amount INTEGER NOT NULL, 
	base_amount INTEGER NOT NULL, 
	rate INTEGER, 
	rate_source TEXT, 
	rate_date TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_posting PRIMARY KEY (id), 
	CONSTRAINT fk_posting_entry_id FOREIGN KEY(entry_id) REFERENCES ledger_entry (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_posting_account_id FOREIGN KEY(account_id) REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_posting_contact_id FOREIGN KEY(contact_id) REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_posting_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_posting_account_id_entry_id ON posting (account_id, entry_id);
CREATE UNIQUE INDEX ix_posting_entry_id_position ON posting (entry_id, position);
CREATE TABLE pull_cursor (
	provider TEXT NOT NULL, 
	stream TEXT NOT NULL, 
	token TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_pull_cursor PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX ix_pull_cursor_provider_stream ON pull_cursor (provider, stream);
CREATE TABLE reconciliation (
	bank_account_id TEXT NOT NULL, 
	statement_day TEXT NOT NULL, 
	statement_balance INTEGER NOT NULL, 
	ledger_balance INTEGER NOT NULL, 
	outstanding TEXT, 
	difference INTEGER NOT NULL, 
	signed_off_by TEXT NOT NULL, 
	signed_off_at TEXT NOT NULL, 
	reopened INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_reconciliation PRIMARY KEY (id), 
	CONSTRAINT fk_reconciliation_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_reconciliation_bank_account_id_statement_day ON reconciliation (bank_account_id, statement_day);
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
	CONSTRAINT ck_remote_link_kind_known CHECK (kind IN ('contact', 'bill', 'credit note', 'attachment', 'payment', 'allocation', 'void'))
)
 STRICT;
CREATE UNIQUE INDEX ix_remote_link_provider_kind_local_id ON remote_link (provider, kind, local_id);
CREATE TABLE remote_record (
	provider TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	remote_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	active INTEGER NOT NULL, 
	body TEXT, 
	pulled_at TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_remote_record PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX ix_remote_record_provider_kind_remote_id ON remote_record (provider, kind, remote_id);
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
CREATE TABLE statement (
	bank_account_id TEXT NOT NULL, 
	format TEXT NOT NULL, 
	file_name TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	number TEXT, 
	from_day TEXT, 
	to_day TEXT, 
	opening INTEGER, 
	closing INTEGER, 
	proof TEXT NOT NULL, 
	imported_at TEXT NOT NULL, 
	imported_by TEXT NOT NULL, 
	problems TEXT, 
	withdrawn INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_statement PRIMARY KEY (id), 
	CONSTRAINT ck_statement_proof_known CHECK (proof IN ('proved', 'gap', 'overlap', 'unproved')), 
	CONSTRAINT fk_statement_bank_account_id FOREIGN KEY(bank_account_id) REFERENCES bank_account (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_statement_bank_account_id_to_day ON statement (bank_account_id, to_day);
CREATE TABLE sync_attempt (
	entry_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	started_at TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	body_hash TEXT NOT NULL, 
	status INTEGER, 
	outcome TEXT NOT NULL, 
	request_id TEXT, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_sync_attempt PRIMARY KEY (id), 
	CONSTRAINT fk_sync_attempt_entry_id FOREIGN KEY(entry_id) REFERENCES outbox_entry (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX ix_sync_attempt_entry_id ON sync_attempt (entry_id);
CREATE TABLE tax_code (
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	treatment TEXT NOT NULL, 
	side TEXT NOT NULL, 
	archived INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_tax_code PRIMARY KEY (id), 
	CONSTRAINT ck_tax_code_treatment_known CHECK (treatment IN ('taxable', 'capital', 'zero rated', 'exempt', 'input taxed', 'outside scope', 'reverse charge', 'import')), 
	CONSTRAINT ck_tax_code_side_known CHECK (side IN ('purchases', 'sales', 'both')), 
	CONSTRAINT uq_tax_code_code UNIQUE (code)
)
 STRICT;
CREATE TABLE tax_rate (
	tax_code_id TEXT NOT NULL, 
	valid_from TEXT NOT NULL, 
	rate INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_tax_rate PRIMARY KEY (id), 
	CONSTRAINT fk_tax_rate_tax_code_id FOREIGN KEY(tax_code_id) REFERENCES tax_code (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX ix_tax_rate_tax_code_id_valid_from ON tax_rate (tax_code_id, valid_from);
INSERT INTO current_change (one) VALUES (1);
