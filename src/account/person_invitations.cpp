#include "person_invitations.hpp"

#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/invitations.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/net/json.hpp"

#include <algorithm>
#include <map>

namespace stratum::account {
namespace {

constexpr std::string_view kOpen = " AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2 ORDER BY id";

/// Nothing where the entry was about something else than an address.
std::string email_in(const std::string& personal) {
    const auto json = net::parse_json(personal);
    return json ? fold_case(json->text("email")) : std::string{};
}

Result<void> revoke_all(store::Database& database, const Call& call, const std::vector<store::Row>& open) {
    for (const auto& row : open) STRATUM_TRY_VOID(revoke_invitation(database, call, uuid_at(row, 0), uuid_at(row, 1)));
    return {};
}

}  // namespace

Result<std::vector<std::string>> emails_of(store::Database& database, const Uuid& user) {
    std::vector<std::string> all;
    STRATUM_TRY_VOID(
        database.each("SELECT email_folded FROM users WHERE id = $1 UNION SELECT email_folded FROM "
                      "invitations WHERE accepted_by = $1",
                      {user.bytes}, [&](const store::Row& row) -> Result<void> {
                          all.push_back(row.text(0));
                          return {};
                      }));
    STRATUM_TRY_VOID(database.each(
        "SELECT personal FROM audit_entries WHERE subject = $1 AND action IN ('user.created', 'user.email_changed') "
        "AND personal IS NOT NULL",
        {subject_of("user", user)}, [&](const store::Row& row) -> Result<void> {
            if (auto email = email_in(row.text(0)); !email.empty()) all.push_back(std::move(email));
            return {};
        }));
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    std::vector<std::string> out;
    for (auto& email : all) {
        STRATUM_TRY(const auto other, database.query_one("SELECT 1 FROM users WHERE email_folded = $1 AND id <> $2",
                                                         {email, user.bytes}));
        if (!other) out.push_back(std::move(email));
    }
    return out;
}

Result<std::vector<InvitationOf>> invitations_of(store::Database& database, const Uuid& user) {
    std::map<Uuid, InvitationOf> found;
    const auto add = [&](const store::Row& row) -> Result<void> {
        InvitationOf one{uuid_at(row, 0), uuid_at(row, 1), row.text(2), row.text(3), time_at(row, 4)};
        found.insert_or_assign(one.id, std::move(one));
        return {};
    };
    const std::string select = "SELECT workspace_id, id, email, role, created_at FROM invitations WHERE ";
    STRATUM_TRY_VOID(database.each(select + "accepted_by = $1", {user.bytes}, add));
    STRATUM_TRY(const auto emails, emails_of(database, user));
    for (const auto& email : emails) STRATUM_TRY_VOID(database.each(select + "email_folded = $1", {email}, add));
    std::vector<InvitationOf> out;
    for (auto& [id, one] : found) out.push_back(std::move(one));
    return out;
}

Result<void> revoke_invitations_of(store::Database& database, const Call& call, const Uuid& workspace,
                                   const Uuid& user) {
    const std::string select = "SELECT workspace_id, id FROM invitations WHERE workspace_id = $1 AND ";
    STRATUM_TRY(const auto emails, emails_of(database, user));
    for (const auto& email : emails) {
        STRATUM_TRY(const auto open, database.query(select + "email_folded = $3" + std::string{kOpen},
                                                    {workspace.bytes, call.now.milliseconds, email}));
        STRATUM_TRY_VOID(revoke_all(database, call, open));
    }
    STRATUM_TRY(const auto sent, database.query(select + "invited_by = $3" + std::string{kOpen},
                                                {workspace.bytes, call.now.milliseconds, user.bytes}));
    return revoke_all(database, call, sent);
}

Result<void> revoke_invitations_by(store::Database& database, const Call& call, const Uuid& inviter) {
    STRATUM_TRY(const auto sent,
                database.query("SELECT workspace_id, id FROM invitations WHERE invited_by = $1" + std::string{kOpen},
                               {inviter.bytes, call.now.milliseconds}));
    return revoke_all(database, call, sent);
}

}  // namespace stratum::account
