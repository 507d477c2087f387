#include "member_events.hpp"

#include "rows.hpp"
#include "stratum/store/events/events.hpp"

namespace stratum::account {

Result<void> tell_member(store::Database& database, const Call& call, const Uuid& workspace, std::string_view name,
                         const Uuid& user) {
    STRATUM_TRY_VOID(store::append_event(database, call.ids,
                                         {.workspace = workspace,
                                          .kind = std::string{name},
                                          .subject = to_text(user),
                                          .payload = R"({"user_id":")" + to_text(user) + "\"}",
                                          .actor = call.actor.user == Uuid{} ? "" : to_text(call.actor.user)},
                                         call.now));
    return {};
}

Result<void> tell_members_of_role(store::Database& database, const Call& call, const Uuid& workspace,
                                  std::string_view role) {
    STRATUM_TRY(const auto rows, database.query("SELECT user_id FROM memberships WHERE workspace_id = $1 AND role = $2 "
                                                "ORDER BY user_id",
                                                {workspace.bytes, role}));
    for (const auto& row : rows)
        STRATUM_TRY_VOID(tell_member(database, call, workspace, "member.updated", uuid_at(row, 0)));
    return {};
}

}  // namespace stratum::account
