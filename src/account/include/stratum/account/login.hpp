#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/totp.hpp"
#include "stratum/store/database.hpp"
#include "stratum/store/pool.hpp"

#include <optional>
#include <string>

namespace stratum::account {

struct Credentials {
    std::string email;
    std::string password;
    std::string agent;  ///< What the browser calls itself.
};

/// What came of an attempt. There is one word for "no such user", "wrong password" and "locked", and all of them take
/// as long as a right password does.
struct LoginAnswer {
    enum class Kind : std::uint8_t { welcome, second_factor, refused, wait };
    Kind kind = Kind::refused;
    std::optional<NewSession> session;  ///< With `welcome` and `second_factor`.
    Uuid user;
    Seconds wait{0.0};  ///< With `wait`: after that an attempt will be looked at again.
};

/// E-mail and password. Leases its connections itself, since none may be held while a password is hashed. Stored hashes
/// of another cost are made anew in passing. The audit log tells who came in, and who was tried in vain.
[[nodiscard]] Result<LoginAnswer> log_in(store::Pool& pool, const Call& call, const Credentials& credentials);

/// The password once more, before something dangerous (`call.actor` is a session): makes the session fresh and gives it
/// a new token. Throttled like a login.
[[nodiscard]] Result<LoginAnswer> confirm_password(store::Pool& pool, const Call& call, std::string_view password);

/// The code of an authenticator app, or a recovery code, for a session that waits for it (`call.actor`).
/// `welcome` carries the session's new token.
[[nodiscard]] Result<LoginAnswer> confirm_second_factor(store::Pool& pool, const Call& call, const crypto::BoxKey& key,
                                                        std::string_view code);

/// For those who proved by other means who they are (a passkey, a provider, the answer to an invitation): starts the
/// session, with a second factor pending if `needs_second_factor` and the user has one. Inside the caller's
/// transaction. Errors: `permission_denied` for a locked user.
[[nodiscard]] Result<LoginAnswer> welcome(store::Database& database, const Call& call, const Uuid& user,
                                          std::string_view how, std::string_view agent, bool needs_second_factor);

}  // namespace stratum::account
