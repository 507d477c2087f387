#include "stratum/account/sign_up.hpp"

#include "rows.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/account/throttle.hpp"
#include "stratum/base/text.hpp"

namespace stratum::account {
namespace {

/// To somebody at whose address a stranger, or they themselves, tried to begin anew.
Mail you_are_known(const Call& call, std::string_view email) {
    const std::string link = call.policy.base_url + "/login";
    return compose_mail({
        .to = email,
        .subject = "You have an account already",
        .sentence = "somebody, most likely you, gave this address for a new account, but it has one already.",
        .button = "Log in",
        .link = link,
        .footer = "If you forgot the password, ask for a new one there. If it was not you, ignore this mail.",
    });
}

}  // namespace

Result<SignUp> sign_up(store::Database& database, const Call& call, const NewUser& user) {
    const std::string email{trim(user.email)};
    STRATUM_TRY_VOID(check_email(email));
    if (!user.name.empty()) STRATUM_TRY_VOID(check_text(user.name, "the name"));
    STRATUM_TRY(const auto known, find_user_by_email(database, email));
    STRATUM_TRY(const bool quiet, had_enough_mail(database, email, call.now));
    SignUp out;
    if (known) {
        if (!quiet) out.mail = you_are_known(call, known->email);
        return out;
    }
    NewUser stranger = user;
    stranger.email_verified = false;
    STRATUM_TRY(out.user, create_user(database, call, stranger));
    if (quiet) return out;
    STRATUM_TRY(out.mail, start_email_verification(database, call, *out.user));
    return out;
}

}  // namespace stratum::account
