#pragma once

#include "stratum/account/call.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/crypto/secret_box.hpp"
#include "stratum/store/database.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::account {

// Codes of authenticator apps: TOTP [RFC 6238] with SHA-1, six digits and steps of 30 seconds, which is what all apps
// know.

/// The code of a step [RFC 4226], with leading zeros.
[[nodiscard]] std::string totp_code(std::span<const std::uint8_t> secret, std::int64_t step, int digits = 6);
[[nodiscard]] std::int64_t totp_step(Timestamp now);
/// RFC 4648, upper case, without padding: how secrets are typed.
[[nodiscard]] std::string to_base32(std::span<const std::uint8_t> data);

struct TotpSetup {
    std::string secret;  ///< Base32, for typing.
    std::string uri;     ///< otpauth://totp/..., for a QR code.
};
/// Makes a secret, sealed with the server's key. It counts for nothing until it is confirmed; beginning again makes
/// another. Errors: `already_exists` when there is a confirmed one.
[[nodiscard]] Result<TotpSetup> start_totp(store::Database& database, const Call& call, const crypto::BoxKey& key,
                                           const Uuid& user);
/// A right code turns the second factor on. Returns ten recovery codes, shown once, each good once. Errors:
/// `invalid_argument` for a wrong code, `not_found` when nothing was begun.
[[nodiscard]] Result<std::vector<std::string>> confirm_totp(store::Database& database, const Call& call,
                                                            const crypto::BoxKey& key, const Uuid& user,
                                                            std::string_view code);
/// New recovery codes; the old ones stop working.
[[nodiscard]] Result<std::vector<std::string>> renew_recovery_codes(store::Database& database, const Call& call,
                                                                    const Uuid& user);
[[nodiscard]] Result<void> remove_totp(store::Database& database, const Call& call, const Uuid& user);

[[nodiscard]] Result<bool> has_second_factor(store::Database& database, const Uuid& user);
/// How many recovery codes are left.
[[nodiscard]] Result<std::int64_t> count_recovery_codes(store::Database& database, const Uuid& user);
/// Whether `code` is right: a code of this step or a neighbouring one that is newer than the last one used, or an
/// unused recovery code; blanks and dashes do not matter. It is used up. Throttling is the caller's (see
/// `confirm_second_factor`).
[[nodiscard]] Result<bool> use_second_factor(store::Database& database, const Call& call, const crypto::BoxKey& key,
                                             const Uuid& user, std::string_view code);

}  // namespace stratum::account
