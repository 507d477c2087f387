#include "member_events.hpp"

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

}  // namespace stratum::account
