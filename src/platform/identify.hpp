#pragma once

#include "stratum/account/api_keys.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/platform/api_options.hpp"
#include "stratum/platform/call.hpp"
#include "stratum/platform/loopback.hpp"
#include "stratum/platform/problem.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace stratum::platform {

/// Who asks, out of a request's cookie, key or address.
struct Identity {
    account::Actor actor;
    std::string session_token;  ///< Of the cookie, when that was what counted.
    std::optional<account::Session> session;
    std::optional<account::KeyHolder> key;
    bool wrong_cookie = false;  ///< Nobody, with a cookie that is no session, or no more.
    Uuid first_workspace;       ///< Of all, for the local owner; zeros where it was not asked for.
};

/// An unknown or ended session is nobody; a wrong API key is a problem, since who sends one means it.
[[nodiscard]] Result<std::variant<Identity, Problem>> identify(store::Database& database, const net::Request& request,
                                                               const Services& services, const ApiOptions& options);

/// The problem with a change that a browser sends on behalf of somebody else's page; nothing for all others.
[[nodiscard]] std::optional<Problem> forged(const net::Request& request, const Identity& identity,
                                            const ApiOptions& options);

/// The workspace that is meant: of the header (or, for WebSockets, the parameter), of the key, or the actor's first
/// one. Zeros when there is none. Errors: `invalid_argument` for what is no id.
[[nodiscard]] Result<Uuid> workspace_of(store::Database& database, const net::Request& request,
                                        const Identity& identity);

/// Whether the request says that it comes from a page of this server, or from no page at all.
[[nodiscard]] bool from_own_page(const net::Request& request);
[[nodiscard]] bool from_any_page(const net::Request& request);

}  // namespace stratum::platform
