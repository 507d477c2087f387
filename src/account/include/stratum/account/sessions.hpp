#pragma once

#include "stratum/account/call.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

/// A login in one browser. Its token is 256 random bits in a cookie; only a hash is stored. It ends when it is not used
/// for `Policy::session_idle`, at the latest after `Policy::session_at_most`, and when somebody ends it.
enum class SessionState : std::uint8_t { active, second_factor };
[[nodiscard]] std::string_view name_of(SessionState state);
[[nodiscard]] bool from_name(std::string_view name, SessionState& state);

struct Session {
    Uuid id;
    Uuid user;
    SessionState state = SessionState::active;
    Timestamp created_at;
    Timestamp seen_at;
    Timestamp expires_at;
    Timestamp fresh_at;   ///< When the person last proved that it is them.
    std::string address;  ///< Where it was last used from.
    std::string agent;    ///< What the browser called itself, cut to 200 bytes.
};

struct NewSession {
    Uuid id;
    std::string token;  ///< Shown once: it goes into the cookie.
    SessionState state = SessionState::active;
};

/// `second_factor` sessions last for `Policy::ceremony` and can do nothing but `confirm_second_factor`.
[[nodiscard]] Result<NewSession> start_session(store::Database& database, const Call& call, const Uuid& user,
                                               SessionState state, std::string_view agent);

/// The session and who acts in it; nothing when the token is unknown or the session has ended, or its user is locked.
struct Authenticated {
    Session session;
    Actor actor;
};
[[nodiscard]] Result<std::optional<Authenticated>> authenticate_session(store::Database& database,
                                                                        std::string_view token, const Policy& policy,
                                                                        Timestamp now);
/// Notes that it was used; writes at most once a minute, else does nothing. Outside of transactions, too.
[[nodiscard]] Result<void> touch_session(store::Database& database, const Session& session, std::string_view address,
                                         Timestamp now);

/// After the second factor or the password once more: the session is fresh, active, and gets a new token, so that one
/// that was caught before is worth nothing. Errors: `not_found`.
[[nodiscard]] Result<NewSession> renew_session(store::Database& database, const Call& call, const Uuid& session);

/// Those that have not ended, the one used last first.
[[nodiscard]] Result<std::vector<Session>> list_sessions(store::Database& database, const Uuid& user,
                                                         const Policy& policy, Timestamp now);
/// Errors: `not_found` when it is not this user's.
[[nodiscard]] Result<void> end_session(store::Database& database, const Call& call, const Uuid& user,
                                       const Uuid& session);
/// All of a user's, but `keep`.
[[nodiscard]] Result<void> end_sessions(store::Database& database, const Uuid& user,
                                        const std::optional<Uuid>& keep = {});
/// Deletes what has ended; returns how many. For a job now and then.
[[nodiscard]] Result<std::int64_t> sweep_sessions(store::Database& database, const Policy& policy, Timestamp now);

/// Defence against requests that other sites make a browser send: the page reads this token, which only the holder of
/// the session's token can compute, and sends it back in a header with every change. Changes with the session's token.
[[nodiscard]] std::string csrf_token(std::string_view session_token);
[[nodiscard]] bool is_csrf_token(std::string_view session_token, std::string_view sent);

}  // namespace stratum::account
