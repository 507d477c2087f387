#include "stratum/account/passwords.hpp"

#include "common_passwords.hpp"
#include "mail_tokens.hpp"
#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/account/throttle.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

constexpr std::size_t kLongest = 1024;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

/// "!!Password2024" becomes "password".
std::string_view without_ends(std::string_view text) {
    while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
    while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
    return text;
}

/// "abcabcabc" is "abc" over and over; "aaaaaaaaaaaa" is "a".
std::string_view repeated_part(std::string_view text) {
    for (std::size_t length = 1; length <= text.size() / 2; ++length)
        if (text.size() % length == 0 && text.substr(length) == text.substr(0, text.size() - length))
            return text.substr(0, length);
    return text;
}

bool is_common(std::string_view folded) {
    const auto listed = [](std::string_view text) {
        return std::ranges::find(kCommonPasswords, text) != kCommonPasswords.end();
    };
    const std::string_view core = without_ends(folded);
    const bool digits_only = core.size() < 3 && folded.size() < 16;  // dates, telephone numbers, 123456789012
    return digits_only || listed(folded) || listed(core) || listed(repeated_part(core)) ||
           repeated_part(folded).size() < 4;
}

}  // namespace

Result<void> check_password_rules(std::string_view password, std::string_view email) {
    if (password.size() < kShortestPassword)
        return error(ErrorCode::invalid_argument,
                     "a password has at least " + std::to_string(kShortestPassword) + " characters",
                     "four words are easy to keep");
    if (password.size() > kLongest) return error(ErrorCode::invalid_argument, "a password has at most 1024 bytes");
    const std::string folded = fold_case(password);
    const std::string mail = fold_case(trim(email));
    const std::string_view name = std::string_view{mail}.substr(0, mail.find('@'));
    const std::string_view core = without_ends(folded);
    if (folded == mail || core == "stratum" || (name.size() >= 3 && (core == name || repeated_part(core) == name)))
        return error(ErrorCode::invalid_argument, "this password can be guessed from the address",
                     "take one that has nothing to do with it");
    if (is_common(folded))
        return error(ErrorCode::invalid_argument, "this is one of the commonest passwords",
                     "four random words are better");
    return {};
}

Result<NewPassword> prepare_password(std::string_view password, std::string_view email, const Policy& policy) {
    STRATUM_TRY_VOID(check_password_rules(password, email));
    STRATUM_TRY(auto hash, crypto::hash_password(password, policy.password_cost));
    return NewPassword{std::move(hash)};
}

Result<std::optional<std::string>> stored_password(store::Database& database, const std::optional<Uuid>& user) {
    if (!user) return std::optional<std::string>{};
    STRATUM_TRY(const auto row, database.query_one("SELECT password FROM users WHERE id = $1", {user->bytes}));
    return row && !row->is_null(0) ? std::optional{row->text(0)} : std::nullopt;
}

Result<bool> is_password(const std::optional<std::string>& stored, std::string_view password, const Policy& policy) {
    if (stored && password.size() <= kLongest) return crypto::verify_password(*stored, password);
    // Making a hash costs what checking one does.
    STRATUM_TRY_VOID(crypto::hash_password("nobody's password", policy.password_cost));
    return false;
}

Result<void> set_password(store::Database& database, const Call& call, const Uuid& user, const NewPassword& password,
                          const std::optional<Uuid>& keep) {
    STRATUM_TRY(const auto changed,
                database.execute("UPDATE users SET password = $2 WHERE id = $1", {user.bytes, password.hash}));
    if (changed == 0) return error(ErrorCode::not_found, "there is no such user");
    STRATUM_TRY_VOID(end_sessions(database, user, keep));
    STRATUM_TRY_VOID(forget_mail_tokens(database, user, "reset"));
    return record(database, call, kServer, {.action = "user.password_set", .subject = subject_of("user", user)});
}

namespace {

/// Whoever made the account with an address that was never proved need not be the one whose address it is: what they
/// could come in by ends with their password. A second factor stays, as it lets nobody in.
Result<void> forget_other_ways_in(store::Database& database, const Call& call, const Uuid& user) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM passkeys WHERE user_id = $1", {user.bytes}));
    STRATUM_TRY_VOID(database.execute("DELETE FROM oidc_identities WHERE user_id = $1", {user.bytes}));
    STRATUM_TRY_VOID(
        database.execute("UPDATE api_keys SET revoked_at = $2 WHERE created_by = $1 AND revoked_at IS NULL",
                         {user.bytes, call.now.milliseconds}));
    return {};
}

}  // namespace

Result<std::optional<Mail>> start_password_reset(store::Database& database, const Call& call, std::string_view email) {
    STRATUM_TRY_VOID(check_email(email));
    STRATUM_TRY(const auto user, find_user_by_email(database, email));
    if (!user || user->locked_at) return std::optional<Mail>{};
    STRATUM_TRY(const bool quiet, had_enough_mail(database, user->email, call.now));
    if (quiet) return std::optional<Mail>{};
    STRATUM_TRY(const std::string token,
                make_mail_token(database, call, user->id, "reset", user->email, call.policy.reset_link));
    STRATUM_TRY_VOID(
        record(database, call, kServer, {.action = "user.reset_asked", .subject = subject_of("user", user->id)}));
    // The token stands behind the #, which browsers do not send to anybody.
    const std::string link = call.policy.base_url + "/reset#" + token;
    return std::optional{compose_mail({
        .to = user->email,
        .subject = "Choose a new password for Stratum",
        .sentence = "somebody, most likely you, asked for a new password for your account.",
        .button = "Choose a new password",
        .link = link,
        .footer =
            "This link works once and for an hour. If you did not ask for it, ignore this mail; nothing has changed.",
    })};
}

Result<std::string> email_of_reset(store::Database& database, const Call& call, std::string_view token) {
    STRATUM_TRY(const MailToken found, find_mail_token(database, call, token, "reset"));
    return found.email;
}

Result<Uuid> finish_password_reset(store::Database& database, const Call& call, std::string_view token,
                                   const NewPassword& password) {
    STRATUM_TRY(const MailToken used, use_mail_token(database, call, token, "reset"));
    STRATUM_TRY_VOID(set_password(database, call, used.user, password));
    STRATUM_TRY(const auto proved_now,
                database.execute("UPDATE users SET email_verified_at = $2 WHERE id = $1 AND email_verified_at IS NULL",
                                 {used.user.bytes, call.now.milliseconds}));
    if (proved_now > 0) STRATUM_TRY_VOID(forget_other_ways_in(database, call, used.user));
    return used.user;
}

Result<Mail> start_email_verification(store::Database& database, const Call& call, const Uuid& id) {
    STRATUM_TRY(const auto user, find_user(database, id));
    if (!user) return error(ErrorCode::not_found, "there is no such user");
    if (user->email_verified_at) return error(ErrorCode::already_exists, "this address is proved already");
    STRATUM_TRY(const std::string token,
                make_mail_token(database, call, id, "verify", user->email, call.policy.verify_link));
    const std::string link = call.policy.base_url + "/verify#" + token;
    return compose_mail({
        .to = user->email,
        .subject = "Is this your address?",
        .sentence = "please confirm that this address is yours.",
        .button = "Yes, this is my address",
        .link = link,
        .footer = "This link works once and for three days. If you have no account here, ignore this mail.",
    });
}

Result<Uuid> finish_email_verification(store::Database& database, const Call& call, std::string_view token) {
    STRATUM_TRY(const MailToken used, use_mail_token(database, call, token, "verify"));
    STRATUM_TRY_VOID(database.execute("UPDATE users SET email_verified_at = $2 WHERE id = $1",
                                      {used.user.bytes, call.now.milliseconds}));
    STRATUM_TRY_VOID(
        record(database, call, kServer, {.action = "user.email_verified", .subject = subject_of("user", used.user)}));
    return used.user;
}

}  // namespace stratum::account
