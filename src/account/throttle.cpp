#include "stratum/account/throttle.hpp"

#include "rows.hpp"
#include "stratum/account/addresses.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

crypto::Hash256 hash_of_key(std::string_view key) {
    crypto::Blake2b256 hash;
    hash.update("stratum throttle:");
    hash.update(key);
    return hash.digest();
}

Seconds wait_after(std::int64_t failures, const ThrottleRule& rule) {
    if (failures <= rule.free) return Seconds{0.0};
    const double doublings = std::min<double>(static_cast<double>(failures - rule.free - 1), 40.0);
    return Seconds{std::min(rule.first.value() * std::exp2(doublings), rule.longest.value())};
}

}  // namespace

Result<Seconds> wait_of(store::Database& database, std::string_view key, Timestamp now) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT blocked_until FROM throttles WHERE key_hash = $1", {hash_of_key(key)}));
    if (!row || time_at(*row, 0) <= now) return Seconds{0.0};
    return Seconds{static_cast<double>(row->integer(0) - now.milliseconds) / 1000.0};
}

Result<void> count_failure(store::Database& database, std::string_view key, const ThrottleRule& rule, Timestamp now) {
    const auto hash = hash_of_key(key);
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO throttles (key_hash, failures, failed_at, blocked_until) VALUES ($1, 1, $2, 0) "
                         "ON CONFLICT (key_hash) "
                         "DO UPDATE SET failures = CASE WHEN throttles.failed_at < $3 THEN 1 ELSE throttles.failures + "
                         "1 END, failed_at = $2",
                         {hash, now.milliseconds, after(now, -rule.forget).milliseconds}));
    STRATUM_TRY(const auto row, database.query_one("SELECT failures FROM throttles WHERE key_hash = $1", {hash}));
    const Seconds wait = wait_after(row ? row->integer(0) : 1, rule);
    STRATUM_TRY_VOID(
        database.execute("UPDATE throttles SET blocked_until = $2 WHERE key_hash = $1 AND blocked_until < $2",
                         {hash, after(now, wait).milliseconds}));
    return {};
}

Result<void> forget_failures(store::Database& database, std::string_view key) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM throttles WHERE key_hash = $1", {hash_of_key(key)}));
    return {};
}

Result<bool> had_enough_mail(store::Database& database, std::string_view email, Timestamp now) {
    // The third is the first after which there is a pause.
    constexpr ThrottleRule kRule{.free = 2, .first = Seconds{60.0}, .longest = Seconds{6.0 * 3600}};
    const std::string key = "mail:" + fold_case(trim(email));
    STRATUM_TRY(const Seconds wait, wait_of(database, key, now));
    if (wait > Seconds{0.0}) return true;
    STRATUM_TRY_VOID(count_failure(database, key, kRule, now));
    return false;
}

std::string throttled_address(std::string_view address) {
    const auto parsed = parse_address(address.substr(0, address.find('%')));  // the zone is this computer's business
    if (!parsed) return std::string{address};
    if (parsed->is_v4()) return to_text(*parsed);
    IpAddress network = *parsed;
    std::fill(network.bytes.begin() + 8, network.bytes.end(), std::uint8_t{0});
    return to_text(network) + "/64";
}

Result<std::int64_t> sweep_throttles(store::Database& database, Timestamp now) {
    return database.execute("DELETE FROM throttles WHERE failed_at < $1",
                            {after(now, -kPerAccount.forget).milliseconds});
}

}  // namespace stratum::account
