#pragma once

/// Small things that all files of this room do with rows, times and tokens.

#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/store/database.hpp"

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::account {

/// A column that the schema fills with 16 bytes; zeros if it is null.
[[nodiscard]] inline Uuid uuid_at(const store::Row& row, std::size_t column) {
    return uuid_from(row.bytes(column)).value_or(Uuid{});
}
[[nodiscard]] inline Timestamp time_at(const store::Row& row, std::size_t column) {
    return Timestamp{row.integer(column)};
}
[[nodiscard]] inline std::optional<Timestamp> optional_time_at(const store::Row& row, std::size_t column) {
    if (row.is_null(column)) return std::nullopt;
    return time_at(row, column);
}
[[nodiscard]] inline Timestamp after(Timestamp time, Seconds by) {
    return Timestamp{time.milliseconds + static_cast<std::int64_t>(std::llround(by.value() * 1000.0))};
}

/// 256 random bits in 43 letters (base64url).
[[nodiscard]] std::string random_token();
/// What is stored of a token: the hash says nothing about it, since nobody can try 2^256 of them.
[[nodiscard]] crypto::Hash256 hash_of_token(std::string_view token);

/// An error unless the text is UTF-8 without control characters and of 1 to `most` bytes. `what` is "the name", ...
[[nodiscard]] Result<void> check_text(std::string_view text, std::string_view what, std::size_t most = 200);
/// What an e-mail address must look like for us to write to it: one @, a domain, 254 bytes at most, no blanks.
[[nodiscard]] Result<void> check_email(std::string_view email);

}  // namespace stratum::account
