#pragma once

#include "stratum/account/login.hpp"
#include "stratum/platform/call.hpp"
#include "stratum/platform/route.hpp"
#include "stratum/store/database.hpp"
#include "wire.hpp"

#include <string>

namespace stratum::people {

/// Who `actor` is, what they may do in the workspace that the request is about, and what this server is.
[[nodiscard]] Result<SessionView> view_session(store::Database& database, const platform::Call& call,
                                               const account::Actor& actor, std::string csrf);

/// The answer to somebody who just proved who they are, in whatever way: the session with its cookie; what is needed
/// next where a second factor is; 401 with `refused` for a person, or 429 with the time to wait.
[[nodiscard]] platform::Answer answer_login(const platform::Call& call, const account::LoginAnswer& login, int status,
                                            bool remember, std::string_view refused);

/// Who may make an account: "open", "invited" (the usual) or "closed".
[[nodiscard]] std::string sign_up_rule(const platform::Services& services);

}  // namespace stratum::people
