BEGIN;
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
CREATE TABLE pull_cursor (
	provider TEXT NOT NULL, 
	stream TEXT NOT NULL, 
	token TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_pull_cursor PRIMARY KEY (id)
)
 STRICT;
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
CREATE TABLE sole_practice (
	way TEXT NOT NULL, 
	hours INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_at TEXT NOT NULL, 
	statement TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_sole_practice PRIMARY KEY (id), 
	CONSTRAINT ck_sole_practice_way_known CHECK (way IN ('off', 'delay', 'client'))
)
 STRICT;
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
CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT;
-- rows
CREATE INDEX ix_allocation_bill_id_day_amount ON allocation (bill_id, day, amount);
CREATE INDEX ix_allocation_credit_used ON allocation (source_id, day, amount) WHERE source = 'credit note';
CREATE INDEX ix_allocation_source_id ON allocation (source_id);
CREATE INDEX ix_approval_decision_bill_id ON approval_decision (bill_id);
CREATE INDEX ix_bank_line_bank_account_id_day_id ON bank_line (bank_account_id, day, id);
CREATE INDEX ix_bank_line_bank_account_id_fingerprint ON bank_line (bank_account_id, fingerprint);
CREATE INDEX ix_bank_line_statement_id ON bank_line (statement_id);
CREATE INDEX ix_bill_asked ON bill (id, status, kind, total);
CREATE INDEX ix_bill_contact_id_number_key ON bill (contact_id, number_key);
CREATE INDEX ix_bill_dated ON bill (document_date, id, status, kind, total, due_date);
CREATE INDEX ix_bill_disputed ON bill (id) WHERE disputed = 1;
CREATE INDEX ix_bill_due ON bill (due_date, id, status, kind, total);
CREATE INDEX ix_bill_numbered ON bill (number_key, id, status, kind, total, due_date);
CREATE INDEX ix_bill_of_document ON bill (document_id, status, supplier_name, number_key, document_date, due_date, total, currency);
CREATE INDEX ix_bill_on_hold ON bill (id) WHERE on_hold = 1;
CREATE INDEX ix_bill_owed ON bill (contact_id, status, kind, currency, total, id);
CREATE INDEX ix_bill_received ON bill (received_date, id, status, kind, total, due_date);
CREATE INDEX ix_bill_searched ON bill (supplier_name COLLATE NOCASE, id, status, kind, total, due_date, number_key, currency, received_date, document_date);
CREATE INDEX ix_bill_status_due_date_id ON bill (status, due_date, id);
CREATE UNIQUE INDEX ix_bill_line_bill_id_position ON bill_line (bill_id, position);
CREATE UNIQUE INDEX ix_change_set_device_device_counter ON change_set (device, device_counter);
CREATE INDEX ix_contact_name ON contact (name);
CREATE INDEX ix_document_listed ON document (state, intake_number, kind, id);
CREATE INDEX ix_document_sha256 ON document (sha256);
CREATE UNIQUE INDEX ix_document_field_document_id_name ON document_field (document_id, name);
CREATE INDEX ix_document_field_doubtful ON document_field (document_id) WHERE state IN ('check', 'failed');
CREATE UNIQUE INDEX ix_document_page_document_id_number ON document_page (document_id, number);
CREATE INDEX ix_invoice_contact_id_number ON invoice (contact_id, number);
CREATE INDEX ix_invoice_document_date_id ON invoice (document_date, id);
CREATE INDEX ix_ledger_entry_posting_date_id ON ledger_entry (posting_date, id);
CREATE INDEX ix_ledger_entry_source_id ON ledger_entry (source_id);
CREATE UNIQUE INDEX ix_ledger_mapping_provider_kind_local_id ON ledger_mapping (provider, kind, local_id);
CREATE INDEX ix_match_bank_account_id ON "match" (bank_account_id);
CREATE INDEX ix_match_line_match_id ON match_line (match_id);
CREATE INDEX ix_match_part_match_id ON match_part (match_id);
CREATE INDEX ix_match_part_target_id ON match_part (target_id);
CREATE INDEX ix_outbox_entry_provider_kind_local_id ON outbox_entry (provider, kind, local_id);
CREATE INDEX ix_outbox_entry_state ON outbox_entry (state);
CREATE INDEX ix_payee_account_contact_id ON payee_account (contact_id);
CREATE INDEX ix_payee_account_iban ON payee_account (iban);
CREATE INDEX ix_payment_run_id ON payment (run_id);
CREATE INDEX ix_payment_part_bill_id ON payment_part (bill_id);
CREATE INDEX ix_payment_part_payment_id ON payment_part (payment_id);
CREATE INDEX ix_posting_account_id_entry_id ON posting (account_id, entry_id);
CREATE UNIQUE INDEX ix_posting_entry_id_position ON posting (entry_id, position);
CREATE UNIQUE INDEX ix_pull_cursor_provider_stream ON pull_cursor (provider, stream);
CREATE INDEX ix_reconciliation_bank_account_id_statement_day ON reconciliation (bank_account_id, statement_day);
CREATE UNIQUE INDEX ix_remote_link_provider_kind_local_id ON remote_link (provider, kind, local_id);
CREATE UNIQUE INDEX ix_remote_record_provider_kind_remote_id ON remote_record (provider, kind, remote_id);
CREATE INDEX ix_row_change_change_set ON row_change (change_set);
CREATE INDEX ix_row_change_tbl_pk_seq ON row_change (tbl, pk, seq);
CREATE INDEX ix_statement_bank_account_id_to_day ON statement (bank_account_id, to_day);
CREATE INDEX ix_sync_attempt_entry_id ON sync_attempt (entry_id);
CREATE UNIQUE INDEX ix_tax_rate_tax_code_id_valid_from ON tax_rate (tax_code_id, valid_from);
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
CREATE TRIGGER history_account_insert AFTER INSERT ON "account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'account', NEW.id, NULL, json_object('code', NEW."code", 'name', NEW."name", 'kind', NEW."kind", 'role', NEW."role", 'currency', NEW."currency", 'default_tax_code_id', NEW."default_tax_code_id", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_account_update AFTER UPDATE ON "account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'account', NEW.id, json_object('code', OLD."code", 'name', OLD."name", 'kind', OLD."kind", 'role', OLD."role", 'currency', OLD."currency", 'default_tax_code_id', OLD."default_tax_code_id", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), json_object('code', NEW."code", 'name', NEW."name", 'kind', NEW."kind", 'role', NEW."role", 'currency', NEW."currency", 'default_tax_code_id', NEW."default_tax_code_id", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_account_delete AFTER DELETE ON "account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'account', OLD.id, json_object('code', OLD."code", 'name', OLD."name", 'kind', OLD."kind", 'role', OLD."role", 'currency', OLD."currency", 'default_tax_code_id', OLD."default_tax_code_id", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_allocation_insert AFTER INSERT ON "allocation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'allocation', NEW.id, NULL, json_object('bill_id', NEW."bill_id", 'source', NEW."source", 'source_id', NEW."source_id", 'day', NEW."day", 'amount', NEW."amount", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_allocation_update AFTER UPDATE ON "allocation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'allocation', NEW.id, json_object('bill_id', OLD."bill_id", 'source', OLD."source", 'source_id', OLD."source_id", 'day', OLD."day", 'amount', OLD."amount", 'version', OLD."version", 'id', OLD."id"), json_object('bill_id', NEW."bill_id", 'source', NEW."source", 'source_id', NEW."source_id", 'day', NEW."day", 'amount', NEW."amount", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_allocation_delete AFTER DELETE ON "allocation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'allocation', OLD.id, json_object('bill_id', OLD."bill_id", 'source', OLD."source", 'source_id', OLD."source_id", 'day', OLD."day", 'amount', OLD."amount", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_approval_limit_insert AFTER INSERT ON "approval_limit" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'approval_limit', NEW.id, NULL, json_object('user_id', NEW."user_id", 'limit', NEW."limit", 'turn', NEW."turn", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_approval_limit_update AFTER UPDATE ON "approval_limit" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'approval_limit', NEW.id, json_object('user_id', OLD."user_id", 'limit', OLD."limit", 'turn', OLD."turn", 'version', OLD."version", 'id', OLD."id"), json_object('user_id', NEW."user_id", 'limit', NEW."limit", 'turn', NEW."turn", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_approval_limit_delete AFTER DELETE ON "approval_limit" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'approval_limit', OLD.id, json_object('user_id', OLD."user_id", 'limit', OLD."limit", 'turn', OLD."turn", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_approval_step_insert AFTER INSERT ON "approval_step" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'approval_step', NEW.id, NULL, json_object('amount_from', NEW."amount_from", 'approvals_needed', NEW."approvals_needed", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_approval_step_update AFTER UPDATE ON "approval_step" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'approval_step', NEW.id, json_object('amount_from', OLD."amount_from", 'approvals_needed', OLD."approvals_needed", 'version', OLD."version", 'id', OLD."id"), json_object('amount_from', NEW."amount_from", 'approvals_needed', NEW."approvals_needed", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_approval_step_delete AFTER DELETE ON "approval_step" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'approval_step', OLD.id, json_object('amount_from', OLD."amount_from", 'approvals_needed', OLD."approvals_needed", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bank_account_insert AFTER INSERT ON "bank_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bank_account', NEW.id, NULL, json_object('name', NEW."name", 'account_id', NEW."account_id", 'holder', NEW."holder", 'scheme', NEW."scheme", 'iban', NEW."iban", 'bic', NEW."bic", 'routing', NEW."routing", 'account_number', NEW."account_number", 'currency', NEW."currency", 'opening_balance', NEW."opening_balance", 'opening_date', NEW."opening_date", 'reconciled_in', NEW."reconciled_in", 'direct_entry_user_name', NEW."direct_entry_user_name", 'direct_entry_user_id', NEW."direct_entry_user_id", 'institution', NEW."institution", 'self_balancing', NEW."self_balancing", 'card', NEW."card", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bank_account_update AFTER UPDATE ON "bank_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bank_account', NEW.id, json_object('name', OLD."name", 'account_id', OLD."account_id", 'holder', OLD."holder", 'scheme', OLD."scheme", 'iban', OLD."iban", 'bic', OLD."bic", 'routing', OLD."routing", 'account_number', OLD."account_number", 'currency', OLD."currency", 'opening_balance', OLD."opening_balance", 'opening_date', OLD."opening_date", 'reconciled_in', OLD."reconciled_in", 'direct_entry_user_name', OLD."direct_entry_user_name", 'direct_entry_user_id', OLD."direct_entry_user_id", 'institution', OLD."institution", 'self_balancing', OLD."self_balancing", 'card', OLD."card", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'account_id', NEW."account_id", 'holder', NEW."holder", 'scheme', NEW."scheme", 'iban', NEW."iban", 'bic', NEW."bic", 'routing', NEW."routing", 'account_number', NEW."account_number", 'currency', NEW."currency", 'opening_balance', NEW."opening_balance", 'opening_date', NEW."opening_date", 'reconciled_in', NEW."reconciled_in", 'direct_entry_user_name', NEW."direct_entry_user_name", 'direct_entry_user_id', NEW."direct_entry_user_id", 'institution', NEW."institution", 'self_balancing', NEW."self_balancing", 'card', NEW."card", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bank_account_delete AFTER DELETE ON "bank_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bank_account', OLD.id, json_object('name', OLD."name", 'account_id', OLD."account_id", 'holder', OLD."holder", 'scheme', OLD."scheme", 'iban', OLD."iban", 'bic', OLD."bic", 'routing', OLD."routing", 'account_number', OLD."account_number", 'currency', OLD."currency", 'opening_balance', OLD."opening_balance", 'opening_date', OLD."opening_date", 'reconciled_in', OLD."reconciled_in", 'direct_entry_user_name', OLD."direct_entry_user_name", 'direct_entry_user_id', OLD."direct_entry_user_id", 'institution', OLD."institution", 'self_balancing', OLD."self_balancing", 'card', OLD."card", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bill_insert AFTER INSERT ON "bill" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bill', NEW.id, NULL, json_object('kind', NEW."kind", 'status', NEW."status", 'on_hold', NEW."on_hold", 'hold_reason', NEW."hold_reason", 'disputed', NEW."disputed", 'contact_id', NEW."contact_id", 'supplier_name', NEW."supplier_name", 'number', NEW."number", 'number_key', NEW."number_key", 'order_number', NEW."order_number", 'document_date', NEW."document_date", 'received_date', NEW."received_date", 'tax_point', NEW."tax_point", 'posting_date', NEW."posting_date", 'due_date', NEW."due_date", 'currency', NEW."currency", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'tax_mode', NEW."tax_mode", 'net', NEW."net", 'tax', NEW."tax", 'total', NEW."total", 'amount_due', NEW."amount_due", 'way_of_payment', NEW."way_of_payment", 'payee_account_id', NEW."payee_account_id", 'payment_reference', NEW."payment_reference", 'document_id', NEW."document_id", 'created_by', NEW."created_by", 'taken_on', NEW."taken_on", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bill_update AFTER UPDATE ON "bill" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bill', NEW.id, json_object('kind', OLD."kind", 'status', OLD."status", 'on_hold', OLD."on_hold", 'hold_reason', OLD."hold_reason", 'disputed', OLD."disputed", 'contact_id', OLD."contact_id", 'supplier_name', OLD."supplier_name", 'number', OLD."number", 'number_key', OLD."number_key", 'order_number', OLD."order_number", 'document_date', OLD."document_date", 'received_date', OLD."received_date", 'tax_point', OLD."tax_point", 'posting_date', OLD."posting_date", 'due_date', OLD."due_date", 'currency', OLD."currency", 'rate', OLD."rate", 'rate_source', OLD."rate_source", 'tax_mode', OLD."tax_mode", 'net', OLD."net", 'tax', OLD."tax", 'total', OLD."total", 'amount_due', OLD."amount_due", 'way_of_payment', OLD."way_of_payment", 'payee_account_id', OLD."payee_account_id", 'payment_reference', OLD."payment_reference", 'document_id', OLD."document_id", 'created_by', OLD."created_by", 'taken_on', OLD."taken_on", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), json_object('kind', NEW."kind", 'status', NEW."status", 'on_hold', NEW."on_hold", 'hold_reason', NEW."hold_reason", 'disputed', NEW."disputed", 'contact_id', NEW."contact_id", 'supplier_name', NEW."supplier_name", 'number', NEW."number", 'number_key', NEW."number_key", 'order_number', NEW."order_number", 'document_date', NEW."document_date", 'received_date', NEW."received_date", 'tax_point', NEW."tax_point", 'posting_date', NEW."posting_date", 'due_date', NEW."due_date", 'currency', NEW."currency", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'tax_mode', NEW."tax_mode", 'net', NEW."net", 'tax', NEW."tax", 'total', NEW."total", 'amount_due', NEW."amount_due", 'way_of_payment', NEW."way_of_payment", 'payee_account_id', NEW."payee_account_id", 'payment_reference', NEW."payment_reference", 'document_id', NEW."document_id", 'created_by', NEW."created_by", 'taken_on', NEW."taken_on", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bill_delete AFTER DELETE ON "bill" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bill', OLD.id, json_object('kind', OLD."kind", 'status', OLD."status", 'on_hold', OLD."on_hold", 'hold_reason', OLD."hold_reason", 'disputed', OLD."disputed", 'contact_id', OLD."contact_id", 'supplier_name', OLD."supplier_name", 'number', OLD."number", 'number_key', OLD."number_key", 'order_number', OLD."order_number", 'document_date', OLD."document_date", 'received_date', OLD."received_date", 'tax_point', OLD."tax_point", 'posting_date', OLD."posting_date", 'due_date', OLD."due_date", 'currency', OLD."currency", 'rate', OLD."rate", 'rate_source', OLD."rate_source", 'tax_mode', OLD."tax_mode", 'net', OLD."net", 'tax', OLD."tax", 'total', OLD."total", 'amount_due', OLD."amount_due", 'way_of_payment', OLD."way_of_payment", 'payee_account_id', OLD."payee_account_id", 'payment_reference', OLD."payment_reference", 'document_id', OLD."document_id", 'created_by', OLD."created_by", 'taken_on', OLD."taken_on", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bill_line_insert AFTER INSERT ON "bill_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bill_line', NEW.id, NULL, json_object('bill_id', NEW."bill_id", 'position', NEW."position", 'description', NEW."description", 'quantity', NEW."quantity", 'unit_price', NEW."unit_price", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'net', NEW."net", 'tax', NEW."tax", 'gross', NEW."gross", 'tax_edited', NEW."tax_edited", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bill_line_update AFTER UPDATE ON "bill_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bill_line', NEW.id, json_object('bill_id', OLD."bill_id", 'position', OLD."position", 'description', OLD."description", 'quantity', OLD."quantity", 'unit_price', OLD."unit_price", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'net', OLD."net", 'tax', OLD."tax", 'gross', OLD."gross", 'tax_edited', OLD."tax_edited", 'version', OLD."version", 'id', OLD."id"), json_object('bill_id', NEW."bill_id", 'position', NEW."position", 'description', NEW."description", 'quantity', NEW."quantity", 'unit_price', NEW."unit_price", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'net', NEW."net", 'tax', NEW."tax", 'gross', NEW."gross", 'tax_edited', NEW."tax_edited", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_bill_line_delete AFTER DELETE ON "bill_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bill_line', OLD.id, json_object('bill_id', OLD."bill_id", 'position', OLD."position", 'description', OLD."description", 'quantity', OLD."quantity", 'unit_price', OLD."unit_price", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'net', OLD."net", 'tax', OLD."tax", 'gross', OLD."gross", 'tax_edited', OLD."tax_edited", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_client_profile_insert AFTER INSERT ON "client_profile" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_profile', NEW.id, NULL, json_object('name', NEW."name", 'legal_name', NEW."legal_name", 'country', NEW."country", 'base_currency', NEW."base_currency", 'zone', NEW."zone", 'tax_id', NEW."tax_id", 'push_payments', NEW."push_payments", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_client_profile_update AFTER UPDATE ON "client_profile" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_profile', NEW.id, json_object('name', OLD."name", 'legal_name', OLD."legal_name", 'country', OLD."country", 'base_currency', OLD."base_currency", 'zone', OLD."zone", 'tax_id', OLD."tax_id", 'push_payments', OLD."push_payments", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'legal_name', NEW."legal_name", 'country', NEW."country", 'base_currency', NEW."base_currency", 'zone', NEW."zone", 'tax_id', NEW."tax_id", 'push_payments', NEW."push_payments", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_client_profile_delete AFTER DELETE ON "client_profile" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'client_profile', OLD.id, json_object('name', OLD."name", 'legal_name', OLD."legal_name", 'country', OLD."country", 'base_currency', OLD."base_currency", 'zone', OLD."zone", 'tax_id', OLD."tax_id", 'push_payments', OLD."push_payments", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_coding_rule_insert AFTER INSERT ON "coding_rule" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'coding_rule', NEW.id, NULL, json_object('contains', NEW."contains", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'contact_id', NEW."contact_id", 'enabled', NEW."enabled", 'suspended_reason', NEW."suspended_reason", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_coding_rule_update AFTER UPDATE ON "coding_rule" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'coding_rule', NEW.id, json_object('contains', OLD."contains", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'contact_id', OLD."contact_id", 'enabled', OLD."enabled", 'suspended_reason', OLD."suspended_reason", 'version', OLD."version", 'id', OLD."id"), json_object('contains', NEW."contains", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'contact_id', NEW."contact_id", 'enabled', NEW."enabled", 'suspended_reason', NEW."suspended_reason", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_coding_rule_delete AFTER DELETE ON "coding_rule" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'coding_rule', OLD.id, json_object('contains', OLD."contains", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'contact_id', OLD."contact_id", 'enabled', OLD."enabled", 'suspended_reason', OLD."suspended_reason", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_contact_insert AFTER INSERT ON "contact" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'contact', NEW.id, NULL, json_object('name', NEW."name", 'supplier', NEW."supplier", 'customer', NEW."customer", 'tax_id', NEW."tax_id", 'email', NEW."email", 'street', NEW."street", 'city', NEW."city", 'postcode', NEW."postcode", 'country', NEW."country", 'currency', NEW."currency", 'terms', NEW."terms", 'terms_days', NEW."terms_days", 'way_of_payment', NEW."way_of_payment", 'default_account_id', NEW."default_account_id", 'default_tax_code_id', NEW."default_tax_code_id", 'origin', NEW."origin", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_contact_update AFTER UPDATE ON "contact" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'contact', NEW.id, json_object('name', OLD."name", 'supplier', OLD."supplier", 'customer', OLD."customer", 'tax_id', OLD."tax_id", 'email', OLD."email", 'street', OLD."street", 'city', OLD."city", 'postcode', OLD."postcode", 'country', OLD."country", 'currency', OLD."currency", 'terms', OLD."terms", 'terms_days', OLD."terms_days", 'way_of_payment', OLD."way_of_payment", 'default_account_id', OLD."default_account_id", 'default_tax_code_id', OLD."default_tax_code_id", 'origin', OLD."origin", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'supplier', NEW."supplier", 'customer', NEW."customer", 'tax_id', NEW."tax_id", 'email', NEW."email", 'street', NEW."street", 'city', NEW."city", 'postcode', NEW."postcode", 'country', NEW."country", 'currency', NEW."currency", 'terms', NEW."terms", 'terms_days', NEW."terms_days", 'way_of_payment', NEW."way_of_payment", 'default_account_id', NEW."default_account_id", 'default_tax_code_id', NEW."default_tax_code_id", 'origin', NEW."origin", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_contact_delete AFTER DELETE ON "contact" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'contact', OLD.id, json_object('name', OLD."name", 'supplier', OLD."supplier", 'customer', OLD."customer", 'tax_id', OLD."tax_id", 'email', OLD."email", 'street', OLD."street", 'city', OLD."city", 'postcode', OLD."postcode", 'country', OLD."country", 'currency', OLD."currency", 'terms', OLD."terms", 'terms_days', OLD."terms_days", 'way_of_payment', OLD."way_of_payment", 'default_account_id', OLD."default_account_id", 'default_tax_code_id', OLD."default_tax_code_id", 'origin', OLD."origin", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_document_insert AFTER INSERT ON "document" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'document', NEW.id, NULL, json_object('intake_number', NEW."intake_number", 'file_name', NEW."file_name", 'media_type', NEW."media_type", 'size', NEW."size", 'sha256', NEW."sha256", 'stored_name', NEW."stored_name", 'seal_key', NEW."seal_key", 'received_at', NEW."received_at", 'received_by', NEW."received_by", 'state', NEW."state", 'kind', NEW."kind", 'pages', NEW."pages", 'source', NEW."source", 'failure', NEW."failure", 'duplicate_of_id', NEW."duplicate_of_id", 'parent_id', NEW."parent_id", 'text_hash', NEW."text_hash", 'image_hash', NEW."image_hash", 'origin_id', NEW."origin_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_document_update AFTER UPDATE ON "document" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'document', NEW.id, json_object('intake_number', OLD."intake_number", 'file_name', OLD."file_name", 'media_type', OLD."media_type", 'size', OLD."size", 'sha256', OLD."sha256", 'stored_name', OLD."stored_name", 'seal_key', OLD."seal_key", 'received_at', OLD."received_at", 'received_by', OLD."received_by", 'state', OLD."state", 'kind', OLD."kind", 'pages', OLD."pages", 'source', OLD."source", 'failure', OLD."failure", 'duplicate_of_id', OLD."duplicate_of_id", 'parent_id', OLD."parent_id", 'text_hash', OLD."text_hash", 'image_hash', OLD."image_hash", 'origin_id', OLD."origin_id", 'version', OLD."version", 'id', OLD."id"), json_object('intake_number', NEW."intake_number", 'file_name', NEW."file_name", 'media_type', NEW."media_type", 'size', NEW."size", 'sha256', NEW."sha256", 'stored_name', NEW."stored_name", 'seal_key', NEW."seal_key", 'received_at', NEW."received_at", 'received_by', NEW."received_by", 'state', NEW."state", 'kind', NEW."kind", 'pages', NEW."pages", 'source', NEW."source", 'failure', NEW."failure", 'duplicate_of_id', NEW."duplicate_of_id", 'parent_id', NEW."parent_id", 'text_hash', NEW."text_hash", 'image_hash', NEW."image_hash", 'origin_id', NEW."origin_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_document_delete AFTER DELETE ON "document" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'document', OLD.id, json_object('intake_number', OLD."intake_number", 'file_name', OLD."file_name", 'media_type', OLD."media_type", 'size', OLD."size", 'sha256', OLD."sha256", 'stored_name', OLD."stored_name", 'seal_key', OLD."seal_key", 'received_at', OLD."received_at", 'received_by', OLD."received_by", 'state', OLD."state", 'kind', OLD."kind", 'pages', OLD."pages", 'source', OLD."source", 'failure', OLD."failure", 'duplicate_of_id', OLD."duplicate_of_id", 'parent_id', OLD."parent_id", 'text_hash', OLD."text_hash", 'image_hash', OLD."image_hash", 'origin_id', OLD."origin_id", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_insert AFTER INSERT ON "invoice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice', NEW.id, NULL, json_object('kind', NEW."kind", 'status', NEW."status", 'contact_id', NEW."contact_id", 'number', NEW."number", 'document_date', NEW."document_date", 'due_date', NEW."due_date", 'currency', NEW."currency", 'total', NEW."total", 'open_at_take_on', NEW."open_at_take_on", 'taken_on', NEW."taken_on", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_update AFTER UPDATE ON "invoice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice', NEW.id, json_object('kind', OLD."kind", 'status', OLD."status", 'contact_id', OLD."contact_id", 'number', OLD."number", 'document_date', OLD."document_date", 'due_date', OLD."due_date", 'currency', OLD."currency", 'total', OLD."total", 'open_at_take_on', OLD."open_at_take_on", 'taken_on', OLD."taken_on", 'version', OLD."version", 'id', OLD."id"), json_object('kind', NEW."kind", 'status', NEW."status", 'contact_id', NEW."contact_id", 'number', NEW."number", 'document_date', NEW."document_date", 'due_date', NEW."due_date", 'currency', NEW."currency", 'total', NEW."total", 'open_at_take_on', NEW."open_at_take_on", 'taken_on', NEW."taken_on", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_delete AFTER DELETE ON "invoice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice', OLD.id, json_object('kind', OLD."kind", 'status', OLD."status", 'contact_id', OLD."contact_id", 'number', OLD."number", 'document_date', OLD."document_date", 'due_date', OLD."due_date", 'currency', OLD."currency", 'total', OLD."total", 'open_at_take_on', OLD."open_at_take_on", 'taken_on', OLD."taken_on", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_ledger_mapping_insert AFTER INSERT ON "ledger_mapping" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'ledger_mapping', NEW.id, NULL, json_object('provider', NEW."provider", 'kind', NEW."kind", 'local_id', NEW."local_id", 'remote_id', NEW."remote_id", 'remote_name', NEW."remote_name", 'decided_by', NEW."decided_by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_ledger_mapping_update AFTER UPDATE ON "ledger_mapping" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'ledger_mapping', NEW.id, json_object('provider', OLD."provider", 'kind', OLD."kind", 'local_id', OLD."local_id", 'remote_id', OLD."remote_id", 'remote_name', OLD."remote_name", 'decided_by', OLD."decided_by", 'version', OLD."version", 'id', OLD."id"), json_object('provider', NEW."provider", 'kind', NEW."kind", 'local_id', NEW."local_id", 'remote_id', NEW."remote_id", 'remote_name', NEW."remote_name", 'decided_by', NEW."decided_by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_ledger_mapping_delete AFTER DELETE ON "ledger_mapping" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'ledger_mapping', OLD.id, json_object('provider', OLD."provider", 'kind', OLD."kind", 'local_id', OLD."local_id", 'remote_id', OLD."remote_id", 'remote_name', OLD."remote_name", 'decided_by', OLD."decided_by", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_insert AFTER INSERT ON "match" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match', NEW.id, NULL, json_object('bank_account_id', NEW."bank_account_id", 'kind', NEW."kind", 'matched_by', NEW."matched_by", 'matched_at', NEW."matched_at", 'why', NEW."why", 'entry_id', NEW."entry_id", 'reconciliation_id', NEW."reconciliation_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_update AFTER UPDATE ON "match" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match', NEW.id, json_object('bank_account_id', OLD."bank_account_id", 'kind', OLD."kind", 'matched_by', OLD."matched_by", 'matched_at', OLD."matched_at", 'why', OLD."why", 'entry_id', OLD."entry_id", 'reconciliation_id', OLD."reconciliation_id", 'version', OLD."version", 'id', OLD."id"), json_object('bank_account_id', NEW."bank_account_id", 'kind', NEW."kind", 'matched_by', NEW."matched_by", 'matched_at', NEW."matched_at", 'why', NEW."why", 'entry_id', NEW."entry_id", 'reconciliation_id', NEW."reconciliation_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_delete AFTER DELETE ON "match" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match', OLD.id, json_object('bank_account_id', OLD."bank_account_id", 'kind', OLD."kind", 'matched_by', OLD."matched_by", 'matched_at', OLD."matched_at", 'why', OLD."why", 'entry_id', OLD."entry_id", 'reconciliation_id', OLD."reconciliation_id", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_line_insert AFTER INSERT ON "match_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match_line', NEW.id, NULL, json_object('match_id', NEW."match_id", 'bank_line_id', NEW."bank_line_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_line_update AFTER UPDATE ON "match_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match_line', NEW.id, json_object('match_id', OLD."match_id", 'bank_line_id', OLD."bank_line_id", 'version', OLD."version", 'id', OLD."id"), json_object('match_id', NEW."match_id", 'bank_line_id', NEW."bank_line_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_line_delete AFTER DELETE ON "match_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match_line', OLD.id, json_object('match_id', OLD."match_id", 'bank_line_id', OLD."bank_line_id", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_part_insert AFTER INSERT ON "match_part" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match_part', NEW.id, NULL, json_object('match_id', NEW."match_id", 'target_kind', NEW."target_kind", 'target_id', NEW."target_id", 'amount', NEW."amount", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_part_update AFTER UPDATE ON "match_part" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match_part', NEW.id, json_object('match_id', OLD."match_id", 'target_kind', OLD."target_kind", 'target_id', OLD."target_id", 'amount', OLD."amount", 'version', OLD."version", 'id', OLD."id"), json_object('match_id', NEW."match_id", 'target_kind', NEW."target_kind", 'target_id', NEW."target_id", 'amount', NEW."amount", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_match_part_delete AFTER DELETE ON "match_part" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'match_part', OLD.id, json_object('match_id', OLD."match_id", 'target_kind', OLD."target_kind", 'target_id', OLD."target_id", 'amount', OLD."amount", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payee_account_insert AFTER INSERT ON "payee_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payee_account', NEW.id, NULL, json_object('contact_id', NEW."contact_id", 'holder', NEW."holder", 'scheme', NEW."scheme", 'iban', NEW."iban", 'bic', NEW."bic", 'routing', NEW."routing", 'account_number', NEW."account_number", 'currency', NEW."currency", 'provenance', NEW."provenance", 'edited_by', NEW."edited_by", 'edited_at', NEW."edited_at", 'confirmed_by', NEW."confirmed_by", 'confirmed_at', NEW."confirmed_at", 'confirmation_note', NEW."confirmation_note", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payee_account_update AFTER UPDATE ON "payee_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payee_account', NEW.id, json_object('contact_id', OLD."contact_id", 'holder', OLD."holder", 'scheme', OLD."scheme", 'iban', OLD."iban", 'bic', OLD."bic", 'routing', OLD."routing", 'account_number', OLD."account_number", 'currency', OLD."currency", 'provenance', OLD."provenance", 'edited_by', OLD."edited_by", 'edited_at', OLD."edited_at", 'confirmed_by', OLD."confirmed_by", 'confirmed_at', OLD."confirmed_at", 'confirmation_note', OLD."confirmation_note", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), json_object('contact_id', NEW."contact_id", 'holder', NEW."holder", 'scheme', NEW."scheme", 'iban', NEW."iban", 'bic', NEW."bic", 'routing', NEW."routing", 'account_number', NEW."account_number", 'currency', NEW."currency", 'provenance', NEW."provenance", 'edited_by', NEW."edited_by", 'edited_at', NEW."edited_at", 'confirmed_by', NEW."confirmed_by", 'confirmed_at', NEW."confirmed_at", 'confirmation_note', NEW."confirmation_note", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payee_account_delete AFTER DELETE ON "payee_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payee_account', OLD.id, json_object('contact_id', OLD."contact_id", 'holder', OLD."holder", 'scheme', OLD."scheme", 'iban', OLD."iban", 'bic', OLD."bic", 'routing', OLD."routing", 'account_number', OLD."account_number", 'currency', OLD."currency", 'provenance', OLD."provenance", 'edited_by', OLD."edited_by", 'edited_at', OLD."edited_at", 'confirmed_by', OLD."confirmed_by", 'confirmed_at', OLD."confirmed_at", 'confirmation_note', OLD."confirmation_note", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_insert AFTER INSERT ON "payment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment', NEW.id, NULL, json_object('run_id', NEW."run_id", 'position', NEW."position", 'contact_id', NEW."contact_id", 'payee_account_id', NEW."payee_account_id", 'holder', NEW."holder", 'scheme', NEW."scheme", 'iban', NEW."iban", 'bic', NEW."bic", 'routing', NEW."routing", 'account_number', NEW."account_number", 'bank_hash', NEW."bank_hash", 'amount', NEW."amount", 'currency', NEW."currency", 'statement_reference', NEW."statement_reference", 'state', NEW."state", 'state_reason', NEW."state_reason", 'entry_id', NEW."entry_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_update AFTER UPDATE ON "payment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment', NEW.id, json_object('run_id', OLD."run_id", 'position', OLD."position", 'contact_id', OLD."contact_id", 'payee_account_id', OLD."payee_account_id", 'holder', OLD."holder", 'scheme', OLD."scheme", 'iban', OLD."iban", 'bic', OLD."bic", 'routing', OLD."routing", 'account_number', OLD."account_number", 'bank_hash', OLD."bank_hash", 'amount', OLD."amount", 'currency', OLD."currency", 'statement_reference', OLD."statement_reference", 'state', OLD."state", 'state_reason', OLD."state_reason", 'entry_id', OLD."entry_id", 'version', OLD."version", 'id', OLD."id"), json_object('run_id', NEW."run_id", 'position', NEW."position", 'contact_id', NEW."contact_id", 'payee_account_id', NEW."payee_account_id", 'holder', NEW."holder", 'scheme', NEW."scheme", 'iban', NEW."iban", 'bic', NEW."bic", 'routing', NEW."routing", 'account_number', NEW."account_number", 'bank_hash', NEW."bank_hash", 'amount', NEW."amount", 'currency', NEW."currency", 'statement_reference', NEW."statement_reference", 'state', NEW."state", 'state_reason', NEW."state_reason", 'entry_id', NEW."entry_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_delete AFTER DELETE ON "payment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment', OLD.id, json_object('run_id', OLD."run_id", 'position', OLD."position", 'contact_id', OLD."contact_id", 'payee_account_id', OLD."payee_account_id", 'holder', OLD."holder", 'scheme', OLD."scheme", 'iban', OLD."iban", 'bic', OLD."bic", 'routing', OLD."routing", 'account_number', OLD."account_number", 'bank_hash', OLD."bank_hash", 'amount', OLD."amount", 'currency', OLD."currency", 'statement_reference', OLD."statement_reference", 'state', OLD."state", 'state_reason', OLD."state_reason", 'entry_id', OLD."entry_id", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_part_insert AFTER INSERT ON "payment_part" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment_part', NEW.id, NULL, json_object('payment_id', NEW."payment_id", 'bill_id', NEW."bill_id", 'amount', NEW."amount", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_part_update AFTER UPDATE ON "payment_part" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment_part', NEW.id, json_object('payment_id', OLD."payment_id", 'bill_id', OLD."bill_id", 'amount', OLD."amount", 'version', OLD."version", 'id', OLD."id"), json_object('payment_id', NEW."payment_id", 'bill_id', NEW."bill_id", 'amount', NEW."amount", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_part_delete AFTER DELETE ON "payment_part" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment_part', OLD.id, json_object('payment_id', OLD."payment_id", 'bill_id', OLD."bill_id", 'amount', OLD."amount", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_run_insert AFTER INSERT ON "payment_run" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment_run', NEW.id, NULL, json_object('number', NEW."number", 'bank_account_id', NEW."bank_account_id", 'rail', NEW."rail", 'execution_date', NEW."execution_date", 'currency', NEW."currency", 'state', NEW."state", 'batch_booking', NEW."batch_booking", 'proposed_by', NEW."proposed_by", 'proposed_at', NEW."proposed_at", 'released_by', NEW."released_by", 'released_at', NEW."released_at", 'release_statement', NEW."release_statement", 'release_signature', NEW."release_signature", 'file_name', NEW."file_name", 'file_sha256', NEW."file_sha256", 'file_stored_name', NEW."file_stored_name", 'file_seal_key', NEW."file_seal_key", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_run_update AFTER UPDATE ON "payment_run" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment_run', NEW.id, json_object('number', OLD."number", 'bank_account_id', OLD."bank_account_id", 'rail', OLD."rail", 'execution_date', OLD."execution_date", 'currency', OLD."currency", 'state', OLD."state", 'batch_booking', OLD."batch_booking", 'proposed_by', OLD."proposed_by", 'proposed_at', OLD."proposed_at", 'released_by', OLD."released_by", 'released_at', OLD."released_at", 'release_statement', OLD."release_statement", 'release_signature', OLD."release_signature", 'file_name', OLD."file_name", 'file_sha256', OLD."file_sha256", 'file_stored_name', OLD."file_stored_name", 'file_seal_key', OLD."file_seal_key", 'version', OLD."version", 'id', OLD."id"), json_object('number', NEW."number", 'bank_account_id', NEW."bank_account_id", 'rail', NEW."rail", 'execution_date', NEW."execution_date", 'currency', NEW."currency", 'state', NEW."state", 'batch_booking', NEW."batch_booking", 'proposed_by', NEW."proposed_by", 'proposed_at', NEW."proposed_at", 'released_by', NEW."released_by", 'released_at', NEW."released_at", 'release_statement', NEW."release_statement", 'release_signature', NEW."release_signature", 'file_name', NEW."file_name", 'file_sha256', NEW."file_sha256", 'file_stored_name', NEW."file_stored_name", 'file_seal_key', NEW."file_seal_key", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_payment_run_delete AFTER DELETE ON "payment_run" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payment_run', OLD.id, json_object('number', OLD."number", 'bank_account_id', OLD."bank_account_id", 'rail', OLD."rail", 'execution_date', OLD."execution_date", 'currency', OLD."currency", 'state', OLD."state", 'batch_booking', OLD."batch_booking", 'proposed_by', OLD."proposed_by", 'proposed_at', OLD."proposed_at", 'released_by', OLD."released_by", 'released_at', OLD."released_at", 'release_statement', OLD."release_statement", 'release_signature', OLD."release_signature", 'file_name', OLD."file_name", 'file_sha256', OLD."file_sha256", 'file_stored_name', OLD."file_stored_name", 'file_seal_key', OLD."file_seal_key", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_period_lock_insert AFTER INSERT ON "period_lock" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'period_lock', NEW.id, NULL, json_object('locked_through', NEW."locked_through", 'source', NEW."source", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_period_lock_update AFTER UPDATE ON "period_lock" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'period_lock', NEW.id, json_object('locked_through', OLD."locked_through", 'source', OLD."source", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), json_object('locked_through', NEW."locked_through", 'source', NEW."source", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_period_lock_delete AFTER DELETE ON "period_lock" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'period_lock', OLD.id, json_object('locked_through', OLD."locked_through", 'source', OLD."source", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reconciliation_insert AFTER INSERT ON "reconciliation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reconciliation', NEW.id, NULL, json_object('bank_account_id', NEW."bank_account_id", 'statement_day', NEW."statement_day", 'statement_balance', NEW."statement_balance", 'ledger_balance', NEW."ledger_balance", 'outstanding', NEW."outstanding", 'difference', NEW."difference", 'signed_off_by', NEW."signed_off_by", 'signed_off_at', NEW."signed_off_at", 'reopened', NEW."reopened", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reconciliation_update AFTER UPDATE ON "reconciliation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reconciliation', NEW.id, json_object('bank_account_id', OLD."bank_account_id", 'statement_day', OLD."statement_day", 'statement_balance', OLD."statement_balance", 'ledger_balance', OLD."ledger_balance", 'outstanding', OLD."outstanding", 'difference', OLD."difference", 'signed_off_by', OLD."signed_off_by", 'signed_off_at', OLD."signed_off_at", 'reopened', OLD."reopened", 'version', OLD."version", 'id', OLD."id"), json_object('bank_account_id', NEW."bank_account_id", 'statement_day', NEW."statement_day", 'statement_balance', NEW."statement_balance", 'ledger_balance', NEW."ledger_balance", 'outstanding', NEW."outstanding", 'difference', NEW."difference", 'signed_off_by', NEW."signed_off_by", 'signed_off_at', NEW."signed_off_at", 'reopened', NEW."reopened", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reconciliation_delete AFTER DELETE ON "reconciliation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reconciliation', OLD.id, json_object('bank_account_id', OLD."bank_account_id", 'statement_day', OLD."statement_day", 'statement_balance', OLD."statement_balance", 'ledger_balance', OLD."ledger_balance", 'outstanding', OLD."outstanding", 'difference', OLD."difference", 'signed_off_by', OLD."signed_off_by", 'signed_off_at', OLD."signed_off_at", 'reopened', OLD."reopened", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_remote_link_insert AFTER INSERT ON "remote_link" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'remote_link', NEW.id, NULL, json_object('provider', NEW."provider", 'kind', NEW."kind", 'local_id', NEW."local_id", 'remote_id', NEW."remote_id", 'remote_version', NEW."remote_version", 'content_hash', NEW."content_hash", 'linked_at', NEW."linked_at", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_remote_link_update AFTER UPDATE ON "remote_link" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'remote_link', NEW.id, json_object('provider', OLD."provider", 'kind', OLD."kind", 'local_id', OLD."local_id", 'remote_id', OLD."remote_id", 'remote_version', OLD."remote_version", 'content_hash', OLD."content_hash", 'linked_at', OLD."linked_at", 'version', OLD."version", 'id', OLD."id"), json_object('provider', NEW."provider", 'kind', NEW."kind", 'local_id', NEW."local_id", 'remote_id', NEW."remote_id", 'remote_version', NEW."remote_version", 'content_hash', NEW."content_hash", 'linked_at', NEW."linked_at", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_remote_link_delete AFTER DELETE ON "remote_link" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'remote_link', OLD.id, json_object('provider', OLD."provider", 'kind', OLD."kind", 'local_id', OLD."local_id", 'remote_id', OLD."remote_id", 'remote_version', OLD."remote_version", 'content_hash', OLD."content_hash", 'linked_at', OLD."linked_at", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_statement_insert AFTER INSERT ON "statement" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'statement', NEW.id, NULL, json_object('bank_account_id', NEW."bank_account_id", 'format', NEW."format", 'file_name', NEW."file_name", 'sha256', NEW."sha256", 'number', NEW."number", 'from_day', NEW."from_day", 'to_day', NEW."to_day", 'opening', NEW."opening", 'closing', NEW."closing", 'proof', NEW."proof", 'imported_at', NEW."imported_at", 'imported_by', NEW."imported_by", 'problems', NEW."problems", 'withdrawn', NEW."withdrawn", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_statement_update AFTER UPDATE ON "statement" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'statement', NEW.id, json_object('bank_account_id', OLD."bank_account_id", 'format', OLD."format", 'file_name', OLD."file_name", 'sha256', OLD."sha256", 'number', OLD."number", 'from_day', OLD."from_day", 'to_day', OLD."to_day", 'opening', OLD."opening", 'closing', OLD."closing", 'proof', OLD."proof", 'imported_at', OLD."imported_at", 'imported_by', OLD."imported_by", 'problems', OLD."problems", 'withdrawn', OLD."withdrawn", 'version', OLD."version", 'id', OLD."id"), json_object('bank_account_id', NEW."bank_account_id", 'format', NEW."format", 'file_name', NEW."file_name", 'sha256', NEW."sha256", 'number', NEW."number", 'from_day', NEW."from_day", 'to_day', NEW."to_day", 'opening', NEW."opening", 'closing', NEW."closing", 'proof', NEW."proof", 'imported_at', NEW."imported_at", 'imported_by', NEW."imported_by", 'problems', NEW."problems", 'withdrawn', NEW."withdrawn", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_statement_delete AFTER DELETE ON "statement" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'statement', OLD.id, json_object('bank_account_id', OLD."bank_account_id", 'format', OLD."format", 'file_name', OLD."file_name", 'sha256', OLD."sha256", 'number', OLD."number", 'from_day', OLD."from_day", 'to_day', OLD."to_day", 'opening', OLD."opening", 'closing', OLD."closing", 'proof', OLD."proof", 'imported_at', OLD."imported_at", 'imported_by', OLD."imported_by", 'problems', OLD."problems", 'withdrawn', OLD."withdrawn", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_tax_code_insert AFTER INSERT ON "tax_code" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'tax_code', NEW.id, NULL, json_object('code', NEW."code", 'name', NEW."name", 'treatment', NEW."treatment", 'side', NEW."side", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_tax_code_update AFTER UPDATE ON "tax_code" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'tax_code', NEW.id, json_object('code', OLD."code", 'name', OLD."name", 'treatment', OLD."treatment", 'side', OLD."side", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), json_object('code', NEW."code", 'name', NEW."name", 'treatment', NEW."treatment", 'side', NEW."side", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_tax_code_delete AFTER DELETE ON "tax_code" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'tax_code', OLD.id, json_object('code', OLD."code", 'name', OLD."name", 'treatment', OLD."treatment", 'side', OLD."side", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_tax_rate_insert AFTER INSERT ON "tax_rate" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'tax_rate', NEW.id, NULL, json_object('tax_code_id', NEW."tax_code_id", 'valid_from', NEW."valid_from", 'rate', NEW."rate", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_tax_rate_update AFTER UPDATE ON "tax_rate" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'tax_rate', NEW.id, json_object('tax_code_id', OLD."tax_code_id", 'valid_from', OLD."valid_from", 'rate', OLD."rate", 'version', OLD."version", 'id', OLD."id"), json_object('tax_code_id', NEW."tax_code_id", 'valid_from', NEW."valid_from", 'rate', NEW."rate", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_tax_rate_delete AFTER DELETE ON "tax_rate" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'tax_rate', OLD.id, json_object('tax_code_id', OLD."tax_code_id", 'valid_from', OLD."valid_from", 'rate', OLD."rate", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_approval_decision_insert AFTER INSERT ON "approval_decision" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'approval_decision', NEW.id, NULL, json_object('bill_id', NEW."bill_id", 'decision', NEW."decision", 'channel', NEW."channel", 'decided_by', NEW."decided_by", 'decided_at', NEW."decided_at", 'given_by', NEW."given_by", 'comment', NEW."comment", 'payment_hash', NEW."payment_hash", 'accounting_hash', NEW."accounting_hash", 'evidence_id', NEW."evidence_id", 'about_id', NEW."about_id", 'statement', NEW."statement", 'signature', NEW."signature", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_approval_decision_update BEFORE UPDATE ON "approval_decision" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_approval_decision_delete BEFORE DELETE ON "approval_decision" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_bank_line_insert AFTER INSERT ON "bank_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'bank_line', NEW.id, NULL, json_object('statement_id', NEW."statement_id", 'bank_account_id', NEW."bank_account_id", 'position', NEW."position", 'day', NEW."day", 'value_day', NEW."value_day", 'amount', NEW."amount", 'currency', NEW."currency", 'description', NEW."description", 'reference', NEW."reference", 'payee', NEW."payee", 'payee_account', NEW."payee_account", 'bank_id', NEW."bank_id", 'balance', NEW."balance", 'fingerprint', NEW."fingerprint", 'occurrence', NEW."occurrence", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_bank_line_update BEFORE UPDATE ON "bank_line" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_bank_line_delete BEFORE DELETE ON "bank_line" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_ledger_entry_insert AFTER INSERT ON "ledger_entry" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'ledger_entry', NEW.id, NULL, json_object('kind', NEW."kind", 'posting_date', NEW."posting_date", 'narration', NEW."narration", 'source_id', NEW."source_id", 'reverses_id', NEW."reverses_id", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_ledger_entry_update BEFORE UPDATE ON "ledger_entry" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_ledger_entry_delete BEFORE DELETE ON "ledger_entry" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_posting_insert AFTER INSERT ON "posting" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'posting', NEW.id, NULL, json_object('entry_id', NEW."entry_id", 'position', NEW."position", 'account_id', NEW."account_id", 'contact_id', NEW."contact_id", 'tax_code_id', NEW."tax_code_id", 'is_tax', NEW."is_tax", 'currency', NEW."currency", 'amount', NEW."amount", 'base_amount', NEW."base_amount", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'rate_date', NEW."rate_date", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_posting_update BEFORE UPDATE ON "posting" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_posting_delete BEFORE DELETE ON "posting" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_sole_practice_insert AFTER INSERT ON "sole_practice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'sole_practice', NEW.id, NULL, json_object('way', NEW."way", 'hours', NEW."hours", 'reason', NEW."reason", 'decided_by', NEW."decided_by", 'decided_at', NEW."decided_at", 'statement', NEW."statement", 'signature', NEW."signature", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_sole_practice_update BEFORE UPDATE ON "sole_practice" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_sole_practice_delete BEFORE DELETE ON "sole_practice" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER guard_locked_period BEFORE INSERT ON ledger_entry BEGIN
          SELECT RAISE(ABORT, 'locked period')
          WHERE EXISTS (SELECT 1 FROM period_lock WHERE locked_through >= NEW.posting_date);
        END;
CREATE TRIGGER guard_balance BEFORE INSERT ON change_set BEGIN
          SELECT RAISE(ABORT, 'unbalanced entry')
          WHERE EXISTS (
            SELECT 1 FROM posting WHERE entry_id IN (
              SELECT json_extract(after, '$.entry_id') FROM row_change WHERE change_set = NEW.id AND tbl = 'posting')
            GROUP BY entry_id HAVING SUM(base_amount) <> 0);
        END;
COMMIT;
PRAGMA application_id=1111778156;
PRAGMA user_version=3;
