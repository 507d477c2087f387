#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/mail.hpp"
#include "stratum/account/users.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string_view>

namespace stratum::account {

// Where strangers type addresses. All answers are the same whether an address is known here or not; what differs goes
// by mail, to the address itself. Servers that let strangers sign up set `Policy::strangers_prove_their_address`.

struct SignUp {
    std::optional<Uuid> user;  ///< Nothing when the address is taken. Not for the stranger's eyes.
    std::optional<Mail>
        mail;  ///< "Confirm your address", or "you have an account"; nothing when it got too many lately.
};
/// Makes an account whose address is still to be proved. Errors: `invalid_argument` for address or name.
[[nodiscard]] Result<SignUp> sign_up(store::Database& database, const Call& call, const NewUser& user);

}  // namespace stratum::account
