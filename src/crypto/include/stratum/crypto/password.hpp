#pragma once

#include "stratum/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace stratum::crypto {

/// What one guess shall cost. Argon2id [RFC 9106] with one lane, as libsodium fixes it.
struct PasswordCost {
    std::uint64_t passes = 2;                            ///< Times over the memory, 1 to 100.
    std::size_t memory = std::size_t{64} * 1024 * 1024;  ///< Bytes, 8 KiB to 1 GiB; taken for the time of one call.
};

/// A string of the form `$argon2id$v=19$m=65536,t=2,p=1$salt$hash` that holds cost, random salt and hash; about 60 ms
/// at the default cost. Errors: `invalid_argument` for a cost out of range, `no_space` when the memory can not be had.
/// Thread-safe; memory adds up over threads, so callers bound how many run at once.
[[nodiscard]] Result<std::string> hash_password(std::string_view password, const PasswordCost& cost = {});

/// Whether `password` is the one that `stored` was made from; false also for a string that is no such hash.
[[nodiscard]] bool verify_password(std::string_view stored, std::string_view password);

/// Whether `stored` was made at another cost (or is none of ours) and should be made anew at the next log-in.
[[nodiscard]] bool needs_rehash(std::string_view stored, const PasswordCost& cost = {});

}  // namespace stratum::crypto
