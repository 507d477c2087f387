#pragma once

#include "stratum/base/units.hpp"
#include "stratum/net/http.hpp"
#include "stratum/platform/rate_limit.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace stratum::platform {

inline constexpr std::string_view kSessionCookie = "stratum_session";

struct ApiOptions {
    /// Whoever asks from this computer, while there is at most one user, is that user; only for servers that listen on
    /// loopback alone and are reached under a name of this computer.
    bool local_owner = false;
    /// Stands for the session's token where nobody needs to sign in: what pages of our own send with changes. Random at
    /// each start.
    std::string local_csrf{};

    RateRule anonymous{.burst = 120, .per_second = 4.0};  ///< By address.
    RateRule known{.burst = 600, .per_second = 60.0};     ///< By session or key; not for the local owner.
    /// By address: keys and cookies that are none. Beside the others, so that who has a good one is never kept out by
    /// somebody who has not, and people behind that address can still sign in.
    RateRule wrong_logins{.burst = 60, .per_second = 0.5, .name = "wrong-logins"};
    bool behind_tls = false;  ///< Cookies are `Secure`, and HSTS is sent.

    /// Told of each request after its answer, for traces; quick. `route` is the pattern of the path, or "none".
    std::function<void(const net::Request& request, std::string_view route, int status, Seconds taken)> answered{};
};

}  // namespace stratum::platform
