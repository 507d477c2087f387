#include "stratum/account/sign_up.hpp"

#include "mail_tokens.hpp"
#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/account/throttle.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"

namespace stratum::account {
namespace {

constexpr std::string_view kChange = "change";

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

Result<std::optional<Mail>> start_email_change(store::Database& database, const Call& call, const Uuid& user,
                                               std::string_view email) {
    const std::string address{trim(email)};
    STRATUM_TRY_VOID(check_email(address));
    STRATUM_TRY(const auto found, find_user(database, user));
    if (!found) return error(ErrorCode::not_found, "there is no such user");
    if (found->email == address) return error(ErrorCode::invalid_argument, "this is your address already");
    STRATUM_TRY(const bool quiet, had_enough_mail(database, address, call.now));
    if (quiet) return std::optional<Mail>{};
    STRATUM_TRY(const auto other, find_user_by_email(database, address));
    if (other && other->id != user) return std::optional{you_are_known(call, other->email)};
    STRATUM_TRY(const std::string token,
                make_mail_token(database, call, user, kChange, address, call.policy.verify_link));
    const std::string link = call.policy.base_url + "/email#" + token;
    return std::optional{compose_mail({
        .to = address,
        .subject = "Is this your new address?",
        .sentence = "please confirm that your account should have this address from now on.",
        .button = "Yes, this is my address",
        .link = link,
        .footer = "This link works once and for three days. If you did not ask for it, ignore this mail.",
    })};
}

Result<EmailChanged> finish_email_change(store::Database& database, const Call& call, std::string_view token) {
    STRATUM_TRY(const MailToken used, use_mail_token(database, call, token, kChange));
    STRATUM_TRY(const auto before, find_user(database, used.user));
    STRATUM_TRY(const auto other, find_user_by_email(database, used.email));
    if (!before) return error(ErrorCode::not_found, "there is no such user");
    if (other && other->id != used.user)
        return error(ErrorCode::already_exists, "somebody else has this address by now", "choose another one");
    STRATUM_TRY_VOID(
        database.execute("UPDATE users SET email = $2, email_folded = $3, email_verified_at = $4 WHERE id = $1",
                         {used.user.bytes, used.email, fold_case(used.email), call.now.milliseconds}));
    STRATUM_TRY_VOID(record(database, call, kServer,
                            {.action = "user.email_changed",
                             .subject = subject_of("user", used.user),
                             .personal = {{"from", before->email}, {"to", used.email}}}));
    return EmailChanged{used.user, compose_mail({
                                       .to = before->email,
                                       .subject = "Your address was changed",
                                       .sentence = "your account has another e-mail address from now on.",
                                       .button = {},
                                       .link = {},
                                       .footer = "If this was not you, write to whoever runs the server at once.",
                                   })};
}

}  // namespace stratum::account
