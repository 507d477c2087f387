#pragma once

#include "stratum/account/call.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stratum::people {

/// What is kept of a person beside their account.
struct Profile {
    std::optional<std::string> locale;
    std::optional<std::string> new_email;  ///< Waits for its proof.
};
/// Empty for those who never changed anything.
[[nodiscard]] Result<Profile> find_profile(store::Database& database, const Uuid& user);
[[nodiscard]] Result<void> set_locale(store::Database& database, const Uuid& user, std::string_view locale);

/// Keeps the address until it is proved, in place of another that waits. Returns the token for the mail to it, which
/// works for `Policy::verify_link`. Errors: `already_exists` when it is somebody else's.
[[nodiscard]] Result<std::string> start_email_change(store::Database& database, const account::Call& call,
                                                     const Uuid& user, std::string_view email);
struct ChangedEmail {
    Uuid user;
    std::string old_email;
    std::string new_email;
};
/// Takes the token, which works once. Errors: `not_found` for one that is unknown, used or too old; those of
/// `change_email`.
[[nodiscard]] Result<ChangedEmail> finish_email_change(store::Database& database, const account::Call& call,
                                                       std::string_view token);
[[nodiscard]] Result<void> forget_profile(store::Database& database, const Uuid& user);

}  // namespace stratum::people
