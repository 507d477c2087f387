#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/mail.hpp"
#include "stratum/account/users.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string_view>

namespace stratum::account {

// Where strangers type addresses. All answers are the same whether an address is known here or not; what differs goes
// by mail, to the address itself. Servers that let strangers sign up set `Policy::only_verified_may_log_in`.

struct SignUp {
    std::optional<Uuid> user;  ///< Nothing when the address is taken. Not for the stranger's eyes.
    std::optional<Mail>
        mail;  ///< "Confirm your address", or "you have an account"; nothing when it got too many lately.
};
/// Makes an account whose address is still to be proved. Errors: `invalid_argument` for address or name.
[[nodiscard]] Result<SignUp> sign_up(store::Database& database, const Call& call, const NewUser& user);

/// Mail to the new address, which counts once its link is followed. Errors: `invalid_argument` for the address, or when
/// it is the present one; `not_found`.
[[nodiscard]] Result<std::optional<Mail>> start_email_change(store::Database& database, const Call& call,
                                                             const Uuid& user, std::string_view email);
struct EmailChanged {
    Uuid user;
    Mail notice;  ///< To the old address, so that a thief does not go unnoticed.
};
/// Errors: `not_found` for a link that does not work any more; `already_exists` when somebody took the address
/// meanwhile.
[[nodiscard]] Result<EmailChanged> finish_email_change(store::Database& database, const Call& call,
                                                       std::string_view token);

}  // namespace stratum::account
