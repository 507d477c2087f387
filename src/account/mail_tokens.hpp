#pragma once

/// Tokens that travel in mails: random, kept as hashes, used once, and only while the user still has the address.

#include "stratum/account/call.hpp"
#include "stratum/base/result.hpp"
#include "stratum/store/database.hpp"

#include <string>
#include <string_view>

namespace stratum::account {

struct MailToken {
    Uuid user;
    std::string email;  ///< That it was sent to.
};

/// Replaces the user's older token of this purpose.
[[nodiscard]] Result<std::string> make_mail_token(store::Database& database, const Call& call, const Uuid& user,
                                                  std::string_view purpose, std::string_view email, Seconds lasts);
/// Errors: `not_found` for a token that is unknown, used, too old, of another purpose, or sent to an address that the
/// user does not have any more; one sentence for all of them.
[[nodiscard]] Result<MailToken> find_mail_token(store::Database& database, const Call& call, std::string_view token,
                                                std::string_view purpose);
/// The same, and the token is gone.
[[nodiscard]] Result<MailToken> use_mail_token(store::Database& database, const Call& call, std::string_view token,
                                               std::string_view purpose);
[[nodiscard]] Result<void> forget_mail_tokens(store::Database& database, const Uuid& user, std::string_view purpose);

}  // namespace stratum::account
