#include "stratum/account/schema.hpp"

#include <array>

namespace stratum::account {
namespace {

// Ids are 16 bytes (UUIDv7), hashes 32, times milliseconds since 1970, truth values 0 or 1. Of every token only its
// hash is kept. `email_folded` is what is compared.
constexpr std::string_view kPeople = R"(
CREATE TABLE IF NOT EXISTS workspaces (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL);

CREATE TABLE workspace_settings (
    workspace_id BYTEA NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    privacy TEXT NOT NULL);

CREATE TABLE users (
    id BYTEA NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    email_verified_at BIGINT,
    name TEXT NOT NULL,
    password TEXT,
    locked_at BIGINT,
    created_at BIGINT NOT NULL);

CREATE TABLE memberships (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    user_id BYTEA NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id));
CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE custom_roles (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, name));

CREATE TABLE custom_role_permissions (
    workspace_id BYTEA NOT NULL,
    role TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (workspace_id, role, permission),
    FOREIGN KEY (workspace_id, role) REFERENCES custom_roles (workspace_id, name));

CREATE TABLE invitations (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    id BYTEA NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    role TEXT NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    invited_by BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    accepted_by BYTEA,
    revoked_at BIGINT,
    PRIMARY KEY (workspace_id, id));
CREATE INDEX invitations_by_email ON invitations (email_folded);
)";

constexpr std::string_view kEntrance = R"(
CREATE TABLE sessions (
    id BYTEA NOT NULL PRIMARY KEY,
    user_id BYTEA NOT NULL REFERENCES users (id),
    token_hash BYTEA NOT NULL UNIQUE,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    fresh_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE api_keys (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    id BYTEA NOT NULL,
    public_id TEXT NOT NULL UNIQUE,
    secret_hash BYTEA NOT NULL,
    name TEXT NOT NULL,
    created_by BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (workspace_id, id));
CREATE INDEX api_keys_by_creator ON api_keys (created_by);

CREATE TABLE api_key_scopes (
    workspace_id BYTEA NOT NULL,
    key_id BYTEA NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (workspace_id, key_id, permission),
    FOREIGN KEY (workspace_id, key_id) REFERENCES api_keys (workspace_id, id));

CREATE TABLE mail_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    user_id BYTEA NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL);
CREATE INDEX mail_tokens_by_user ON mail_tokens (user_id);

CREATE TABLE totp_secrets (
    user_id BYTEA NOT NULL PRIMARY KEY REFERENCES users (id),
    sealed BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT);

CREATE TABLE recovery_codes (
    user_id BYTEA NOT NULL REFERENCES users (id),
    code_hash BYTEA NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (user_id, code_hash));

CREATE TABLE passkeys (
    id BYTEA NOT NULL PRIMARY KEY,
    user_id BYTEA NOT NULL REFERENCES users (id),
    credential_id BYTEA NOT NULL UNIQUE,
    public_key BYTEA NOT NULL,
    sign_count BIGINT NOT NULL,
    backed_up BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT);
CREATE INDEX passkeys_by_user ON passkeys (user_id);

CREATE TABLE passkey_challenges (
    challenge_hash BYTEA NOT NULL PRIMARY KEY,
    user_id BYTEA,
    purpose TEXT NOT NULL,
    expires_at BIGINT NOT NULL);

CREATE TABLE oidc_identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id BYTEA NOT NULL REFERENCES users (id),
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject));
CREATE INDEX oidc_identities_by_user ON oidc_identities (user_id);

CREATE TABLE oidc_logins (
    state_hash BYTEA NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier BYTEA NOT NULL,
    link_user BYTEA,
    return_to TEXT NOT NULL,
    expires_at BIGINT NOT NULL);

CREATE TABLE throttles (
    key_hash BYTEA NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL);
)";

// An entry outlives whom and what it names, so nothing here refers to other tables. Entries of the whole server stand
// under the workspace of zeros. `personal` is held beside the chain, which knows only its salted hash, so that it can
// be erased.
constexpr std::string_view kRecords = R"(
CREATE TABLE audit_entries (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BYTEA NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    personal TEXT,
    salt BYTEA,
    personal_hash BYTEA NOT NULL,
    position BIGINT,
    hash BYTEA,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, position));
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject);
CREATE INDEX audit_entries_unsealed ON audit_entries (workspace_id, id) WHERE position IS NULL;

CREATE TABLE audit_checkpoints (
    workspace_id BYTEA NOT NULL,
    position BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    at BIGINT NOT NULL,
    public_key BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (workspace_id, position));

CREATE TABLE outgoing_hosts (
    workspace_id BYTEA NOT NULL REFERENCES workspaces (id),
    host TEXT NOT NULL,
    internal BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, host));

CREATE TABLE outgoing_ledger (
    workspace_id BYTEA NOT NULL,
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    host TEXT NOT NULL,
    address TEXT NOT NULL,
    feature TEXT NOT NULL,
    purpose TEXT NOT NULL,
    content TEXT NOT NULL,
    bytes_out BIGINT NOT NULL,
    bytes_in BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id));
)";

// Tokens remember the address as it was written, so that one can be changed to it.
constexpr std::string_view kAddresses = "ALTER TABLE mail_tokens ADD COLUMN email TEXT NOT NULL DEFAULT ''";

// Who sent it, and how it was answered (0: not, as far as is known).
constexpr std::string_view kAnswers = R"(
ALTER TABLE outgoing_ledger ADD COLUMN actor TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing_ledger ADD COLUMN status BIGINT NOT NULL DEFAULT 0;
)";

// Over an entry as it was written, until the chain covers it; null in those that are older than this column.
constexpr std::string_view kContentHash = "ALTER TABLE audit_entries ADD COLUMN content_hash BYTEA";

// The mail's link is another than the one that whoever invites may hand over: only who got it by mail has the address.
constexpr std::string_view kMailedLinks = R"(
ALTER TABLE invitations ADD COLUMN mail_token_hash BYTEA;
CREATE UNIQUE INDEX invitations_by_mail_token ON invitations (mail_token_hash);
)";

// Workspaces that nobody is in any more and whose rows go by a job. Until then they are nobody's, whoever comes first.
// The library's schema makes the same table: the terminal has no accounts, and asks for the oldest workspace too.
constexpr std::string_view kClosed = R"(
CREATE TABLE IF NOT EXISTS closed_workspaces (
    workspace_id BYTEA NOT NULL PRIMARY KEY REFERENCES workspaces (id));
)";

constexpr std::array<store::Migration, 8> kSteps{{{1, "workspaces, users, members, roles, invitations", kPeople},
                                                  {2, "sessions, keys, tokens, second factors, identities", kEntrance},
                                                  {3, "audit, outgoing traffic", kRecords},
                                                  {4, "addresses of mail tokens", kAddresses},
                                                  {5, "answers to outgoing traffic", kAnswers},
                                                  {6, "hashes of audit entries that wait", kContentHash},
                                                  {7, "links of invitations that went by mail", kMailedLinks},
                                                  {8, "workspaces that are going away", kClosed}}};

}  // namespace

store::MigrationSet schema() { return {"account", kSteps}; }

}  // namespace stratum::account
