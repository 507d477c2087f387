#pragma once

#include "stratum/account/call.hpp"
#include "stratum/account/mail.hpp"
#include "stratum/base/result.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stratum::account {

/// A password that passed the rules and was hashed: what functions inside a transaction take, so that the tenth of a
/// second which hashing costs is spent before the transaction begins.
struct NewPassword {
    std::string hash;
};

inline constexpr std::size_t kShortestPassword = 12;

/// The rules, after NIST SP 800-63B and OWASP: `kShortestPassword` to 1024 bytes of any kind, none of the commonest
/// passwords (with digits or signs added or not), not the address or the name of this product; no rule about kinds of
/// characters. Errors: `invalid_argument` with the reason.
[[nodiscard]] Result<void> check_password_rules(std::string_view password, std::string_view email);
/// Checks and hashes. Not inside a transaction: takes as long as `Policy::password_cost` says.
[[nodiscard]] Result<NewPassword> prepare_password(std::string_view password, std::string_view email,
                                                   const Policy& policy);

/// What is stored of the user's password; nothing when there is none, or no such user.
[[nodiscard]] Result<std::optional<std::string>> stored_password(store::Database& database,
                                                                 const std::optional<Uuid>& user);
/// Whether `stored` was made from `password`. Takes the same time where nothing is stored, since then a dummy is
/// hashed; so nobody learns who is here. No database may be held meanwhile.
[[nodiscard]] Result<bool> is_password(const std::optional<std::string>& stored, std::string_view password,
                                       const Policy& policy);

/// Sets it; all the user's sessions end but `keep`, and links for a new password that are still out stop working.
[[nodiscard]] Result<void> set_password(store::Database& database, const Call& call, const Uuid& user,
                                        const NewPassword& password, const std::optional<Uuid>& keep = {});

/// Mail with a link to choose a new password. For an address that nobody has there is no mail, and the caller answers
/// the same in both cases. At most one link works at a time, and an address gets few mails in a row: further ones come
/// to nothing, too.
[[nodiscard]] Result<std::optional<Mail>> start_password_reset(store::Database& database, const Call& call,
                                                               std::string_view email);
/// Takes the link's token, which works once: sets the password, ends all sessions, and counts as proof of the address.
/// Returns the user. Errors: `not_found` for a token that is unknown, used or too old.
[[nodiscard]] Result<Uuid> finish_password_reset(store::Database& database, const Call& call, std::string_view token,
                                                 const NewPassword& password);
/// Whose token this is, without using it: so that the new password can be checked and hashed before. Same errors.
[[nodiscard]] Result<std::string> email_of_reset(store::Database& database, const Call& call, std::string_view token);

/// Mail with a link that proves the address. Errors: `not_found`; `already_exists` when it is proved.
[[nodiscard]] Result<Mail> start_email_verification(store::Database& database, const Call& call, const Uuid& user);
/// Takes the link's token, which works once and only while the user still has the address it went to. Returns the user.
[[nodiscard]] Result<Uuid> finish_email_verification(store::Database& database, const Call& call,
                                                     std::string_view token);

}  // namespace stratum::account
