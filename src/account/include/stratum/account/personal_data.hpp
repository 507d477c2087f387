#pragma once

#include "stratum/account/call.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace stratum::account {

// What this room holds of a person, as the GDPR asks for it (articles 15, 17 and 20). Other rooms add their own.

struct PersonalMembership {
    std::string workspace;
    std::string name;
    std::string role;
    std::string since;
};
struct PersonalSession {
    std::string begun_at;
    std::string seen_at;
    std::string address;
    std::string agent;
};
struct PersonalKey {
    std::string name;
    std::string workspace;
    std::vector<std::string> scopes;
    std::string created_at;
    std::optional<std::string> used_at;
};
struct PersonalPasskey {
    std::string name;
    std::string created_at;
    std::optional<std::string> used_at;
};
struct PersonalIdentity {
    std::string issuer;
    std::string subject;
    std::string email;
    std::string used_at;
};
struct PersonalInvitation {
    std::string workspace;
    std::string email;
    std::string role;
    std::string created_at;
};
struct PersonalAction {
    std::string at;
    std::string action;
    std::string subject;
    std::string details;
    std::optional<std::string> personal;
};
/// All of it, ready for JSON; times as RFC 3339. Secrets and hashes are not in it, only that there are some.
struct PersonalData {
    std::string id;
    std::string email;
    std::optional<std::string> email_verified_at;
    std::string name;
    std::string created_at;
    bool has_password = false;
    bool has_second_factor = false;
    std::vector<PersonalMembership> memberships;
    std::vector<PersonalSession> sessions;
    std::vector<PersonalKey> keys;
    std::vector<PersonalPasskey> passkeys;
    std::vector<PersonalIdentity> identities;
    std::vector<PersonalInvitation> invitations;  ///< That they accepted, or that went to an address of theirs.
    std::vector<PersonalAction> actions;          ///< What the audit log knows them to have done, oldest first.
    std::vector<PersonalAction> mentions;         ///< What others did to them, as the audit log knows it.
};
/// Errors: `not_found`.
[[nodiscard]] Result<PersonalData> export_personal_data(store::Database& database, const Uuid& user);

/// The workspaces of which the person is the only member.
[[nodiscard]] Result<std::vector<Uuid>> own_workspaces(store::Database& database, const Uuid& user);

struct Erased {
    /// Workspaces of which the person was the only member: they are closed, so that nobody can reach them any more, and
    /// the caller deletes what is in them, in the same transaction or by a job. Where the server's own library is among
    /// them, an empty one has taken its place.
    std::vector<Uuid> left_behind;
};
/// Deletes the person: user, logins, keys, factors, identities, memberships, invitations to their addresses. What they
/// sent themselves ends, and the workspaces of others hear of it as of a member who left. The audit log keeps that
/// something was done by an id, which names nobody any more; what was personal in its entries is erased, and the chain
/// still verifies. Hand-over rule: who is the last owner of a workspace with other members makes one of them an owner
/// first. Errors: `not_found`; `invalid_argument` by that rule, naming the workspace.
[[nodiscard]] Result<Erased> erase_user(store::Database& database, const Call& call, const Uuid& user);

template <class V>
void describe(V& v, PersonalMembership& m) {
    v.field("workspace", m.workspace);
    v.field("name", m.name);
    v.field("role", m.role);
    v.field("since", m.since);
}
template <class V>
void describe(V& v, PersonalSession& s) {
    v.field("begun_at", s.begun_at);
    v.field("seen_at", s.seen_at);
    v.field("address", s.address);
    v.field("agent", s.agent);
}
template <class V>
void describe(V& v, PersonalKey& k) {
    v.field("name", k.name);
    v.field("workspace", k.workspace);
    v.field("scopes", k.scopes);
    v.field("created_at", k.created_at);
    v.field("used_at", k.used_at);
}
template <class V>
void describe(V& v, PersonalPasskey& p) {
    v.field("name", p.name);
    v.field("created_at", p.created_at);
    v.field("used_at", p.used_at);
}
template <class V>
void describe(V& v, PersonalIdentity& i) {
    v.field("issuer", i.issuer);
    v.field("subject", i.subject);
    v.field("email", i.email);
    v.field("used_at", i.used_at);
}
template <class V>
void describe(V& v, PersonalInvitation& i) {
    v.field("workspace", i.workspace);
    v.field("email", i.email);
    v.field("role", i.role);
    v.field("created_at", i.created_at);
}
template <class V>
void describe(V& v, PersonalAction& a) {
    v.field("at", a.at);
    v.field("action", a.action);
    v.field("subject", a.subject);
    v.field("details", a.details);
    v.field("personal", a.personal);
}
template <class V>
void describe(V& v, PersonalData& d) {
    v.field("id", d.id);
    v.field("email", d.email);
    v.field("email_verified_at", d.email_verified_at);
    v.field("name", d.name);
    v.field("created_at", d.created_at);
    v.field("has_password", d.has_password);
    v.field("has_second_factor", d.has_second_factor);
    v.field("memberships", d.memberships);
    v.field("sessions", d.sessions);
    v.field("keys", d.keys);
    v.field("passkeys", d.passkeys);
    v.field("identities", d.identities);
    v.field("invitations", d.invitations);
    v.field("actions", d.actions);
    v.field("mentions", d.mentions);
}

}  // namespace stratum::account
