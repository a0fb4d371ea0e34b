PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('0001_create_tables');
INSERT INTO grdb_migrations VALUES('0002_job_lists');
INSERT INTO grdb_migrations VALUES('0003_accounts_and_programs');
INSERT INTO grdb_migrations VALUES('0004_sessions');
INSERT INTO grdb_migrations VALUES('0005_retention');
CREATE TABLE account (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, role TEXT NOT NULL, token_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL
, may_publish INTEGER NOT NULL DEFAULT 0, is_disabled INTEGER NOT NULL DEFAULT 0, queued_job_count_max INTEGER, running_job_count_max INTEGER, stored_byte_count_max INTEGER) STRICT;
INSERT INTO account VALUES(1,'ada','user',X'0303030303030303030303030303030303030303030303030303030303030303',1700000000000003,0,0,NULL,NULL,NULL);
INSERT INTO account VALUES(2,'root','administrator',X'0404040404040404040404040404040404040404040404040404040404040404',1700000000000004,0,0,NULL,NULL,NULL);
CREATE TABLE claim (
    account TEXT NOT NULL, key TEXT NOT NULL, answer BLOB NOT NULL, claimed_at INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
INSERT INTO claim VALUES('ada','first',X'010203',1700000000000001);
CREATE TABLE program (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, is_public INTEGER NOT NULL,
    is_deleted INTEGER NOT NULL DEFAULT 0, last_version INTEGER NOT NULL, created_at INTEGER NOT NULL
, name TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO program VALUES(1,'hello','ada',1,0,2,1700000000000001,'hello');
INSERT INTO program VALUES(2,'gone','bob',0,1,1,1700000000000001,'gone');
CREATE TABLE program_version (
    row INTEGER PRIMARY KEY, program INTEGER NOT NULL, version INTEGER NOT NULL, metadata BLOB NOT NULL,
    source_form INTEGER NOT NULL, source_content_type INTEGER NOT NULL, source BLOB NOT NULL,
    source_byte_count INTEGER NOT NULL, updated_at INTEGER NOT NULL, source_hash BLOB NOT NULL DEFAULT x'', UNIQUE (program, version)
) STRICT;
INSERT INTO program_version VALUES(1,1,1,X'7b226e616d65223a2268656c6c6f227d',0,2,X'646566206d61696e28293a2072657475726e2031',21,1700000000000001,X'36d1299d0f88f6f123c3787b81297d09064f86309a5d442013f222d6be3ee1ac');
INSERT INTO program_version VALUES(2,1,2,X'7b226e616d65223a2268656c6c6f227d',0,2,X'646566206d61696e28293a2072657475726e2032',21,1700000000000002,X'18970c48f8a764b7f7fee49d3d46ee780512d3029092d00ccac6bdf0e624ddd7');
INSERT INTO program_version VALUES(3,2,1,X'7b226e616d65223a22676f6e65227d',0,2,X'646566206d61696e28293a2072657475726e2031',21,1700000000000001,X'36d1299d0f88f6f123c3787b81297d09064f86309a5d442013f222d6be3ee1ac');
CREATE TABLE job (
    row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, owner TEXT NOT NULL, program_id TEXT NOT NULL,
    program_version INTEGER NOT NULL, backend TEXT NOT NULL, environment TEXT NOT NULL,
    max_execution_time INTEGER NOT NULL, log_level TEXT, created_at INTEGER NOT NULL, status TEXT NOT NULL,
    is_final INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT, incarnation TEXT,
    last_sequence INTEGER NOT NULL, last_report INTEGER NOT NULL, result_sequence INTEGER, code TEXT,
    reason TEXT, started_at INTEGER, ended_at INTEGER
, session_id TEXT, resumed_from BLOB, timeline_hash BLOB NOT NULL DEFAULT x'', canceller TEXT, cancelled_at INTEGER, checkpoint_sequence INTEGER, stored_byte_count INTEGER NOT NULL DEFAULT 0, payloads_removed_at INTEGER) STRICT;
INSERT INTO job VALUES(1,X'fedcba98765432100000000000000001','ada','hello',1,'ring-1','default',301,NULL,1700000000000001,'running',0,2,'executor-1','first',5,7,3,'program.raised','The program raised; read the traceback.',1700000000000010,1700000000000020,NULL,NULL,X'61087336739fb0f80d9da7865bb7738e880a1188b042f64a6173615ec8554cad',NULL,NULL,NULL,41,NULL);
INSERT INTO job VALUES(2,X'fedcba98765432100000000000000002','ada','gone',1,'ring-2','default',302,'DEBUG',1700000000000002,'completed',1,2,'executor-1','first',0,7,3,'program.raised','The program raised; read the traceback.',1700000000000010,1700000000000020,NULL,NULL,X'd659cce65af39af629bafbf27c20ba0c1a1fd4356b8dde623db024a051a09f12','root',1700000000000015,2,16,NULL);
CREATE TABLE job_inputs (
    job INTEGER PRIMARY KEY, form INTEGER NOT NULL, content_type INTEGER NOT NULL, bytes BLOB NOT NULL
) STRICT;
INSERT INTO job_inputs VALUES(1,0,1,X'7b22697465726174696f6e73223a317d');
INSERT INTO job_inputs VALUES(2,0,1,X'7b22697465726174696f6e73223a327d');
CREATE TABLE job_tag (
    job INTEGER NOT NULL, position INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (job, position)
) STRICT, WITHOUT ROWID;
INSERT INTO job_tag VALUES(1,0,'x');
INSERT INTO job_tag VALUES(1,1,'y');
CREATE TABLE attempt (
    job INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL, incarnation TEXT NOT NULL,
    started_at INTEGER NOT NULL, ended_at INTEGER, ended_as TEXT, PRIMARY KEY (job, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt VALUES(1,1,'executor-1','first',1700000000000001,1700000000000002,'lost');
CREATE TABLE event_block (
    row INTEGER PRIMARY KEY, job INTEGER NOT NULL, first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (job, last_sequence)
) STRICT;
INSERT INTO event_block VALUES(1,1,1,3,X'0000002d62010200000100010000000000000001fedcba9876543210000000000000000100060a24181e400101010101010000002d61010100000000010000000000000002fedcba9876543210000000000000000100060a24181e400202020202020000002d62010200000100010000000000000003fedcba9876543210000000000000000100060a24181e40030303030303');
INSERT INTO event_block VALUES(2,1,4,5,X'0000002d61010100000000010000000000000004fedcba9876543210000000000000000100060a24181e400404040404040000002d62010200000100010000000000000005fedcba9876543210000000000000000100060a24181e40050505050505');
CREATE TABLE body (
    row INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, byte_count INTEGER NOT NULL, bytes BLOB
, kept_at INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO body VALUES(1,X'd3661df78f7548711c33a2728e73ca40e7aa4e14b6449f5b500b7331826337f9',300,X'd659cce65af39af629bafbf27c20ba0c1a1fd4356b8dde623db024a051a09f121cc58e5aca6adc1dffe48ab8cd16f4052fa2aae87cc21d28d6b377064916ec35679fb378a227a21df1ac8784e946af0581abb742127138f3387e9618ff5641e275441b2029e09e4a0e3d14f3ee6c7a00139911695bf4e9b8767c47110381825846b44435fc73be960eabf75fce345e65653d2482bf22cdd15d5902f96d8902272c4962b676b11a3b09bd5a1958206de6c4c5130b855491e15e12f2172156543968e60055949960e1ad480a1eb6e3cec9273498b1f9e19e410c8572ee9461965c39a519905b1bbe4aedf82e547b4749a57a4a59ab112347e70d8107b415db3e49720dbb4ebc5a577c3ea58940218d58b67d00ce9294f374d08e5be24b8d4c6b2f90c11cf1f96a256645233641',0);
INSERT INTO body VALUES(2,X'abababababababababababababababababababababababababababababababab',4,X'01020304',1700000000000002);
CREATE TABLE job_total (
    owner TEXT NOT NULL, program_id TEXT NOT NULL, backend TEXT NOT NULL, job_count INTEGER NOT NULL,
    PRIMARY KEY (owner, program_id, backend)
) STRICT, WITHOUT ROWID;
INSERT INTO job_total VALUES('ada','gone','ring-2',1);
INSERT INTO job_total VALUES('ada','hello','ring-1',1);
CREATE TABLE job_block (
    block INTEGER NOT NULL, owner TEXT NOT NULL, program_id TEXT NOT NULL, backend TEXT NOT NULL,
    job_count INTEGER NOT NULL, PRIMARY KEY (block, owner, program_id, backend)
) STRICT, WITHOUT ROWID;
INSERT INTO job_block VALUES(0,'ada','gone','ring-2',1);
INSERT INTO job_block VALUES(0,'ada','hello','ring-1',1);
CREATE TABLE job_number (last_deleted INTEGER NOT NULL) STRICT;
INSERT INTO job_number VALUES(0);
CREATE TABLE job_tag_total (
    tag TEXT NOT NULL, owner TEXT NOT NULL, job_count INTEGER NOT NULL, PRIMARY KEY (tag, owner)
) STRICT, WITHOUT ROWID;
INSERT INTO job_tag_total VALUES('x','ada',1);
INSERT INTO job_tag_total VALUES('y','ada',1);
CREATE TABLE program_share (
    program INTEGER NOT NULL, account TEXT NOT NULL, PRIMARY KEY (program, account)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE program_text USING fts5(
    id, name, description, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO program_text (rowid, id, name, description) VALUES(1,'hello','hello','');
CREATE TABLE account_usage (
    account TEXT PRIMARY KEY, stored_byte_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO account_usage VALUES('ada',99);
INSERT INTO account_usage VALUES('bob',21);
CREATE TABLE session (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, backend TEXT,
    time_to_live INTEGER NOT NULL, idle_time_max INTEGER NOT NULL, created_at INTEGER NOT NULL,
    status TEXT NOT NULL, reason TEXT, ended_at INTEGER
) STRICT;
CREATE TABLE body_use (
    hash BLOB NOT NULL, job INTEGER NOT NULL, PRIMARY KEY (hash, job)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_unfinished ON job (is_final) WHERE is_final = 0;
CREATE INDEX job_owner ON job (owner);
CREATE INDEX job_tag_tag ON job_tag (tag, job);
CREATE INDEX job_program ON job (program_id);
CREATE INDEX job_backend ON job (backend);
CREATE INDEX job_session ON job (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX job_created ON job (created_at);
CREATE INDEX program_name ON program (name);
CREATE INDEX program_owner ON program (owner);
CREATE INDEX program_share_account ON program_share (account, program);
CREATE TRIGGER usage_of_new_job AFTER INSERT ON job BEGIN
    INSERT INTO account_usage VALUES (NEW.owner, NEW.stored_byte_count) ON CONFLICT (account)
        DO UPDATE SET stored_byte_count = stored_byte_count + excluded.stored_byte_count;
END;
CREATE TRIGGER usage_of_job AFTER UPDATE OF stored_byte_count ON job BEGIN
    UPDATE account_usage SET stored_byte_count = stored_byte_count
        + NEW.stored_byte_count - OLD.stored_byte_count WHERE account = NEW.owner;
END;
CREATE TRIGGER usage_of_deleted_job AFTER DELETE ON job BEGIN
    UPDATE account_usage SET stored_byte_count = stored_byte_count - OLD.stored_byte_count
        WHERE account = OLD.owner;
END;
CREATE TRIGGER usage_of_new_version AFTER INSERT ON program_version BEGIN
    INSERT INTO account_usage
        SELECT owner, NEW.source_byte_count FROM program WHERE row = NEW.program ON CONFLICT (account)
        DO UPDATE SET stored_byte_count = stored_byte_count + excluded.stored_byte_count;
END;
CREATE TRIGGER usage_of_deleted_version AFTER DELETE ON program_version BEGIN
    UPDATE account_usage SET stored_byte_count = stored_byte_count - OLD.source_byte_count
        WHERE account = (SELECT owner FROM program WHERE row = OLD.program);
END;
CREATE INDEX session_owner ON session (owner);
CREATE INDEX session_open ON session (status) WHERE status = 'open';
CREATE INDEX body_use_job ON body_use (job);
CREATE INDEX program_version_body ON program_version (source_hash) WHERE source_form = 1;
CREATE INDEX claim_time ON claim (claimed_at);
CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL AND payloads_removed_at IS NULL;
INSERT INTO body_use VALUES(X'abababababababababababababababababababababababababababababababab',2);
INSERT INTO session VALUES(1,'session-1','ada','ring',101,11,1700000000000001,'closed','Closed by its user.',1700000000000009);
COMMIT;
