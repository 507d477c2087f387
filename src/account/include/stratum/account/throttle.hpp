#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/store/database.hpp"

#include <string>
#include <string_view>

namespace stratum::account {

/// Slows guessing down, for an account and for an address, without locking anybody out for long: the first `free`
/// failures cost nothing, then each doubles the wait, up to `longest`; after `forget` without a failure all is
/// forgotten.
struct ThrottleRule {
    std::int64_t free = 5;
    Seconds first{1.0};
    Seconds longest{15.0 * 60};
    Seconds forget{24.0 * 3600};
};
/// Many people may share an address, so it gets more room.
inline constexpr ThrottleRule kPerAccount{};
inline constexpr ThrottleRule kPerAddress{.free = 30, .longest = Seconds{15.0 * 60}};

/// How long `key` ("account:ann@example.org", "address:192.0.2.1") has to wait; zero when it need not. Keys are stored
/// as hashes only.
[[nodiscard]] Result<Seconds> wait_of(store::Database& database, std::string_view key, Timestamp now);
/// Counts a failure, atomically, also when several come at once. To be committed although the attempt was refused.
[[nodiscard]] Result<void> count_failure(store::Database& database, std::string_view key, const ThrottleRule& rule,
                                         Timestamp now);
[[nodiscard]] Result<void> forget_failures(store::Database& database, std::string_view key);
/// Whether this e-mail address got as many mails lately as anybody may be sent by strangers: three at once, then one
/// after each pause, which doubles from a minute on. If not, one is counted; so ask once for each mail.
[[nodiscard]] Result<bool> had_enough_mail(store::Database& database, std::string_view email, Timestamp now);
/// The part of an address that one subscriber has: all of an IPv4 address, 64 bits of an IPv6 address.
[[nodiscard]] std::string throttled_address(std::string_view address);
/// Deletes what is forgotten anyway. For a job now and then.
[[nodiscard]] Result<std::int64_t> sweep_throttles(store::Database& database, Timestamp now);

}  // namespace stratum::account
