CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE appointment (
	"case" VARCHAR(36), 
	worker VARCHAR(36), 
	method TEXT, 
	programme TEXT, 
	starts_at VARCHAR(20), 
	ends_at VARCHAR(20), 
	place TEXT, 
	companions JSON, 
	purpose TEXT, 
	reason TEXT, 
	state TEXT, 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_appointment PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_appointment_office_id_case ON appointment (office_id, "case");
CREATE INDEX ix_appointment_office_id_starts_at ON appointment (office_id, starts_at);
CREATE TABLE "case" (
	person VARCHAR(36), 
	number TEXT, 
	state TEXT, 
	opened_on VARCHAR(10), 
	closed_on VARCHAR(10), 
	closure TEXT, 
	route TEXT, 
	age_band TEXT, 
	issues JSON, 
	programmes JSON, 
	summary TEXT, 
	main_worker VARCHAR(36), 
	co_workers JSON, 
	source TEXT, 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_case PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_case_office_id_person ON "case" (office_id, person);
CREATE INDEX ix_case_office_id_state ON "case" (office_id, state);
CREATE TABLE change (
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	kind TEXT NOT NULL, 
	record VARCHAR(36) NOT NULL, 
	base VARCHAR(36), 
	fields TEXT NOT NULL, 
	resolves TEXT, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	head VARCHAR(36) NOT NULL, 
	author VARCHAR(36) NOT NULL, 
	device VARCHAR(36), 
	made_at VARCHAR(20) NOT NULL, 
	received_at VARCHAR(20) NOT NULL, 
	status TEXT NOT NULL, 
	conflicts TEXT, 
	late BOOLEAN NOT NULL, 
	CONSTRAINT pk_change PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_change_merged_head ON change (office_id, head) WHERE head <> id;
CREATE INDEX ix_change_office_id_record_seq ON change (office_id, record, seq);
CREATE TABLE comment (
	"case" VARCHAR(36), 
	about VARCHAR(36), 
	text TEXT, 
	written_at VARCHAR(20), 
	author VARCHAR(36), 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_comment PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_comment_office_id_about ON comment (office_id, about);
CREATE TABLE "conflict" (
	about VARCHAR(36), 
	about_kind TEXT, 
	scope VARCHAR(36), 
	field TEXT, 
	was JSON, 
	current JSON, 
	proposed JSON, 
	current_by VARCHAR(36), 
	proposed_by VARCHAR(36), 
	proposed_change VARCHAR(36), 
	raised_at VARCHAR(20), 
	state TEXT, 
	resolved_by VARCHAR(36), 
	asked BOOLEAN, 
	question TEXT, 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_conflict PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_conflict_office_id_about ON "conflict" (office_id, about);
CREATE INDEX ix_conflict_office_id_state ON "conflict" (office_id, state);
CREATE TABLE household (
	name TEXT, 
	address TEXT, 
	members TEXT, 
	safety_notes TEXT, 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_household PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_household_office_id_created_by ON household (office_id, created_by);
CREATE TABLE office (
	id VARCHAR(36) NOT NULL, 
	name TEXT NOT NULL, 
	time_zone TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	demonstration BOOLEAN NOT NULL, 
	created_at VARCHAR(20) NOT NULL, 
	CONSTRAINT pk_office PRIMARY KEY (id)
);
CREATE TABLE person (
	name TEXT, 
	kana TEXT, 
	born_on VARCHAR(10), 
	gender TEXT, 
	phone TEXT, 
	address TEXT, 
	household VARCHAR(36), 
	not_yet_met BOOLEAN, 
	notes TEXT, 
	source TEXT, 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_person PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_person_office_id_created_by ON person (office_id, created_by);
CREATE INDEX ix_person_office_id_household ON person (office_id, household);
CREATE TABLE "plan" (
	"case" VARCHAR(36), 
	number INTEGER, 
	goal TEXT, 
	coordination_meeting TEXT, 
	coordination_meeting_due VARCHAR(10), 
	decision TEXT, 
	decision_due VARCHAR(10), 
	period_end TEXT, 
	period_end_due VARCHAR(10), 
	next_monitoring TEXT, 
	next_monitoring_due VARCHAR(10), 
	evaluation_meeting TEXT, 
	evaluation_meeting_due VARCHAR(10), 
	evaluated TEXT, 
	evaluated_due VARCHAR(10), 
	result TEXT, 
	source TEXT, 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_plan PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_plan_office_id_case ON "plan" (office_id, "case");
CREATE INDEX ix_plan_office_id_next_monitoring_due ON "plan" (office_id, next_monitoring_due);
CREATE INDEX ix_plan_office_id_period_end_due ON "plan" (office_id, period_end_due);
CREATE TABLE record (
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	kind TEXT NOT NULL, 
	scope VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	head VARCHAR(36) NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	fields TEXT NOT NULL, 
	CONSTRAINT pk_record PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_record_office_id_scope_seq ON record (office_id, scope, seq);
CREATE TABLE staff (
	name TEXT, 
	role TEXT, 
	active BOOLEAN, 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_staff PRIMARY KEY (office_id, id)
);
CREATE TABLE support (
	day VARCHAR(10), 
	"case" VARCHAR(36), 
	appointment VARCHAR(36), 
	worker VARCHAR(36), 
	method TEXT, 
	programme TEXT, 
	started_at VARCHAR(20), 
	ended_at VARCHAR(20), 
	dated TEXT, 
	travel_minutes INTEGER, 
	place TEXT, 
	met JSON, 
	outcome TEXT, 
	companions JSON, 
	purpose TEXT, 
	reason TEXT, 
	accompaniment_level TEXT, 
	topics JSON, 
	narrative TEXT, 
	noticed TEXT, 
	next_action TEXT, 
	next_on VARCHAR(10), 
	wants_advice BOOLEAN, 
	safety_note TEXT, 
	attachments JSON, 
	author VARCHAR(36), 
	review TEXT, 
	reviewed_by VARCHAR(36), 
	reviewed_at VARCHAR(20), 
	late BOOLEAN, 
	source TEXT, 
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	seq INTEGER NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	deleted BOOLEAN, 
	CONSTRAINT pk_support PRIMARY KEY (office_id, id)
);
CREATE INDEX ix_support_office_id_case_day ON support (office_id, "case", day);
CREATE INDEX ix_support_office_id_day ON support (office_id, day);
CREATE TABLE visibility (
	office_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	scope VARCHAR(36) NOT NULL, 
	granted_seq INTEGER NOT NULL, 
	revoked_seq INTEGER, 
	revoked_at VARCHAR(20), 
	CONSTRAINT pk_visibility PRIMARY KEY (office_id, user_id, scope)
);
CREATE INDEX ix_visibility_office_id_scope ON visibility (office_id, scope);
CREATE TABLE assignment (
	office_id VARCHAR(36) NOT NULL, 
	case_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	since_seq INTEGER NOT NULL, 
	part TEXT NOT NULL, 
	since VARCHAR(20) NOT NULL, 
	until VARCHAR(20), 
	CONSTRAINT pk_assignment PRIMARY KEY (office_id, case_id, user_id, since_seq), 
	CONSTRAINT fk_assignment_office_id_case_id_case FOREIGN KEY(office_id, case_id) REFERENCES "case" (office_id, id)
);
CREATE INDEX ix_assignment_office_id_user_id_until ON assignment (office_id, user_id, until);
CREATE TABLE user (
	office_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	login TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	password_hash TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	created_at VARCHAR(20) NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (office_id, id), 
	CONSTRAINT fk_user_office_id_office FOREIGN KEY(office_id) REFERENCES office (id), 
	CONSTRAINT uq_user_login UNIQUE (login)
);
CREATE TABLE device (
	office_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	name TEXT NOT NULL, 
	told_seq INTEGER NOT NULL, 
	clock_offset_s INTEGER NOT NULL, 
	queued INTEGER NOT NULL, 
	registered_at VARCHAR(20) NOT NULL, 
	last_seen_at VARCHAR(20) NOT NULL, 
	revoked_at VARCHAR(20), 
	CONSTRAINT pk_device PRIMARY KEY (office_id, user_id, id), 
	CONSTRAINT fk_device_office_id_user_id_user FOREIGN KEY(office_id, user_id) REFERENCES user (office_id, id)
);
CREATE TABLE sign_in (
	token_hash VARCHAR(64) NOT NULL, 
	office_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	device_id VARCHAR(36), 
	created_at VARCHAR(20) NOT NULL, 
	expires_at VARCHAR(20) NOT NULL, 
	ended_at VARCHAR(20), 
	CONSTRAINT pk_sign_in PRIMARY KEY (token_hash), 
	CONSTRAINT fk_sign_in_office_id_user_id_user FOREIGN KEY(office_id, user_id) REFERENCES user (office_id, id)
);
CREATE INDEX ix_sign_in_office_id_user_id ON sign_in (office_id, user_id);
INSERT INTO alembic_version (version_num) VALUES ('0001');
