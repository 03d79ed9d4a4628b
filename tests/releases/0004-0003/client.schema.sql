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
	CONSTRAINT ck_account_role_known CHECK (role IN ('payables', 'receivables', 'tax on purchases', 'tax on sales', 'transfers', 'exchange differences', 'merchant fees', 'rounding', 'opening balances', 'sales', 'discounts allowed', 'bad debts', 'undeposited funds', 'late fees charged')), 
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
	CONSTRAINT ck_ledger_entry_kind_known CHECK (kind IN ('opening', 'bill', 'credit note', 'payment', 'coding', 'transfer', 'exchange difference', 'recoding', 'reversal', 'journal', 'invoice', 'customer credit note', 'receipt', 'refund', 'discount allowed', 'write-off', 'gateway fee', 'payout')), 
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
	CONSTRAINT ck_ledger_mapping_kind_known CHECK (kind IN ('account', 'tax code', 'contact', 'bank account', 'sales tax code'))
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
	CONSTRAINT ck_match_part_target_kind_known CHECK (target_kind IN ('payment', 'payment run', 'bill', 'invoice', 'receipt', 'ledger entry')), 
	CONSTRAINT fk_match_part_match_id FOREIGN KEY(match_id) REFERENCES "match" (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
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
CREATE TABLE pull_cursor (
	provider TEXT NOT NULL, 
	stream TEXT NOT NULL, 
	token TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT pk_pull_cursor PRIMARY KEY (id)
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
CREATE UNIQUE INDEX ix_clearing_account_gateway_merchant_currency ON clearing_account (gateway, merchant, currency);
CREATE INDEX ix_collection_attempt_invoice_id_made_at ON collection_attempt (invoice_id, made_at);
CREATE UNIQUE INDEX ix_collection_attempt_lease ON collection_attempt (invoice_id) WHERE live = 1;
CREATE INDEX ix_contact_name ON contact (name);
CREATE INDEX ix_document_listed ON document (state, intake_number, kind, id);
CREATE INDEX ix_document_sha256 ON document (sha256);
CREATE UNIQUE INDEX ix_document_field_document_id_name ON document_field (document_id, name);
CREATE INDEX ix_document_field_doubtful ON document_field (document_id) WHERE state IN ('check', 'failed');
CREATE UNIQUE INDEX ix_document_page_document_id_number ON document_page (document_id, number);
CREATE INDEX ix_estimate_contact_id ON estimate (contact_id);
CREATE INDEX ix_estimate_document_date_id ON estimate (document_date, id);
CREATE UNIQUE INDEX ix_estimate_number ON estimate (number);
CREATE UNIQUE INDEX ix_estimate_line_estimate_id_position ON estimate_line (estimate_id, position);
CREATE UNIQUE INDEX ix_gateway_event_gateway_merchant_event_id ON gateway_event (gateway, merchant, event_id);
CREATE INDEX ix_gateway_event_quarantined ON gateway_event (taken_at) WHERE quarantined IS NOT NULL;
CREATE UNIQUE INDEX ix_gateway_fact_gateway_merchant_kind_object_id_state ON gateway_fact (gateway, merchant, kind, object_id, state);
CREATE INDEX ix_gateway_fact_payment_id ON gateway_fact (payment_id);
CREATE INDEX ix_gateway_move_created_id ON gateway_move (created, id);
CREATE UNIQUE INDEX ix_gateway_move_gateway_merchant_move_id ON gateway_move (gateway, merchant, move_id);
CREATE INDEX ix_gateway_move_payment_id ON gateway_move (payment_id);
CREATE INDEX ix_gateway_move_source_id ON gateway_move (source_id);
CREATE UNIQUE INDEX ix_instalment_invoice_id_position ON instalment (invoice_id, position);
CREATE INDEX ix_invoice_contact_id_status_id ON invoice (contact_id, status, id);
CREATE INDEX ix_invoice_corrects_id ON invoice (corrects_id);
CREATE INDEX ix_invoice_dated ON invoice (document_date, id, status, kind, total, open_at_take_on, taken_on, due_date);
CREATE INDEX ix_invoice_disputed ON invoice (id) WHERE disputed = 1;
CREATE INDEX ix_invoice_due ON invoice (due_date, id, status, kind, total, open_at_take_on, taken_on);
CREATE UNIQUE INDEX ix_invoice_numbered ON invoice (number) WHERE taken_on = 0;
CREATE INDEX ix_invoice_promised ON invoice (id) WHERE promised_until IS NOT NULL;
CREATE INDEX ix_invoice_status_due_date_id ON invoice (status, due_date, id);
CREATE INDEX ix_invoice_allocation_invoice_id_day_amount ON invoice_allocation (invoice_id, day, amount);
CREATE INDEX ix_invoice_allocation_source_id_day_amount ON invoice_allocation (source_id, day, amount);
CREATE UNIQUE INDEX ix_invoice_line_invoice_id_position ON invoice_line (invoice_id, position);
CREATE INDEX ix_ledger_entry_posting_date_id ON ledger_entry (posting_date, id);
CREATE INDEX ix_ledger_entry_source_id ON ledger_entry (source_id);
CREATE UNIQUE INDEX ix_ledger_mapping_provider_kind_local_id ON ledger_mapping (provider, kind, local_id);
CREATE INDEX ix_mail_event_kind_mail_id ON mail_event (kind, mail_id);
CREATE INDEX ix_mail_event_mail_id ON mail_event (mail_id);
CREATE INDEX ix_mail_left_mail_id ON mail_left (mail_id);
CREATE INDEX ix_mail_message_contact_id_written_at ON mail_message (contact_id, written_at);
CREATE INDEX ix_mail_message_subject_id ON mail_message (subject_id);
CREATE INDEX ix_mail_state_stage_next_at ON mail_state (stage, next_at);
CREATE UNIQUE INDEX ix_mail_template_kind_language_tone ON mail_template (kind, language, tone);
CREATE INDEX ix_match_bank_account_id ON "match" (bank_account_id);
CREATE INDEX ix_match_line_match_id ON match_line (match_id);
CREATE INDEX ix_match_part_match_id ON match_part (match_id);
CREATE INDEX ix_match_part_target_id ON match_part (target_id);
CREATE INDEX ix_move_booking_receipt_id ON move_booking (receipt_id);
CREATE INDEX ix_move_booking_refund_id ON move_booking (refund_id);
CREATE INDEX ix_outbox_entry_provider_kind_local_id ON outbox_entry (provider, kind, local_id);
CREATE INDEX ix_outbox_entry_state ON outbox_entry (state);
CREATE INDEX ix_paper_subject_id_made_at ON paper (subject_id, made_at);
CREATE INDEX ix_payee_account_contact_id ON payee_account (contact_id);
CREATE INDEX ix_payee_account_iban ON payee_account (iban);
CREATE INDEX ix_payment_run_id ON payment (run_id);
CREATE INDEX ix_payment_part_bill_id ON payment_part (bill_id);
CREATE INDEX ix_payment_part_payment_id ON payment_part (payment_id);
CREATE UNIQUE INDEX ix_payout_line_gateway_merchant_move_id ON payout_line (gateway, merchant, move_id);
CREATE INDEX ix_payout_line_payout_id ON payout_line (payout_id);
CREATE INDEX ix_portal_command_left ON portal_command (place) WHERE state IN ('waiting', 'sent', 'awaited', 'refused');
CREATE INDEX ix_portal_command_subject ON portal_command (subject);
CREATE INDEX ix_portal_consent_contact_id ON portal_consent (contact_id);
CREATE INDEX ix_portal_event_kind ON portal_event (kind);
CREATE INDEX ix_portal_event_n ON portal_event (n);
CREATE INDEX ix_portal_word_document_id ON portal_word (document_id);
CREATE INDEX ix_portal_word_left ON portal_word (at) WHERE state <> 'done';
CREATE INDEX ix_posting_account_id_entry_id ON posting (account_id, entry_id);
CREATE UNIQUE INDEX ix_posting_entry_id_position ON posting (entry_id, position);
CREATE UNIQUE INDEX ix_pull_cursor_provider_stream ON pull_cursor (provider, stream);
CREATE INDEX ix_receipt_contact_id_day_id ON receipt (contact_id, day, id);
CREATE INDEX ix_receipt_day_id ON receipt (day, id);
CREATE INDEX ix_receipt_match_id ON receipt (match_id);
CREATE INDEX ix_reconciliation_bank_account_id_statement_day ON reconciliation (bank_account_id, statement_day);
CREATE INDEX ix_refund_contact_id_day_id ON refund (contact_id, day, id);
CREATE INDEX ix_refund_credit_note_id ON refund (credit_note_id);
CREATE INDEX ix_refund_receipt_id ON refund (receipt_id);
CREATE INDEX ix_refund_wish_payment_id ON refund_wish (payment_id);
CREATE INDEX ix_reminder_sent_contact_id_day ON reminder_sent (contact_id, day);
CREATE UNIQUE INDEX ix_reminder_sent_invoice_id_invoice_version_step ON reminder_sent (invoice_id, invoice_version, step);
CREATE UNIQUE INDEX ix_reminder_step_policy_id_position ON reminder_step (policy_id, position);
CREATE UNIQUE INDEX ix_remote_link_provider_kind_local_id ON remote_link (provider, kind, local_id);
CREATE UNIQUE INDEX ix_remote_record_provider_kind_remote_id ON remote_record (provider, kind, remote_id);
CREATE INDEX ix_row_change_change_set ON row_change (change_set);
CREATE INDEX ix_row_change_tbl_pk_seq ON row_change (tbl, pk, seq);
CREATE INDEX ix_schedule_contact_id ON schedule (contact_id);
CREATE UNIQUE INDEX ix_schedule_line_schedule_id_position ON schedule_line (schedule_id, position);
CREATE INDEX ix_schedule_occurrence_schedule_id_day ON schedule_occurrence (schedule_id, day);
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
CREATE TRIGGER history_clearing_account_insert AFTER INSERT ON "clearing_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'clearing_account', NEW.id, NULL, json_object('gateway', NEW."gateway", 'merchant', NEW."merchant", 'currency', NEW."currency", 'account_id', NEW."account_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_clearing_account_update AFTER UPDATE ON "clearing_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'clearing_account', NEW.id, json_object('gateway', OLD."gateway", 'merchant', OLD."merchant", 'currency', OLD."currency", 'account_id', OLD."account_id", 'version', OLD."version", 'id', OLD."id"), json_object('gateway', NEW."gateway", 'merchant', NEW."merchant", 'currency', NEW."currency", 'account_id', NEW."account_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_clearing_account_delete AFTER DELETE ON "clearing_account" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'clearing_account', OLD.id, json_object('gateway', OLD."gateway", 'merchant', OLD."merchant", 'currency', OLD."currency", 'account_id', OLD."account_id", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
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
CREATE TRIGGER history_commitment_insert AFTER INSERT ON "commitment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'commitment', NEW.id, NULL, json_object('name', NEW."name", 'sort', NEW."sort", 'currency', NEW."currency", 'amount', NEW."amount", 'first_day', NEW."first_day", 'rhythm', NEW."rhythm", 'last_day', NEW."last_day", 'month_end', NEW."month_end", 'shift', NEW."shift", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_commitment_update AFTER UPDATE ON "commitment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'commitment', NEW.id, json_object('name', OLD."name", 'sort', OLD."sort", 'currency', OLD."currency", 'amount', OLD."amount", 'first_day', OLD."first_day", 'rhythm', OLD."rhythm", 'last_day', OLD."last_day", 'month_end', OLD."month_end", 'shift', OLD."shift", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'sort', NEW."sort", 'currency', NEW."currency", 'amount', NEW."amount", 'first_day', NEW."first_day", 'rhythm', NEW."rhythm", 'last_day', NEW."last_day", 'month_end', NEW."month_end", 'shift', NEW."shift", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_commitment_delete AFTER DELETE ON "commitment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'commitment', OLD.id, json_object('name', OLD."name", 'sort', OLD."sort", 'currency', OLD."currency", 'amount', OLD."amount", 'first_day', OLD."first_day", 'rhythm', OLD."rhythm", 'last_day', OLD."last_day", 'month_end', OLD."month_end", 'shift', OLD."shift", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_contact_insert AFTER INSERT ON "contact" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'contact', NEW.id, NULL, json_object('name', NEW."name", 'supplier', NEW."supplier", 'customer', NEW."customer", 'tax_id', NEW."tax_id", 'email', NEW."email", 'street', NEW."street", 'city', NEW."city", 'postcode', NEW."postcode", 'country', NEW."country", 'currency', NEW."currency", 'terms', NEW."terms", 'terms_days', NEW."terms_days", 'way_of_payment', NEW."way_of_payment", 'default_account_id', NEW."default_account_id", 'default_tax_code_id', NEW."default_tax_code_id", 'origin', NEW."origin", 'archived', NEW."archived", 'kind', NEW."kind", 'attention', NEW."attention", 'phone', NEW."phone", 'language', NEW."language", 'zone', NEW."zone", 'grace_days', NEW."grace_days", 'reminders', NEW."reminders", 'reminder_policy_id', NEW."reminder_policy_id", 'sales_account_id', NEW."sales_account_id", 'sales_tax_code_id', NEW."sales_tax_code_id", 'buyer_reference', NEW."buyer_reference", 'electronic_address', NEW."electronic_address", 'reminder_email', NEW."reminder_email", 'notes', NEW."notes", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_contact_update AFTER UPDATE ON "contact" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'contact', NEW.id, json_object('name', OLD."name", 'supplier', OLD."supplier", 'customer', OLD."customer", 'tax_id', OLD."tax_id", 'email', OLD."email", 'street', OLD."street", 'city', OLD."city", 'postcode', OLD."postcode", 'country', OLD."country", 'currency', OLD."currency", 'terms', OLD."terms", 'terms_days', OLD."terms_days", 'way_of_payment', OLD."way_of_payment", 'default_account_id', OLD."default_account_id", 'default_tax_code_id', OLD."default_tax_code_id", 'origin', OLD."origin", 'archived', OLD."archived", 'kind', OLD."kind", 'attention', OLD."attention", 'phone', OLD."phone", 'language', OLD."language", 'zone', OLD."zone", 'grace_days', OLD."grace_days", 'reminders', OLD."reminders", 'reminder_policy_id', OLD."reminder_policy_id", 'sales_account_id', OLD."sales_account_id", 'sales_tax_code_id', OLD."sales_tax_code_id", 'buyer_reference', OLD."buyer_reference", 'electronic_address', OLD."electronic_address", 'reminder_email', OLD."reminder_email", 'notes', OLD."notes", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'supplier', NEW."supplier", 'customer', NEW."customer", 'tax_id', NEW."tax_id", 'email', NEW."email", 'street', NEW."street", 'city', NEW."city", 'postcode', NEW."postcode", 'country', NEW."country", 'currency', NEW."currency", 'terms', NEW."terms", 'terms_days', NEW."terms_days", 'way_of_payment', NEW."way_of_payment", 'default_account_id', NEW."default_account_id", 'default_tax_code_id', NEW."default_tax_code_id", 'origin', NEW."origin", 'archived', NEW."archived", 'kind', NEW."kind", 'attention', NEW."attention", 'phone', NEW."phone", 'language', NEW."language", 'zone', NEW."zone", 'grace_days', NEW."grace_days", 'reminders', NEW."reminders", 'reminder_policy_id', NEW."reminder_policy_id", 'sales_account_id', NEW."sales_account_id", 'sales_tax_code_id', NEW."sales_tax_code_id", 'buyer_reference', NEW."buyer_reference", 'electronic_address', NEW."electronic_address", 'reminder_email', NEW."reminder_email", 'notes', NEW."notes", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_contact_delete AFTER DELETE ON "contact" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'contact', OLD.id, json_object('name', OLD."name", 'supplier', OLD."supplier", 'customer', OLD."customer", 'tax_id', OLD."tax_id", 'email', OLD."email", 'street', OLD."street", 'city', OLD."city", 'postcode', OLD."postcode", 'country', OLD."country", 'currency', OLD."currency", 'terms', OLD."terms", 'terms_days', OLD."terms_days", 'way_of_payment', OLD."way_of_payment", 'default_account_id', OLD."default_account_id", 'default_tax_code_id', OLD."default_tax_code_id", 'origin', OLD."origin", 'archived', OLD."archived", 'kind', OLD."kind", 'attention', OLD."attention", 'phone', OLD."phone", 'language', OLD."language", 'zone', OLD."zone", 'grace_days', OLD."grace_days", 'reminders', OLD."reminders", 'reminder_policy_id', OLD."reminder_policy_id", 'sales_account_id', OLD."sales_account_id", 'sales_tax_code_id', OLD."sales_tax_code_id", 'buyer_reference', OLD."buyer_reference", 'electronic_address', OLD."electronic_address", 'reminder_email', OLD."reminder_email", 'notes', OLD."notes", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
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
CREATE TRIGGER history_estimate_insert AFTER INSERT ON "estimate" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'estimate', NEW.id, NULL, json_object('status', NEW."status", 'number', NEW."number", 'document_date', NEW."document_date", 'valid_until', NEW."valid_until", 'net', NEW."net", 'tax', NEW."tax", 'total', NEW."total", 'decided_on', NEW."decided_on", 'accepted_by', NEW."accepted_by", 'decision_note', NEW."decision_note", 'evidence_id', NEW."evidence_id", 'created_by', NEW."created_by", 'contact_id', NEW."contact_id", 'currency', NEW."currency", 'language', NEW."language", 'reference', NEW."reference", 'tax_mode', NEW."tax_mode", 'rounded_by', NEW."rounded_by", 'introduction', NEW."introduction", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_estimate_update AFTER UPDATE ON "estimate" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'estimate', NEW.id, json_object('status', OLD."status", 'number', OLD."number", 'document_date', OLD."document_date", 'valid_until', OLD."valid_until", 'net', OLD."net", 'tax', OLD."tax", 'total', OLD."total", 'decided_on', OLD."decided_on", 'accepted_by', OLD."accepted_by", 'decision_note', OLD."decision_note", 'evidence_id', OLD."evidence_id", 'created_by', OLD."created_by", 'contact_id', OLD."contact_id", 'currency', OLD."currency", 'language', OLD."language", 'reference', OLD."reference", 'tax_mode', OLD."tax_mode", 'rounded_by', OLD."rounded_by", 'introduction', OLD."introduction", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), json_object('status', NEW."status", 'number', NEW."number", 'document_date', NEW."document_date", 'valid_until', NEW."valid_until", 'net', NEW."net", 'tax', NEW."tax", 'total', NEW."total", 'decided_on', NEW."decided_on", 'accepted_by', NEW."accepted_by", 'decision_note', NEW."decision_note", 'evidence_id', NEW."evidence_id", 'created_by', NEW."created_by", 'contact_id', NEW."contact_id", 'currency', NEW."currency", 'language', NEW."language", 'reference', NEW."reference", 'tax_mode', NEW."tax_mode", 'rounded_by', NEW."rounded_by", 'introduction', NEW."introduction", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_estimate_delete AFTER DELETE ON "estimate" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'estimate', OLD.id, json_object('status', OLD."status", 'number', OLD."number", 'document_date', OLD."document_date", 'valid_until', OLD."valid_until", 'net', OLD."net", 'tax', OLD."tax", 'total', OLD."total", 'decided_on', OLD."decided_on", 'accepted_by', OLD."accepted_by", 'decision_note', OLD."decision_note", 'evidence_id', OLD."evidence_id", 'created_by', OLD."created_by", 'contact_id', OLD."contact_id", 'currency', OLD."currency", 'language', OLD."language", 'reference', OLD."reference", 'tax_mode', OLD."tax_mode", 'rounded_by', OLD."rounded_by", 'introduction', OLD."introduction", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_estimate_line_insert AFTER INSERT ON "estimate_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'estimate_line', NEW.id, NULL, json_object('estimate_id', NEW."estimate_id", 'position', NEW."position", 'product_id', NEW."product_id", 'description', NEW."description", 'detail', NEW."detail", 'quantity', NEW."quantity", 'unit', NEW."unit", 'unit_price', NEW."unit_price", 'discount', NEW."discount", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'tax_rate', NEW."tax_rate", 'net', NEW."net", 'tax', NEW."tax", 'gross', NEW."gross", 'served_from', NEW."served_from", 'served_to', NEW."served_to", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_estimate_line_update AFTER UPDATE ON "estimate_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'estimate_line', NEW.id, json_object('estimate_id', OLD."estimate_id", 'position', OLD."position", 'product_id', OLD."product_id", 'description', OLD."description", 'detail', OLD."detail", 'quantity', OLD."quantity", 'unit', OLD."unit", 'unit_price', OLD."unit_price", 'discount', OLD."discount", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'tax_rate', OLD."tax_rate", 'net', OLD."net", 'tax', OLD."tax", 'gross', OLD."gross", 'served_from', OLD."served_from", 'served_to', OLD."served_to", 'version', OLD."version", 'id', OLD."id"), json_object('estimate_id', NEW."estimate_id", 'position', NEW."position", 'product_id', NEW."product_id", 'description', NEW."description", 'detail', NEW."detail", 'quantity', NEW."quantity", 'unit', NEW."unit", 'unit_price', NEW."unit_price", 'discount', NEW."discount", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'tax_rate', NEW."tax_rate", 'net', NEW."net", 'tax', NEW."tax", 'gross', NEW."gross", 'served_from', NEW."served_from", 'served_to', NEW."served_to", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_estimate_line_delete AFTER DELETE ON "estimate_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'estimate_line', OLD.id, json_object('estimate_id', OLD."estimate_id", 'position', OLD."position", 'product_id', OLD."product_id", 'description', OLD."description", 'detail', OLD."detail", 'quantity', OLD."quantity", 'unit', OLD."unit", 'unit_price', OLD."unit_price", 'discount', OLD."discount", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'tax_rate', OLD."tax_rate", 'net', OLD."net", 'tax', OLD."tax", 'gross', OLD."gross", 'served_from', OLD."served_from", 'served_to', OLD."served_to", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_instalment_insert AFTER INSERT ON "instalment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'instalment', NEW.id, NULL, json_object('invoice_id', NEW."invoice_id", 'position', NEW."position", 'name', NEW."name", 'due_date', NEW."due_date", 'amount', NEW."amount", 'share', NEW."share", 'rest', NEW."rest", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_instalment_update AFTER UPDATE ON "instalment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'instalment', NEW.id, json_object('invoice_id', OLD."invoice_id", 'position', OLD."position", 'name', OLD."name", 'due_date', OLD."due_date", 'amount', OLD."amount", 'share', OLD."share", 'rest', OLD."rest", 'version', OLD."version", 'id', OLD."id"), json_object('invoice_id', NEW."invoice_id", 'position', NEW."position", 'name', NEW."name", 'due_date', NEW."due_date", 'amount', NEW."amount", 'share', NEW."share", 'rest', NEW."rest", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_instalment_delete AFTER DELETE ON "instalment" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'instalment', OLD.id, json_object('invoice_id', OLD."invoice_id", 'position', OLD."position", 'name', OLD."name", 'due_date', OLD."due_date", 'amount', OLD."amount", 'share', OLD."share", 'rest', OLD."rest", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_insert AFTER INSERT ON "invoice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice', NEW.id, NULL, json_object('kind', NEW."kind", 'status', NEW."status", 'number', NEW."number", 'document_date', NEW."document_date", 'due_date', NEW."due_date", 'tax_point', NEW."tax_point", 'posting_date', NEW."posting_date", 'served_from', NEW."served_from", 'served_to', NEW."served_to", 'net', NEW."net", 'tax', NEW."tax", 'rounding', NEW."rounding", 'total', NEW."total", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'discount_days', NEW."discount_days", 'discount_share', NEW."discount_share", 'discount_tax', NEW."discount_tax", 'billed_to', NEW."billed_to", 'payment_reference', NEW."payment_reference", 'estimate_id', NEW."estimate_id", 'schedule_id', NEW."schedule_id", 'corrects_id', NEW."corrects_id", 'fee_for_id', NEW."fee_for_id", 'open_at_take_on', NEW."open_at_take_on", 'taken_on', NEW."taken_on", 'created_by', NEW."created_by", 'issued_at', NEW."issued_at", 'issued_by', NEW."issued_by", 'cancelled_on', NEW."cancelled_on", 'cancelled_reason', NEW."cancelled_reason", 'disputed', NEW."disputed", 'dispute_reason', NEW."dispute_reason", 'promised_until', NEW."promised_until", 'reminders', NEW."reminders", 'contact_id', NEW."contact_id", 'currency', NEW."currency", 'language', NEW."language", 'reference', NEW."reference", 'tax_mode', NEW."tax_mode", 'rounded_by', NEW."rounded_by", 'introduction', NEW."introduction", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_update AFTER UPDATE ON "invoice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice', NEW.id, json_object('kind', OLD."kind", 'status', OLD."status", 'number', OLD."number", 'document_date', OLD."document_date", 'due_date', OLD."due_date", 'tax_point', OLD."tax_point", 'posting_date', OLD."posting_date", 'served_from', OLD."served_from", 'served_to', OLD."served_to", 'net', OLD."net", 'tax', OLD."tax", 'rounding', OLD."rounding", 'total', OLD."total", 'rate', OLD."rate", 'rate_source', OLD."rate_source", 'discount_days', OLD."discount_days", 'discount_share', OLD."discount_share", 'discount_tax', OLD."discount_tax", 'billed_to', OLD."billed_to", 'payment_reference', OLD."payment_reference", 'estimate_id', OLD."estimate_id", 'schedule_id', OLD."schedule_id", 'corrects_id', OLD."corrects_id", 'fee_for_id', OLD."fee_for_id", 'open_at_take_on', OLD."open_at_take_on", 'taken_on', OLD."taken_on", 'created_by', OLD."created_by", 'issued_at', OLD."issued_at", 'issued_by', OLD."issued_by", 'cancelled_on', OLD."cancelled_on", 'cancelled_reason', OLD."cancelled_reason", 'disputed', OLD."disputed", 'dispute_reason', OLD."dispute_reason", 'promised_until', OLD."promised_until", 'reminders', OLD."reminders", 'contact_id', OLD."contact_id", 'currency', OLD."currency", 'language', OLD."language", 'reference', OLD."reference", 'tax_mode', OLD."tax_mode", 'rounded_by', OLD."rounded_by", 'introduction', OLD."introduction", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), json_object('kind', NEW."kind", 'status', NEW."status", 'number', NEW."number", 'document_date', NEW."document_date", 'due_date', NEW."due_date", 'tax_point', NEW."tax_point", 'posting_date', NEW."posting_date", 'served_from', NEW."served_from", 'served_to', NEW."served_to", 'net', NEW."net", 'tax', NEW."tax", 'rounding', NEW."rounding", 'total', NEW."total", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'discount_days', NEW."discount_days", 'discount_share', NEW."discount_share", 'discount_tax', NEW."discount_tax", 'billed_to', NEW."billed_to", 'payment_reference', NEW."payment_reference", 'estimate_id', NEW."estimate_id", 'schedule_id', NEW."schedule_id", 'corrects_id', NEW."corrects_id", 'fee_for_id', NEW."fee_for_id", 'open_at_take_on', NEW."open_at_take_on", 'taken_on', NEW."taken_on", 'created_by', NEW."created_by", 'issued_at', NEW."issued_at", 'issued_by', NEW."issued_by", 'cancelled_on', NEW."cancelled_on", 'cancelled_reason', NEW."cancelled_reason", 'disputed', NEW."disputed", 'dispute_reason', NEW."dispute_reason", 'promised_until', NEW."promised_until", 'reminders', NEW."reminders", 'contact_id', NEW."contact_id", 'currency', NEW."currency", 'language', NEW."language", 'reference', NEW."reference", 'tax_mode', NEW."tax_mode", 'rounded_by', NEW."rounded_by", 'introduction', NEW."introduction", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_delete AFTER DELETE ON "invoice" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice', OLD.id, json_object('kind', OLD."kind", 'status', OLD."status", 'number', OLD."number", 'document_date', OLD."document_date", 'due_date', OLD."due_date", 'tax_point', OLD."tax_point", 'posting_date', OLD."posting_date", 'served_from', OLD."served_from", 'served_to', OLD."served_to", 'net', OLD."net", 'tax', OLD."tax", 'rounding', OLD."rounding", 'total', OLD."total", 'rate', OLD."rate", 'rate_source', OLD."rate_source", 'discount_days', OLD."discount_days", 'discount_share', OLD."discount_share", 'discount_tax', OLD."discount_tax", 'billed_to', OLD."billed_to", 'payment_reference', OLD."payment_reference", 'estimate_id', OLD."estimate_id", 'schedule_id', OLD."schedule_id", 'corrects_id', OLD."corrects_id", 'fee_for_id', OLD."fee_for_id", 'open_at_take_on', OLD."open_at_take_on", 'taken_on', OLD."taken_on", 'created_by', OLD."created_by", 'issued_at', OLD."issued_at", 'issued_by', OLD."issued_by", 'cancelled_on', OLD."cancelled_on", 'cancelled_reason', OLD."cancelled_reason", 'disputed', OLD."disputed", 'dispute_reason', OLD."dispute_reason", 'promised_until', OLD."promised_until", 'reminders', OLD."reminders", 'contact_id', OLD."contact_id", 'currency', OLD."currency", 'language', OLD."language", 'reference', OLD."reference", 'tax_mode', OLD."tax_mode", 'rounded_by', OLD."rounded_by", 'introduction', OLD."introduction", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_allocation_insert AFTER INSERT ON "invoice_allocation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice_allocation', NEW.id, NULL, json_object('invoice_id', NEW."invoice_id", 'source', NEW."source", 'source_id', NEW."source_id", 'day', NEW."day", 'amount', NEW."amount", 'base_amount', NEW."base_amount", 'gain', NEW."gain", 'reverses_id', NEW."reverses_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_allocation_update AFTER UPDATE ON "invoice_allocation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice_allocation', NEW.id, json_object('invoice_id', OLD."invoice_id", 'source', OLD."source", 'source_id', OLD."source_id", 'day', OLD."day", 'amount', OLD."amount", 'base_amount', OLD."base_amount", 'gain', OLD."gain", 'reverses_id', OLD."reverses_id", 'version', OLD."version", 'id', OLD."id"), json_object('invoice_id', NEW."invoice_id", 'source', NEW."source", 'source_id', NEW."source_id", 'day', NEW."day", 'amount', NEW."amount", 'base_amount', NEW."base_amount", 'gain', NEW."gain", 'reverses_id', NEW."reverses_id", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_allocation_delete AFTER DELETE ON "invoice_allocation" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice_allocation', OLD.id, json_object('invoice_id', OLD."invoice_id", 'source', OLD."source", 'source_id', OLD."source_id", 'day', OLD."day", 'amount', OLD."amount", 'base_amount', OLD."base_amount", 'gain', OLD."gain", 'reverses_id', OLD."reverses_id", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_line_insert AFTER INSERT ON "invoice_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice_line', NEW.id, NULL, json_object('invoice_id', NEW."invoice_id", 'position', NEW."position", 'product_id', NEW."product_id", 'description', NEW."description", 'detail', NEW."detail", 'quantity', NEW."quantity", 'unit', NEW."unit", 'unit_price', NEW."unit_price", 'discount', NEW."discount", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'tax_rate', NEW."tax_rate", 'net', NEW."net", 'tax', NEW."tax", 'gross', NEW."gross", 'served_from', NEW."served_from", 'served_to', NEW."served_to", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_line_update AFTER UPDATE ON "invoice_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice_line', NEW.id, json_object('invoice_id', OLD."invoice_id", 'position', OLD."position", 'product_id', OLD."product_id", 'description', OLD."description", 'detail', OLD."detail", 'quantity', OLD."quantity", 'unit', OLD."unit", 'unit_price', OLD."unit_price", 'discount', OLD."discount", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'tax_rate', OLD."tax_rate", 'net', OLD."net", 'tax', OLD."tax", 'gross', OLD."gross", 'served_from', OLD."served_from", 'served_to', OLD."served_to", 'version', OLD."version", 'id', OLD."id"), json_object('invoice_id', NEW."invoice_id", 'position', NEW."position", 'product_id', NEW."product_id", 'description', NEW."description", 'detail', NEW."detail", 'quantity', NEW."quantity", 'unit', NEW."unit", 'unit_price', NEW."unit_price", 'discount', NEW."discount", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'tax_rate', NEW."tax_rate", 'net', NEW."net", 'tax', NEW."tax", 'gross', NEW."gross", 'served_from', NEW."served_from", 'served_to', NEW."served_to", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_invoice_line_delete AFTER DELETE ON "invoice_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'invoice_line', OLD.id, json_object('invoice_id', OLD."invoice_id", 'position', OLD."position", 'product_id', OLD."product_id", 'description', OLD."description", 'detail', OLD."detail", 'quantity', OLD."quantity", 'unit', OLD."unit", 'unit_price', OLD."unit_price", 'discount', OLD."discount", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'tax_rate', OLD."tax_rate", 'net', OLD."net", 'tax', OLD."tax", 'gross', OLD."gross", 'served_from', OLD."served_from", 'served_to', OLD."served_to", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
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
CREATE TRIGGER history_mail_template_insert AFTER INSERT ON "mail_template" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'mail_template', NEW.id, NULL, json_object('kind', NEW."kind", 'language', NEW."language", 'tone', NEW."tone", 'subject', NEW."subject", 'body', NEW."body", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_mail_template_update AFTER UPDATE ON "mail_template" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'mail_template', NEW.id, json_object('kind', OLD."kind", 'language', OLD."language", 'tone', OLD."tone", 'subject', OLD."subject", 'body', OLD."body", 'version', OLD."version", 'id', OLD."id"), json_object('kind', NEW."kind", 'language', NEW."language", 'tone', NEW."tone", 'subject', NEW."subject", 'body', NEW."body", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_mail_template_delete AFTER DELETE ON "mail_template" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'mail_template', OLD.id, json_object('kind', OLD."kind", 'language', OLD."language", 'tone', OLD."tone", 'subject', OLD."subject", 'body', OLD."body", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
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
CREATE TRIGGER history_move_booking_insert AFTER INSERT ON "move_booking" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'move_booking', NEW.id, NULL, json_object('move_id', NEW."move_id", 'booked_as', NEW."booked_as", 'receipt_id', NEW."receipt_id", 'refund_id', NEW."refund_id", 'entry_id', NEW."entry_id", 'fee_entry_id', NEW."fee_entry_id", 'share', NEW."share", 'booked_at', NEW."booked_at", 'booked_by', NEW."booked_by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_move_booking_update AFTER UPDATE ON "move_booking" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'move_booking', NEW.id, json_object('move_id', OLD."move_id", 'booked_as', OLD."booked_as", 'receipt_id', OLD."receipt_id", 'refund_id', OLD."refund_id", 'entry_id', OLD."entry_id", 'fee_entry_id', OLD."fee_entry_id", 'share', OLD."share", 'booked_at', OLD."booked_at", 'booked_by', OLD."booked_by", 'version', OLD."version", 'id', OLD."id"), json_object('move_id', NEW."move_id", 'booked_as', NEW."booked_as", 'receipt_id', NEW."receipt_id", 'refund_id', NEW."refund_id", 'entry_id', NEW."entry_id", 'fee_entry_id', NEW."fee_entry_id", 'share', NEW."share", 'booked_at', NEW."booked_at", 'booked_by', NEW."booked_by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_move_booking_delete AFTER DELETE ON "move_booking" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'move_booking', OLD.id, json_object('move_id', OLD."move_id", 'booked_as', OLD."booked_as", 'receipt_id', OLD."receipt_id", 'refund_id', OLD."refund_id", 'entry_id', OLD."entry_id", 'fee_entry_id', OLD."fee_entry_id", 'share', OLD."share", 'booked_at', OLD."booked_at", 'booked_by', OLD."booked_by", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_number_series_insert AFTER INSERT ON "number_series" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'number_series', NEW.id, NULL, json_object('kind', NEW."kind", 'prefix', NEW."prefix", 'digits', NEW."digits", 'year', NEW."year", 'short_year', NEW."short_year", 'separator', NEW."separator", 'restarts', NEW."restarts", 'start_month', NEW."start_month", 'first', NEW."first", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_number_series_update AFTER UPDATE ON "number_series" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'number_series', NEW.id, json_object('kind', OLD."kind", 'prefix', OLD."prefix", 'digits', OLD."digits", 'year', OLD."year", 'short_year', OLD."short_year", 'separator', OLD."separator", 'restarts', OLD."restarts", 'start_month', OLD."start_month", 'first', OLD."first", 'version', OLD."version", 'id', OLD."id"), json_object('kind', NEW."kind", 'prefix', NEW."prefix", 'digits', NEW."digits", 'year', NEW."year", 'short_year', NEW."short_year", 'separator', NEW."separator", 'restarts', NEW."restarts", 'start_month', NEW."start_month", 'first', NEW."first", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_number_series_delete AFTER DELETE ON "number_series" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'number_series', OLD.id, json_object('kind', OLD."kind", 'prefix', OLD."prefix", 'digits', OLD."digits", 'year', OLD."year", 'short_year', OLD."short_year", 'separator', OLD."separator", 'restarts', OLD."restarts", 'start_month', OLD."start_month", 'first', OLD."first", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_online_settings_insert AFTER INSERT ON "online_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'online_settings', NEW.id, NULL, json_object('methods', NEW."methods", 'fees', NEW."fees", 'in_mails', NEW."in_mails", 'fee_tax_code_id', NEW."fee_tax_code_id", 'payout_bank_id', NEW."payout_bank_id", 'shared', NEW."shared", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_online_settings_update AFTER UPDATE ON "online_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'online_settings', NEW.id, json_object('methods', OLD."methods", 'fees', OLD."fees", 'in_mails', OLD."in_mails", 'fee_tax_code_id', OLD."fee_tax_code_id", 'payout_bank_id', OLD."payout_bank_id", 'shared', OLD."shared", 'version', OLD."version", 'id', OLD."id"), json_object('methods', NEW."methods", 'fees', NEW."fees", 'in_mails', NEW."in_mails", 'fee_tax_code_id', NEW."fee_tax_code_id", 'payout_bank_id', NEW."payout_bank_id", 'shared', NEW."shared", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_online_settings_delete AFTER DELETE ON "online_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'online_settings', OLD.id, json_object('methods', OLD."methods", 'fees', OLD."fees", 'in_mails', OLD."in_mails", 'fee_tax_code_id', OLD."fee_tax_code_id", 'payout_bank_id', OLD."payout_bank_id", 'shared', OLD."shared", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_paper_insert AFTER INSERT ON "paper" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'paper', NEW.id, NULL, json_object('kind', NEW."kind", 'subject_id', NEW."subject_id", 'file_name', NEW."file_name", 'media_type', NEW."media_type", 'size', NEW."size", 'sha256', NEW."sha256", 'stored_name', NEW."stored_name", 'seal_key', NEW."seal_key", 'made_at', NEW."made_at", 'made_by', NEW."made_by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_paper_update AFTER UPDATE ON "paper" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'paper', NEW.id, json_object('kind', OLD."kind", 'subject_id', OLD."subject_id", 'file_name', OLD."file_name", 'media_type', OLD."media_type", 'size', OLD."size", 'sha256', OLD."sha256", 'stored_name', OLD."stored_name", 'seal_key', OLD."seal_key", 'made_at', OLD."made_at", 'made_by', OLD."made_by", 'version', OLD."version", 'id', OLD."id"), json_object('kind', NEW."kind", 'subject_id', NEW."subject_id", 'file_name', NEW."file_name", 'media_type', NEW."media_type", 'size', NEW."size", 'sha256', NEW."sha256", 'stored_name', NEW."stored_name", 'seal_key', NEW."seal_key", 'made_at', NEW."made_at", 'made_by', NEW."made_by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_paper_delete AFTER DELETE ON "paper" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'paper', OLD.id, json_object('kind', OLD."kind", 'subject_id', OLD."subject_id", 'file_name', OLD."file_name", 'media_type', OLD."media_type", 'size', OLD."size", 'sha256', OLD."sha256", 'stored_name', OLD."stored_name", 'seal_key', OLD."seal_key", 'made_at', OLD."made_at", 'made_by', OLD."made_by", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
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
CREATE TRIGGER history_portal_consent_insert AFTER INSERT ON "portal_consent" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_consent', NEW.id, NULL, json_object('consent', NEW."consent", 'contact_id', NEW."contact_id", 'wording', NEW."wording", 'wording_version', NEW."wording_version", 'locale', NEW."locale", 'method', NEW."method", 'method_kind', NEW."method_kind", 'given_at', NEW."given_at", 'revoked_at', NEW."revoked_at", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_consent_update AFTER UPDATE ON "portal_consent" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_consent', NEW.id, json_object('consent', OLD."consent", 'contact_id', OLD."contact_id", 'wording', OLD."wording", 'wording_version', OLD."wording_version", 'locale', OLD."locale", 'method', OLD."method", 'method_kind', OLD."method_kind", 'given_at', OLD."given_at", 'revoked_at', OLD."revoked_at", 'version', OLD."version", 'id', OLD."id"), json_object('consent', NEW."consent", 'contact_id', NEW."contact_id", 'wording', NEW."wording", 'wording_version', NEW."wording_version", 'locale', NEW."locale", 'method', NEW."method", 'method_kind', NEW."method_kind", 'given_at', NEW."given_at", 'revoked_at', NEW."revoked_at", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_consent_delete AFTER DELETE ON "portal_consent" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_consent', OLD.id, json_object('consent', OLD."consent", 'contact_id', OLD."contact_id", 'wording', OLD."wording", 'wording_version', OLD."wording_version", 'locale', OLD."locale", 'method', OLD."method", 'method_kind', OLD."method_kind", 'given_at', OLD."given_at", 'revoked_at', OLD."revoked_at", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_forgotten_insert AFTER INSERT ON "portal_forgotten" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_forgotten', NEW.id, NULL, json_object('contact_id', NEW."contact_id", 'why', NEW."why", 'at', NEW."at", 'by', NEW."by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_forgotten_update AFTER UPDATE ON "portal_forgotten" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_forgotten', NEW.id, json_object('contact_id', OLD."contact_id", 'why', OLD."why", 'at', OLD."at", 'by', OLD."by", 'version', OLD."version", 'id', OLD."id"), json_object('contact_id', NEW."contact_id", 'why', NEW."why", 'at', NEW."at", 'by', NEW."by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_forgotten_delete AFTER DELETE ON "portal_forgotten" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_forgotten', OLD.id, json_object('contact_id', OLD."contact_id", 'why', OLD."why", 'at', OLD."at", 'by', OLD."by", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_settings_insert AFTER INSERT ON "portal_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_settings', NEW.id, NULL, json_object('on', NEW."on", 'invoices', NEW."invoices", 'credit_notes', NEW."credit_notes", 'estimates', NEW."estimates", 'statements', NEW."statements", 'papers', NEW."papers", 'parts', NEW."parts", 'auto_pay', NEW."auto_pay", 'fresh_days', NEW."fresh_days", 'keep_days', NEW."keep_days", 'contact_line', NEW."contact_line", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_settings_update AFTER UPDATE ON "portal_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_settings', NEW.id, json_object('on', OLD."on", 'invoices', OLD."invoices", 'credit_notes', OLD."credit_notes", 'estimates', OLD."estimates", 'statements', OLD."statements", 'papers', OLD."papers", 'parts', OLD."parts", 'auto_pay', OLD."auto_pay", 'fresh_days', OLD."fresh_days", 'keep_days', OLD."keep_days", 'contact_line', OLD."contact_line", 'version', OLD."version", 'id', OLD."id"), json_object('on', NEW."on", 'invoices', NEW."invoices", 'credit_notes', NEW."credit_notes", 'estimates', NEW."estimates", 'statements', NEW."statements", 'papers', NEW."papers", 'parts', NEW."parts", 'auto_pay', NEW."auto_pay", 'fresh_days', NEW."fresh_days", 'keep_days', NEW."keep_days", 'contact_line', NEW."contact_line", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_settings_delete AFTER DELETE ON "portal_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_settings', OLD.id, json_object('on', OLD."on", 'invoices', OLD."invoices", 'credit_notes', OLD."credit_notes", 'estimates', OLD."estimates", 'statements', OLD."statements", 'papers', OLD."papers", 'parts', OLD."parts", 'auto_pay', OLD."auto_pay", 'fresh_days', OLD."fresh_days", 'keep_days', OLD."keep_days", 'contact_line', OLD."contact_line", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_word_insert AFTER INSERT ON "portal_word" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_word', NEW.id, NULL, json_object('event_uid', NEW."event_uid", 'kind', NEW."kind", 'state', NEW."state", 'document_id', NEW."document_id", 'contact_id', NEW."contact_id", 'said', NEW."said", 'papers', NEW."papers", 'at', NEW."at", 'why', NEW."why", 'answer', NEW."answer", 'done_at', NEW."done_at", 'done_by', NEW."done_by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_word_update AFTER UPDATE ON "portal_word" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_word', NEW.id, json_object('event_uid', OLD."event_uid", 'kind', OLD."kind", 'state', OLD."state", 'document_id', OLD."document_id", 'contact_id', OLD."contact_id", 'said', OLD."said", 'papers', OLD."papers", 'at', OLD."at", 'why', OLD."why", 'answer', OLD."answer", 'done_at', OLD."done_at", 'done_by', OLD."done_by", 'version', OLD."version", 'id', OLD."id"), json_object('event_uid', NEW."event_uid", 'kind', NEW."kind", 'state', NEW."state", 'document_id', NEW."document_id", 'contact_id', NEW."contact_id", 'said', NEW."said", 'papers', NEW."papers", 'at', NEW."at", 'why', NEW."why", 'answer', NEW."answer", 'done_at', NEW."done_at", 'done_by', NEW."done_by", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_portal_word_delete AFTER DELETE ON "portal_word" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_word', OLD.id, json_object('event_uid', OLD."event_uid", 'kind', OLD."kind", 'state', OLD."state", 'document_id', OLD."document_id", 'contact_id', OLD."contact_id", 'said', OLD."said", 'papers', OLD."papers", 'at', OLD."at", 'why', OLD."why", 'answer', OLD."answer", 'done_at', OLD."done_at", 'done_by', OLD."done_by", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_product_insert AFTER INSERT ON "product" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'product', NEW.id, NULL, json_object('code', NEW."code", 'name', NEW."name", 'description', NEW."description", 'unit', NEW."unit", 'unit_price', NEW."unit_price", 'with_tax', NEW."with_tax", 'currency', NEW."currency", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_product_update AFTER UPDATE ON "product" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'product', NEW.id, json_object('code', OLD."code", 'name', OLD."name", 'description', OLD."description", 'unit', OLD."unit", 'unit_price', OLD."unit_price", 'with_tax', OLD."with_tax", 'currency', OLD."currency", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), json_object('code', NEW."code", 'name', NEW."name", 'description', NEW."description", 'unit', NEW."unit", 'unit_price', NEW."unit_price", 'with_tax', NEW."with_tax", 'currency', NEW."currency", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'archived', NEW."archived", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_product_delete AFTER DELETE ON "product" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'product', OLD.id, json_object('code', OLD."code", 'name', OLD."name", 'description', OLD."description", 'unit', OLD."unit", 'unit_price', OLD."unit_price", 'with_tax', OLD."with_tax", 'currency', OLD."currency", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'archived', OLD."archived", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_receipt_insert AFTER INSERT ON "receipt" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'receipt', NEW.id, NULL, json_object('number', NEW."number", 'contact_id', NEW."contact_id", 'day', NEW."day", 'currency', NEW."currency", 'amount', NEW."amount", 'way', NEW."way", 'account_id', NEW."account_id", 'bank_account_id', NEW."bank_account_id", 'banked', NEW."banked", 'banked_currency', NEW."banked_currency", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'fee', NEW."fee", 'fee_tax', NEW."fee_tax", 'fee_account_id', NEW."fee_account_id", 'fee_tax_code_id', NEW."fee_tax_code_id", 'payment_reference', NEW."payment_reference", 'note', NEW."note", 'match_id', NEW."match_id", 'bank_line_id', NEW."bank_line_id", 'entered_by', NEW."entered_by", 'entered_at', NEW."entered_at", 'reversed_on', NEW."reversed_on", 'reversed_reason', NEW."reversed_reason", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_receipt_update AFTER UPDATE ON "receipt" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'receipt', NEW.id, json_object('number', OLD."number", 'contact_id', OLD."contact_id", 'day', OLD."day", 'currency', OLD."currency", 'amount', OLD."amount", 'way', OLD."way", 'account_id', OLD."account_id", 'bank_account_id', OLD."bank_account_id", 'banked', OLD."banked", 'banked_currency', OLD."banked_currency", 'rate', OLD."rate", 'rate_source', OLD."rate_source", 'fee', OLD."fee", 'fee_tax', OLD."fee_tax", 'fee_account_id', OLD."fee_account_id", 'fee_tax_code_id', OLD."fee_tax_code_id", 'payment_reference', OLD."payment_reference", 'note', OLD."note", 'match_id', OLD."match_id", 'bank_line_id', OLD."bank_line_id", 'entered_by', OLD."entered_by", 'entered_at', OLD."entered_at", 'reversed_on', OLD."reversed_on", 'reversed_reason', OLD."reversed_reason", 'version', OLD."version", 'id', OLD."id"), json_object('number', NEW."number", 'contact_id', NEW."contact_id", 'day', NEW."day", 'currency', NEW."currency", 'amount', NEW."amount", 'way', NEW."way", 'account_id', NEW."account_id", 'bank_account_id', NEW."bank_account_id", 'banked', NEW."banked", 'banked_currency', NEW."banked_currency", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'fee', NEW."fee", 'fee_tax', NEW."fee_tax", 'fee_account_id', NEW."fee_account_id", 'fee_tax_code_id', NEW."fee_tax_code_id", 'payment_reference', NEW."payment_reference", 'note', NEW."note", 'match_id', NEW."match_id", 'bank_line_id', NEW."bank_line_id", 'entered_by', NEW."entered_by", 'entered_at', NEW."entered_at", 'reversed_on', NEW."reversed_on", 'reversed_reason', NEW."reversed_reason", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_receipt_delete AFTER DELETE ON "receipt" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'receipt', OLD.id, json_object('number', OLD."number", 'contact_id', OLD."contact_id", 'day', OLD."day", 'currency', OLD."currency", 'amount', OLD."amount", 'way', OLD."way", 'account_id', OLD."account_id", 'bank_account_id', OLD."bank_account_id", 'banked', OLD."banked", 'banked_currency', OLD."banked_currency", 'rate', OLD."rate", 'rate_source', OLD."rate_source", 'fee', OLD."fee", 'fee_tax', OLD."fee_tax", 'fee_account_id', OLD."fee_account_id", 'fee_tax_code_id', OLD."fee_tax_code_id", 'payment_reference', OLD."payment_reference", 'note', OLD."note", 'match_id', OLD."match_id", 'bank_line_id', OLD."bank_line_id", 'entered_by', OLD."entered_by", 'entered_at', OLD."entered_at", 'reversed_on', OLD."reversed_on", 'reversed_reason', OLD."reversed_reason", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
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
CREATE TRIGGER history_refund_insert AFTER INSERT ON "refund" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'refund', NEW.id, NULL, json_object('contact_id', NEW."contact_id", 'receipt_id', NEW."receipt_id", 'credit_note_id', NEW."credit_note_id", 'day', NEW."day", 'currency', NEW."currency", 'amount', NEW."amount", 'way', NEW."way", 'account_id', NEW."account_id", 'bank_account_id', NEW."bank_account_id", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'payment_reference', NEW."payment_reference", 'reason', NEW."reason", 'match_id', NEW."match_id", 'entered_by', NEW."entered_by", 'entered_at', NEW."entered_at", 'reversed_on', NEW."reversed_on", 'reversed_reason', NEW."reversed_reason", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_refund_update AFTER UPDATE ON "refund" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'refund', NEW.id, json_object('contact_id', OLD."contact_id", 'receipt_id', OLD."receipt_id", 'credit_note_id', OLD."credit_note_id", 'day', OLD."day", 'currency', OLD."currency", 'amount', OLD."amount", 'way', OLD."way", 'account_id', OLD."account_id", 'bank_account_id', OLD."bank_account_id", 'rate', OLD."rate", 'rate_source', OLD."rate_source", 'payment_reference', OLD."payment_reference", 'reason', OLD."reason", 'match_id', OLD."match_id", 'entered_by', OLD."entered_by", 'entered_at', OLD."entered_at", 'reversed_on', OLD."reversed_on", 'reversed_reason', OLD."reversed_reason", 'version', OLD."version", 'id', OLD."id"), json_object('contact_id', NEW."contact_id", 'receipt_id', NEW."receipt_id", 'credit_note_id', NEW."credit_note_id", 'day', NEW."day", 'currency', NEW."currency", 'amount', NEW."amount", 'way', NEW."way", 'account_id', NEW."account_id", 'bank_account_id', NEW."bank_account_id", 'rate', NEW."rate", 'rate_source', NEW."rate_source", 'payment_reference', NEW."payment_reference", 'reason', NEW."reason", 'match_id', NEW."match_id", 'entered_by', NEW."entered_by", 'entered_at', NEW."entered_at", 'reversed_on', NEW."reversed_on", 'reversed_reason', NEW."reversed_reason", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_refund_delete AFTER DELETE ON "refund" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'refund', OLD.id, json_object('contact_id', OLD."contact_id", 'receipt_id', OLD."receipt_id", 'credit_note_id', OLD."credit_note_id", 'day', OLD."day", 'currency', OLD."currency", 'amount', OLD."amount", 'way', OLD."way", 'account_id', OLD."account_id", 'bank_account_id', OLD."bank_account_id", 'rate', OLD."rate", 'rate_source', OLD."rate_source", 'payment_reference', OLD."payment_reference", 'reason', OLD."reason", 'match_id', OLD."match_id", 'entered_by', OLD."entered_by", 'entered_at', OLD."entered_at", 'reversed_on', OLD."reversed_on", 'reversed_reason', OLD."reversed_reason", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_policy_insert AFTER INSERT ON "reminder_policy" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_policy', NEW.id, NULL, json_object('name', NEW."name", 'rest_days', NEW."rest_days", 'usual', NEW."usual", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_policy_update AFTER UPDATE ON "reminder_policy" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_policy', NEW.id, json_object('name', OLD."name", 'rest_days', OLD."rest_days", 'usual', OLD."usual", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'rest_days', NEW."rest_days", 'usual', NEW."usual", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_policy_delete AFTER DELETE ON "reminder_policy" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_policy', OLD.id, json_object('name', OLD."name", 'rest_days', OLD."rest_days", 'usual', OLD."usual", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_settings_insert AFTER INSERT ON "reminder_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_settings', NEW.id, NULL, json_object('active', NEW."active", 'connected_on', NEW."connected_on", 'approved_on', NEW."approved_on", 'approved_by', NEW."approved_by", 'approved_messages', NEW."approved_messages", 'approved_hash', NEW."approved_hash", 'opens', NEW."opens", 'closes', NEW."closes", 'weekdays', NEW."weekdays", 'statements_day', NEW."statements_day", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_settings_update AFTER UPDATE ON "reminder_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_settings', NEW.id, json_object('active', OLD."active", 'connected_on', OLD."connected_on", 'approved_on', OLD."approved_on", 'approved_by', OLD."approved_by", 'approved_messages', OLD."approved_messages", 'approved_hash', OLD."approved_hash", 'opens', OLD."opens", 'closes', OLD."closes", 'weekdays', OLD."weekdays", 'statements_day', OLD."statements_day", 'version', OLD."version", 'id', OLD."id"), json_object('active', NEW."active", 'connected_on', NEW."connected_on", 'approved_on', NEW."approved_on", 'approved_by', NEW."approved_by", 'approved_messages', NEW."approved_messages", 'approved_hash', NEW."approved_hash", 'opens', NEW."opens", 'closes', NEW."closes", 'weekdays', NEW."weekdays", 'statements_day', NEW."statements_day", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_settings_delete AFTER DELETE ON "reminder_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_settings', OLD.id, json_object('active', OLD."active", 'connected_on', OLD."connected_on", 'approved_on', OLD."approved_on", 'approved_by', OLD."approved_by", 'approved_messages', OLD."approved_messages", 'approved_hash', OLD."approved_hash", 'opens', OLD."opens", 'closes', OLD."closes", 'weekdays', OLD."weekdays", 'statements_day', OLD."statements_day", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_step_insert AFTER INSERT ON "reminder_step" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_step', NEW.id, NULL, json_object('policy_id', NEW."policy_id", 'position', NEW."position", 'step', NEW."step", 'days', NEW."days", 'counted', NEW."counted", 'tone', NEW."tone", 'charge', NEW."charge", 'statement', NEW."statement", 'escalates', NEW."escalates", 'part_paid', NEW."part_paid", 'least_open', NEW."least_open", 'kinds', NEW."kinds", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_step_update AFTER UPDATE ON "reminder_step" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_step', NEW.id, json_object('policy_id', OLD."policy_id", 'position', OLD."position", 'step', OLD."step", 'days', OLD."days", 'counted', OLD."counted", 'tone', OLD."tone", 'charge', OLD."charge", 'statement', OLD."statement", 'escalates', OLD."escalates", 'part_paid', OLD."part_paid", 'least_open', OLD."least_open", 'kinds', OLD."kinds", 'version', OLD."version", 'id', OLD."id"), json_object('policy_id', NEW."policy_id", 'position', NEW."position", 'step', NEW."step", 'days', NEW."days", 'counted', NEW."counted", 'tone', NEW."tone", 'charge', NEW."charge", 'statement', NEW."statement", 'escalates', NEW."escalates", 'part_paid', NEW."part_paid", 'least_open', NEW."least_open", 'kinds', NEW."kinds", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_reminder_step_delete AFTER DELETE ON "reminder_step" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_step', OLD.id, json_object('policy_id', OLD."policy_id", 'position', OLD."position", 'step', OLD."step", 'days', OLD."days", 'counted', OLD."counted", 'tone', OLD."tone", 'charge', OLD."charge", 'statement', OLD."statement", 'escalates', OLD."escalates", 'part_paid', OLD."part_paid", 'least_open', OLD."least_open", 'kinds', OLD."kinds", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
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
CREATE TRIGGER history_sales_settings_insert AFTER INSERT ON "sales_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'sales_settings', NEW.id, NULL, json_object('logo_id', NEW."logo_id", 'accent', NEW."accent", 'stationery', NEW."stationery", 'trading_name', NEW."trading_name", 'street', NEW."street", 'city', NEW."city", 'postcode', NEW."postcode", 'email', NEW."email", 'phone', NEW."phone", 'website', NEW."website", 'registration', NEW."registration", 'from_name', NEW."from_name", 'reply_to', NEW."reply_to", 'bank_account_id', NEW."bank_account_id", 'instructions', NEW."instructions", 'introduction', NEW."introduction", 'note', NEW."note", 'language', NEW."language", 'terms', NEW."terms", 'terms_days', NEW."terms_days", 'terms_text', NEW."terms_text", 'discount_days', NEW."discount_days", 'discount_share', NEW."discount_share", 'discount_tax', NEW."discount_tax", 'tax_mode', NEW."tax_mode", 'rounded_by', NEW."rounded_by", 'cash_step', NEW."cash_step", 'numbered_by', NEW."numbered_by", 'embedded_xml', NEW."embedded_xml", 'default_account_id', NEW."default_account_id", 'default_tax_code_id', NEW."default_tax_code_id", 'send_receipts', NEW."send_receipts", 'thank', NEW."thank", 'notify', NEW."notify", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_sales_settings_update AFTER UPDATE ON "sales_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'sales_settings', NEW.id, json_object('logo_id', OLD."logo_id", 'accent', OLD."accent", 'stationery', OLD."stationery", 'trading_name', OLD."trading_name", 'street', OLD."street", 'city', OLD."city", 'postcode', OLD."postcode", 'email', OLD."email", 'phone', OLD."phone", 'website', OLD."website", 'registration', OLD."registration", 'from_name', OLD."from_name", 'reply_to', OLD."reply_to", 'bank_account_id', OLD."bank_account_id", 'instructions', OLD."instructions", 'introduction', OLD."introduction", 'note', OLD."note", 'language', OLD."language", 'terms', OLD."terms", 'terms_days', OLD."terms_days", 'terms_text', OLD."terms_text", 'discount_days', OLD."discount_days", 'discount_share', OLD."discount_share", 'discount_tax', OLD."discount_tax", 'tax_mode', OLD."tax_mode", 'rounded_by', OLD."rounded_by", 'cash_step', OLD."cash_step", 'numbered_by', OLD."numbered_by", 'embedded_xml', OLD."embedded_xml", 'default_account_id', OLD."default_account_id", 'default_tax_code_id', OLD."default_tax_code_id", 'send_receipts', OLD."send_receipts", 'thank', OLD."thank", 'notify', OLD."notify", 'version', OLD."version", 'id', OLD."id"), json_object('logo_id', NEW."logo_id", 'accent', NEW."accent", 'stationery', NEW."stationery", 'trading_name', NEW."trading_name", 'street', NEW."street", 'city', NEW."city", 'postcode', NEW."postcode", 'email', NEW."email", 'phone', NEW."phone", 'website', NEW."website", 'registration', NEW."registration", 'from_name', NEW."from_name", 'reply_to', NEW."reply_to", 'bank_account_id', NEW."bank_account_id", 'instructions', NEW."instructions", 'introduction', NEW."introduction", 'note', NEW."note", 'language', NEW."language", 'terms', NEW."terms", 'terms_days', NEW."terms_days", 'terms_text', NEW."terms_text", 'discount_days', NEW."discount_days", 'discount_share', NEW."discount_share", 'discount_tax', NEW."discount_tax", 'tax_mode', NEW."tax_mode", 'rounded_by', NEW."rounded_by", 'cash_step', NEW."cash_step", 'numbered_by', NEW."numbered_by", 'embedded_xml', NEW."embedded_xml", 'default_account_id', NEW."default_account_id", 'default_tax_code_id', NEW."default_tax_code_id", 'send_receipts', NEW."send_receipts", 'thank', NEW."thank", 'notify', NEW."notify", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_sales_settings_delete AFTER DELETE ON "sales_settings" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'sales_settings', OLD.id, json_object('logo_id', OLD."logo_id", 'accent', OLD."accent", 'stationery', OLD."stationery", 'trading_name', OLD."trading_name", 'street', OLD."street", 'city', OLD."city", 'postcode', OLD."postcode", 'email', OLD."email", 'phone', OLD."phone", 'website', OLD."website", 'registration', OLD."registration", 'from_name', OLD."from_name", 'reply_to', OLD."reply_to", 'bank_account_id', OLD."bank_account_id", 'instructions', OLD."instructions", 'introduction', OLD."introduction", 'note', OLD."note", 'language', OLD."language", 'terms', OLD."terms", 'terms_days', OLD."terms_days", 'terms_text', OLD."terms_text", 'discount_days', OLD."discount_days", 'discount_share', OLD."discount_share", 'discount_tax', OLD."discount_tax", 'tax_mode', OLD."tax_mode", 'rounded_by', OLD."rounded_by", 'cash_step', OLD."cash_step", 'numbered_by', OLD."numbered_by", 'embedded_xml', OLD."embedded_xml", 'default_account_id', OLD."default_account_id", 'default_tax_code_id', OLD."default_tax_code_id", 'send_receipts', OLD."send_receipts", 'thank', OLD."thank", 'notify', OLD."notify", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_schedule_insert AFTER INSERT ON "schedule" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'schedule', NEW.id, NULL, json_object('name', NEW."name", 'every', NEW."every", 'interval', NEW."interval", 'first_day', NEW."first_day", 'until', NEW."until", 'times', NEW."times", 'month_end', NEW."month_end", 'catch_up', NEW."catch_up", 'pauses', NEW."pauses", 'makes', NEW."makes", 'terms', NEW."terms", 'terms_days', NEW."terms_days", 'discount_days', NEW."discount_days", 'discount_share', NEW."discount_share", 'stopped', NEW."stopped", 'created_by', NEW."created_by", 'contact_id', NEW."contact_id", 'currency', NEW."currency", 'language', NEW."language", 'reference', NEW."reference", 'tax_mode', NEW."tax_mode", 'rounded_by', NEW."rounded_by", 'introduction', NEW."introduction", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_schedule_update AFTER UPDATE ON "schedule" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'schedule', NEW.id, json_object('name', OLD."name", 'every', OLD."every", 'interval', OLD."interval", 'first_day', OLD."first_day", 'until', OLD."until", 'times', OLD."times", 'month_end', OLD."month_end", 'catch_up', OLD."catch_up", 'pauses', OLD."pauses", 'makes', OLD."makes", 'terms', OLD."terms", 'terms_days', OLD."terms_days", 'discount_days', OLD."discount_days", 'discount_share', OLD."discount_share", 'stopped', OLD."stopped", 'created_by', OLD."created_by", 'contact_id', OLD."contact_id", 'currency', OLD."currency", 'language', OLD."language", 'reference', OLD."reference", 'tax_mode', OLD."tax_mode", 'rounded_by', OLD."rounded_by", 'introduction', OLD."introduction", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), json_object('name', NEW."name", 'every', NEW."every", 'interval', NEW."interval", 'first_day', NEW."first_day", 'until', NEW."until", 'times', NEW."times", 'month_end', NEW."month_end", 'catch_up', NEW."catch_up", 'pauses', NEW."pauses", 'makes', NEW."makes", 'terms', NEW."terms", 'terms_days', NEW."terms_days", 'discount_days', NEW."discount_days", 'discount_share', NEW."discount_share", 'stopped', NEW."stopped", 'created_by', NEW."created_by", 'contact_id', NEW."contact_id", 'currency', NEW."currency", 'language', NEW."language", 'reference', NEW."reference", 'tax_mode', NEW."tax_mode", 'rounded_by', NEW."rounded_by", 'introduction', NEW."introduction", 'note', NEW."note", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_schedule_delete AFTER DELETE ON "schedule" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'schedule', OLD.id, json_object('name', OLD."name", 'every', OLD."every", 'interval', OLD."interval", 'first_day', OLD."first_day", 'until', OLD."until", 'times', OLD."times", 'month_end', OLD."month_end", 'catch_up', OLD."catch_up", 'pauses', OLD."pauses", 'makes', OLD."makes", 'terms', OLD."terms", 'terms_days', OLD."terms_days", 'discount_days', OLD."discount_days", 'discount_share', OLD."discount_share", 'stopped', OLD."stopped", 'created_by', OLD."created_by", 'contact_id', OLD."contact_id", 'currency', OLD."currency", 'language', OLD."language", 'reference', OLD."reference", 'tax_mode', OLD."tax_mode", 'rounded_by', OLD."rounded_by", 'introduction', OLD."introduction", 'note', OLD."note", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_schedule_line_insert AFTER INSERT ON "schedule_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'schedule_line', NEW.id, NULL, json_object('schedule_id', NEW."schedule_id", 'position', NEW."position", 'product_id', NEW."product_id", 'description', NEW."description", 'detail', NEW."detail", 'quantity', NEW."quantity", 'unit', NEW."unit", 'unit_price', NEW."unit_price", 'discount', NEW."discount", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'tax_rate', NEW."tax_rate", 'net', NEW."net", 'tax', NEW."tax", 'gross', NEW."gross", 'served_from', NEW."served_from", 'served_to', NEW."served_to", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_schedule_line_update AFTER UPDATE ON "schedule_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  SELECT RAISE(ABORT, 'version must increase') WHERE NEW.version <= OLD.version OR NEW.id IS NOT OLD.id;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'schedule_line', NEW.id, json_object('schedule_id', OLD."schedule_id", 'position', OLD."position", 'product_id', OLD."product_id", 'description', OLD."description", 'detail', OLD."detail", 'quantity', OLD."quantity", 'unit', OLD."unit", 'unit_price', OLD."unit_price", 'discount', OLD."discount", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'tax_rate', OLD."tax_rate", 'net', OLD."net", 'tax', OLD."tax", 'gross', OLD."gross", 'served_from', OLD."served_from", 'served_to', OLD."served_to", 'version', OLD."version", 'id', OLD."id"), json_object('schedule_id', NEW."schedule_id", 'position', NEW."position", 'product_id', NEW."product_id", 'description', NEW."description", 'detail', NEW."detail", 'quantity', NEW."quantity", 'unit', NEW."unit", 'unit_price', NEW."unit_price", 'discount', NEW."discount", 'account_id', NEW."account_id", 'tax_code_id', NEW."tax_code_id", 'tax_rate', NEW."tax_rate", 'net', NEW."net", 'tax', NEW."tax", 'gross', NEW."gross", 'served_from', NEW."served_from", 'served_to', NEW."served_to", 'version', NEW."version", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER history_schedule_line_delete AFTER DELETE ON "schedule_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'schedule_line', OLD.id, json_object('schedule_id', OLD."schedule_id", 'position', OLD."position", 'product_id', OLD."product_id", 'description', OLD."description", 'detail', OLD."detail", 'quantity', OLD."quantity", 'unit', OLD."unit", 'unit_price', OLD."unit_price", 'discount', OLD."discount", 'account_id', OLD."account_id", 'tax_code_id', OLD."tax_code_id", 'tax_rate', OLD."tax_rate", 'net', OLD."net", 'tax', OLD."tax", 'gross', OLD."gross", 'served_from', OLD."served_from", 'served_to', OLD."served_to", 'version', OLD."version", 'id', OLD."id"), NULL, hex(randomblob(16)) FROM current_change;
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
CREATE TRIGGER history_gateway_event_insert AFTER INSERT ON "gateway_event" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'gateway_event', NEW.id, NULL, json_object('gateway', NEW."gateway", 'merchant', NEW."merchant", 'event_id', NEW."event_id", 'kind', NEW."kind", 'api_version', NEW."api_version", 'created', NEW."created", 'object_kind', NEW."object_kind", 'object_id', NEW."object_id", 'body', NEW."body", 'came_by', NEW."came_by", 'quarantined', NEW."quarantined", 'taken_at', NEW."taken_at", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_gateway_event_update BEFORE UPDATE ON "gateway_event" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_gateway_event_delete BEFORE DELETE ON "gateway_event" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_gateway_fact_insert AFTER INSERT ON "gateway_fact" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'gateway_fact', NEW.id, NULL, json_object('gateway', NEW."gateway", 'merchant', NEW."merchant", 'kind', NEW."kind", 'object_id', NEW."object_id", 'state', NEW."state", 'at', NEW."at", 'currency', NEW."currency", 'amount', NEW."amount", 'payment_id', NEW."payment_id", 'reference', NEW."reference", 'more', NEW."more", 'taken_at', NEW."taken_at", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_gateway_fact_update BEFORE UPDATE ON "gateway_fact" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_gateway_fact_delete BEFORE DELETE ON "gateway_fact" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_gateway_move_insert AFTER INSERT ON "gateway_move" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'gateway_move', NEW.id, NULL, json_object('gateway', NEW."gateway", 'merchant', NEW."merchant", 'move_id', NEW."move_id", 'kind', NEW."kind", 'created', NEW."created", 'available', NEW."available", 'currency', NEW."currency", 'amount', NEW."amount", 'fee', NEW."fee", 'fee_tax', NEW."fee_tax", 'net', NEW."net", 'source_id', NEW."source_id", 'payment_id', NEW."payment_id", 'reference', NEW."reference", 'presented', NEW."presented", 'presented_currency', NEW."presented_currency", 'method', NEW."method", 'said', NEW."said", 'taken_at', NEW."taken_at", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_gateway_move_update BEFORE UPDATE ON "gateway_move" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_gateway_move_delete BEFORE DELETE ON "gateway_move" BEGIN
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
CREATE TRIGGER history_mail_event_insert AFTER INSERT ON "mail_event" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'mail_event', NEW.id, NULL, json_object('mail_id', NEW."mail_id", 'kind', NEW."kind", 'key', NEW."key", 'at', NEW."at", 'recipient', NEW."recipient", 'detail', NEW."detail", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_mail_event_update BEFORE UPDATE ON "mail_event" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_mail_event_delete BEFORE DELETE ON "mail_event" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_mail_left_insert AFTER INSERT ON "mail_left" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'mail_left', NEW.id, NULL, json_object('mail_id', NEW."mail_id", 'key', NEW."key", 'at', NEW."at", 'plain', NEW."plain", 'html', NEW."html", 'slips', NEW."slips", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_mail_left_update BEFORE UPDATE ON "mail_left" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_mail_left_delete BEFORE DELETE ON "mail_left" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_mail_message_insert AFTER INSERT ON "mail_message" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'mail_message', NEW.id, NULL, json_object('key', NEW."key", 'kind', NEW."kind", 'contact_id', NEW."contact_id", 'subject_id', NEW."subject_id", 'message_id', NEW."message_id", 'recipients', NEW."recipients", 'copies', NEW."copies", 'from_name', NEW."from_name", 'reply_to', NEW."reply_to", 'language', NEW."language", 'subject', NEW."subject", 'plain', NEW."plain", 'html', NEW."html", 'attachments', NEW."attachments", 'unsubscribe', NEW."unsubscribe", 'not_before', NEW."not_before", 'written_at', NEW."written_at", 'written_by', NEW."written_by", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_mail_message_update BEFORE UPDATE ON "mail_message" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_mail_message_delete BEFORE DELETE ON "mail_message" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_payout_line_insert AFTER INSERT ON "payout_line" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'payout_line', NEW.id, NULL, json_object('gateway', NEW."gateway", 'merchant', NEW."merchant", 'payout_id', NEW."payout_id", 'move_id', NEW."move_id", 'taken_at', NEW."taken_at", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_payout_line_update BEFORE UPDATE ON "payout_line" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_payout_line_delete BEFORE DELETE ON "payout_line" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_portal_event_insert AFTER INSERT ON "portal_event" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'portal_event', NEW.id, NULL, json_object('uid', NEW."uid", 'n', NEW."n", 'hash', NEW."hash", 'at', NEW."at", 'kind', NEW."kind", 'content', NEW."content", 'taken_at', NEW."taken_at", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_portal_event_update BEFORE UPDATE ON "portal_event" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_portal_event_delete BEFORE DELETE ON "portal_event" BEGIN
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
CREATE TRIGGER history_reminder_sent_insert AFTER INSERT ON "reminder_sent" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'reminder_sent', NEW.id, NULL, json_object('contact_id', NEW."contact_id", 'invoice_id', NEW."invoice_id", 'invoice_version', NEW."invoice_version", 'step', NEW."step", 'day', NEW."day", 'escalated', NEW."escalated", 'mail_id', NEW."mail_id", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_reminder_sent_update BEFORE UPDATE ON "reminder_sent" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_reminder_sent_delete BEFORE DELETE ON "reminder_sent" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER history_schedule_occurrence_insert AFTER INSERT ON "schedule_occurrence" BEGIN
  SELECT RAISE(ABORT, 'outside a change set') WHERE (SELECT change_set FROM current_change) IS NULL;
  INSERT INTO row_change (change_set, tbl, pk, before, after, salt) SELECT change_set, 'schedule_occurrence', NEW.id, NULL, json_object('schedule_id', NEW."schedule_id", 'key', NEW."key", 'day', NEW."day", 'invoice_id', NEW."invoice_id", 'id', NEW."id"), hex(randomblob(16)) FROM current_change;
END;
CREATE TRIGGER facts_schedule_occurrence_update BEFORE UPDATE ON "schedule_occurrence" BEGIN
  SELECT RAISE(ABORT, 'facts are append-only');
END;
CREATE TRIGGER facts_schedule_occurrence_delete BEFORE DELETE ON "schedule_occurrence" BEGIN
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
CREATE TRIGGER guard_move_booking_frozen BEFORE UPDATE ON "move_booking" BEGIN
  SELECT RAISE(ABORT, 'booked receipt') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged' AND (NEW."move_id" IS NOT OLD."move_id" OR NEW."booked_as" IS NOT OLD."booked_as" OR NEW."receipt_id" IS NOT OLD."receipt_id" OR NEW."refund_id" IS NOT OLD."refund_id" OR NEW."entry_id" IS NOT OLD."entry_id" OR NEW."fee_entry_id" IS NOT OLD."fee_entry_id" OR NEW."share" IS NOT OLD."share" OR NEW."booked_at" IS NOT OLD."booked_at" OR NEW."booked_by" IS NOT OLD."booked_by" OR NEW."id" IS NOT OLD."id");
END;
CREATE TRIGGER guard_move_booking_kept BEFORE DELETE ON "move_booking" BEGIN
  SELECT RAISE(ABORT, 'booked receipt') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged';
END;
CREATE TRIGGER guard_invoice_frozen BEFORE UPDATE ON "invoice" BEGIN
  SELECT RAISE(ABORT, 'issued invoice') WHERE OLD.status <> 'draft' AND NOT (SELECT action FROM current_change) IS 'purged' AND (NEW."kind" IS NOT OLD."kind" OR NEW."document_date" IS NOT OLD."document_date" OR NEW."due_date" IS NOT OLD."due_date" OR NEW."tax_point" IS NOT OLD."tax_point" OR NEW."posting_date" IS NOT OLD."posting_date" OR NEW."served_from" IS NOT OLD."served_from" OR NEW."served_to" IS NOT OLD."served_to" OR NEW."net" IS NOT OLD."net" OR NEW."tax" IS NOT OLD."tax" OR NEW."rounding" IS NOT OLD."rounding" OR NEW."total" IS NOT OLD."total" OR NEW."rate" IS NOT OLD."rate" OR NEW."rate_source" IS NOT OLD."rate_source" OR NEW."discount_days" IS NOT OLD."discount_days" OR NEW."discount_share" IS NOT OLD."discount_share" OR NEW."discount_tax" IS NOT OLD."discount_tax" OR NEW."billed_to" IS NOT OLD."billed_to" OR NEW."payment_reference" IS NOT OLD."payment_reference" OR NEW."estimate_id" IS NOT OLD."estimate_id" OR NEW."schedule_id" IS NOT OLD."schedule_id" OR NEW."corrects_id" IS NOT OLD."corrects_id" OR NEW."fee_for_id" IS NOT OLD."fee_for_id" OR NEW."open_at_take_on" IS NOT OLD."open_at_take_on" OR NEW."taken_on" IS NOT OLD."taken_on" OR NEW."created_by" IS NOT OLD."created_by" OR NEW."issued_at" IS NOT OLD."issued_at" OR NEW."issued_by" IS NOT OLD."issued_by" OR NEW."contact_id" IS NOT OLD."contact_id" OR NEW."currency" IS NOT OLD."currency" OR NEW."language" IS NOT OLD."language" OR NEW."reference" IS NOT OLD."reference" OR NEW."tax_mode" IS NOT OLD."tax_mode" OR NEW."rounded_by" IS NOT OLD."rounded_by" OR NEW."introduction" IS NOT OLD."introduction" OR NEW."note" IS NOT OLD."note" OR NEW."id" IS NOT OLD."id" OR (OLD."number" IS NOT NULL AND NEW."number" IS NOT OLD."number"));
END;
CREATE TRIGGER guard_invoice_kept BEFORE DELETE ON "invoice" BEGIN
  SELECT RAISE(ABORT, 'issued invoice') WHERE OLD.status <> 'draft' AND NOT (SELECT action FROM current_change) IS 'purged';
END;
CREATE TRIGGER guard_invoice_status BEFORE UPDATE ON invoice BEGIN
              SELECT RAISE(ABORT, 'issued invoice') WHERE
                (OLD.status <> 'draft' AND NEW.status = 'draft') OR (OLD.status = 'void' AND NEW.status <> 'void');
            END;
CREATE TRIGGER guard_invoice_line_insert BEFORE INSERT ON "invoice_line" BEGIN
  SELECT RAISE(ABORT, 'issued invoice') FROM "invoice" AS whole
    WHERE whole.id = NEW."invoice_id" AND whole.status <> 'draft' AND NOT (SELECT action FROM current_change) IS 'purged';
END;
CREATE TRIGGER guard_invoice_line_update BEFORE UPDATE ON "invoice_line" BEGIN
  SELECT RAISE(ABORT, 'issued invoice') FROM "invoice" AS whole
    WHERE whole.id = OLD."invoice_id" AND whole.status <> 'draft' AND NOT (SELECT action FROM current_change) IS 'purged';
END;
CREATE TRIGGER guard_invoice_line_delete BEFORE DELETE ON "invoice_line" BEGIN
  SELECT RAISE(ABORT, 'issued invoice') FROM "invoice" AS whole
    WHERE whole.id = OLD."invoice_id" AND whole.status <> 'draft' AND NOT (SELECT action FROM current_change) IS 'purged';
END;
CREATE TRIGGER guard_instalment_frozen BEFORE UPDATE ON "instalment" BEGIN
  SELECT RAISE(ABORT, 'issued invoice') WHERE (SELECT status FROM invoice WHERE id = OLD.invoice_id) <> 'draft' AND NOT (SELECT action FROM current_change) IS 'purged' AND (NEW."invoice_id" IS NOT OLD."invoice_id" OR NEW."position" IS NOT OLD."position" OR NEW."name" IS NOT OLD."name" OR NEW."amount" IS NOT OLD."amount" OR NEW."share" IS NOT OLD."share" OR NEW."rest" IS NOT OLD."rest" OR NEW."id" IS NOT OLD."id" OR (OLD."due_date" IS NOT NULL AND NEW."due_date" IS NOT OLD."due_date"));
END;
CREATE TRIGGER guard_invoice_allocation_frozen BEFORE UPDATE ON "invoice_allocation" BEGIN
  SELECT RAISE(ABORT, 'booked receipt') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged' AND (NEW."invoice_id" IS NOT OLD."invoice_id" OR NEW."source" IS NOT OLD."source" OR NEW."source_id" IS NOT OLD."source_id" OR NEW."day" IS NOT OLD."day" OR NEW."amount" IS NOT OLD."amount" OR NEW."base_amount" IS NOT OLD."base_amount" OR NEW."gain" IS NOT OLD."gain" OR NEW."reverses_id" IS NOT OLD."reverses_id" OR NEW."id" IS NOT OLD."id");
END;
CREATE TRIGGER guard_invoice_allocation_kept BEFORE DELETE ON "invoice_allocation" BEGIN
  SELECT RAISE(ABORT, 'booked receipt') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged';
END;
CREATE TRIGGER guard_instalment_kept BEFORE DELETE ON "instalment" BEGIN
  SELECT RAISE(ABORT, 'issued invoice') WHERE (SELECT status FROM invoice WHERE id = OLD.invoice_id) <> 'draft' AND NOT (SELECT action FROM current_change) IS 'purged';
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
CREATE TRIGGER guard_receipt_frozen BEFORE UPDATE ON "receipt" BEGIN
  SELECT RAISE(ABORT, 'booked receipt') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged' AND (NEW."number" IS NOT OLD."number" OR NEW."contact_id" IS NOT OLD."contact_id" OR NEW."day" IS NOT OLD."day" OR NEW."currency" IS NOT OLD."currency" OR NEW."amount" IS NOT OLD."amount" OR NEW."way" IS NOT OLD."way" OR NEW."account_id" IS NOT OLD."account_id" OR NEW."bank_account_id" IS NOT OLD."bank_account_id" OR NEW."banked" IS NOT OLD."banked" OR NEW."banked_currency" IS NOT OLD."banked_currency" OR NEW."rate" IS NOT OLD."rate" OR NEW."rate_source" IS NOT OLD."rate_source" OR NEW."fee" IS NOT OLD."fee" OR NEW."fee_tax" IS NOT OLD."fee_tax" OR NEW."fee_account_id" IS NOT OLD."fee_account_id" OR NEW."fee_tax_code_id" IS NOT OLD."fee_tax_code_id" OR NEW."payment_reference" IS NOT OLD."payment_reference" OR NEW."note" IS NOT OLD."note" OR NEW."match_id" IS NOT OLD."match_id" OR NEW."bank_line_id" IS NOT OLD."bank_line_id" OR NEW."entered_by" IS NOT OLD."entered_by" OR NEW."entered_at" IS NOT OLD."entered_at" OR NEW."id" IS NOT OLD."id" OR (OLD."reversed_on" IS NOT NULL AND NEW."reversed_on" IS NOT OLD."reversed_on") OR (OLD."reversed_reason" IS NOT NULL AND NEW."reversed_reason" IS NOT OLD."reversed_reason"));
END;
CREATE TRIGGER guard_receipt_kept BEFORE DELETE ON "receipt" BEGIN
  SELECT RAISE(ABORT, 'booked receipt') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged';
END;
CREATE TRIGGER guard_refund_frozen BEFORE UPDATE ON "refund" BEGIN
  SELECT RAISE(ABORT, 'booked receipt') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged' AND (NEW."contact_id" IS NOT OLD."contact_id" OR NEW."receipt_id" IS NOT OLD."receipt_id" OR NEW."credit_note_id" IS NOT OLD."credit_note_id" OR NEW."day" IS NOT OLD."day" OR NEW."currency" IS NOT OLD."currency" OR NEW."amount" IS NOT OLD."amount" OR NEW."way" IS NOT OLD."way" OR NEW."account_id" IS NOT OLD."account_id" OR NEW."bank_account_id" IS NOT OLD."bank_account_id" OR NEW."rate" IS NOT OLD."rate" OR NEW."rate_source" IS NOT OLD."rate_source" OR NEW."payment_reference" IS NOT OLD."payment_reference" OR NEW."reason" IS NOT OLD."reason" OR NEW."match_id" IS NOT OLD."match_id" OR NEW."entered_by" IS NOT OLD."entered_by" OR NEW."entered_at" IS NOT OLD."entered_at" OR NEW."id" IS NOT OLD."id" OR (OLD."reversed_on" IS NOT NULL AND NEW."reversed_on" IS NOT OLD."reversed_on") OR (OLD."reversed_reason" IS NOT NULL AND NEW."reversed_reason" IS NOT OLD."reversed_reason"));
END;
CREATE TRIGGER guard_refund_kept BEFORE DELETE ON "refund" BEGIN
  SELECT RAISE(ABORT, 'booked receipt') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged';
END;
CREATE TRIGGER guard_portal_consent_kept BEFORE DELETE ON "portal_consent" BEGIN
  SELECT RAISE(ABORT, 'recorded consent') WHERE 1 AND NOT (SELECT action FROM current_change) IS 'purged';
END;
COMMIT;
PRAGMA application_id=1111778156;
PRAGMA user_version=4;
