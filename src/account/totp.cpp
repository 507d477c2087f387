#include "stratum/account/totp.hpp"

#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/secrets.hpp"
#include "stratum/signatures/hmac_sha1.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr int kRecoveryCodes = 10;

std::string context_of(const Uuid& user) { return "totp:" + to_text(user); }

/// "1234 5678" and "ABCD-EFGH" as they were meant.
std::string plain(std::string_view code) {
    std::string out;
    for (const char c : code.substr(0, 100))
        if (c != ' ' && c != '-') out += c;
    return to_lower(out);
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (kPlain.find(c) != std::string_view::npos)
            out += c;
        else
            out += "%" + to_hex(std::array{static_cast<std::uint8_t>(c)});
    }
    return out;
}

/// The step whose code this is, among the present one and its two neighbours; compared in constant time.
std::optional<std::int64_t> step_of(std::span<const std::uint8_t> secret, std::string_view code, Timestamp now) {
    std::optional<std::int64_t> found;
    for (std::int64_t step = totp_step(now) - 1; step <= totp_step(now) + 1; ++step)
        if (crypto::equal_in_constant_time(totp_code(secret, step), code)) found = step;
    return found;
}

/// Ten letters and digits of 50 random bits, written in two halves. Guessing is throttled, so their hash needs no salt.
std::string recovery_code() {
    std::array<std::uint8_t, 10> bytes{};
    fill_random(bytes);
    std::string out;
    for (const std::uint8_t byte : bytes) out += kBase32[byte & 31U];
    return to_lower(out);
}

crypto::Hash256 hash_of_code(const Uuid& user, std::string_view code) {
    return hash_of_token("recovery:" + to_text(user) + ":" + std::string{code});
}

Result<std::vector<std::string>> make_recovery_codes(store::Database& database, const Uuid& user) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM recovery_codes WHERE user_id = $1", {user.bytes}));
    std::vector<std::string> out;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        const std::string code = recovery_code();
        STRATUM_TRY_VOID(database.execute("INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)",
                                          {user.bytes, hash_of_code(user, code)}));
        out.push_back(code.substr(0, 5) + "-" + code.substr(5));
    }
    return out;
}

}  // namespace

std::string totp_code(std::span<const std::uint8_t> secret, std::int64_t step, int digits) {
    std::array<std::uint8_t, 8> counter{};
    for (std::size_t i = 0; i < 8; ++i)
        counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (56U - 8U * i) & 255U);
    const auto mac = signatures::hmac_sha1(secret, counter);
    const std::size_t offset = mac.back() & 15U;
    std::uint32_t number = mac[offset] & 0x7fU;
    for (std::size_t i = 1; i < 4; ++i) number = number << 8 | mac[offset + i];
    std::string out(static_cast<std::size_t>(digits), '0');
    for (auto digit = out.rbegin(); digit != out.rend(); ++digit, number /= 10)
        *digit = static_cast<char>('0' + number % 10);
    return out;
}

std::int64_t totp_step(Timestamp now) { return now.milliseconds / 30000; }

std::string to_base32(std::span<const std::uint8_t> data) {
    std::string out;
    std::uint32_t group = 0;
    int bits = 0;
    for (const std::uint8_t byte : data) {
        group = (group << 8 | byte) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5) out += kBase32[group >> (bits - 5) & 31U];
    }
    if (bits > 0) out += kBase32[group << (5 - bits) & 31U];
    return out;
}

Result<TotpSetup> start_totp(store::Database& database, const Call& call, const crypto::BoxKey& key, const Uuid& user) {
    STRATUM_TRY(const auto found, find_user(database, user));
    if (!found) return error(ErrorCode::not_found, "there is no such user");
    STRATUM_TRY(const bool on, has_second_factor(database, user));
    if (on) return error(ErrorCode::already_exists, "a second factor is on already", "turn it off first");
    Bytes secret(20);  // as long as the hash [RFC 4226, section 4]
    fill_random(secret);
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO totp_secrets (user_id, sealed, last_step, created_at) VALUES ($1, $2, 0, $3) ON "
                         "CONFLICT (user_id) DO "
                         "UPDATE SET sealed = excluded.sealed, last_step = 0, created_at = excluded.created_at WHERE "
                         "totp_secrets.confirmed_at IS NULL",
                         {user.bytes, crypto::seal(key, context_of(user), secret), call.now.milliseconds}));
    TotpSetup out;
    out.secret = to_base32(secret);
    out.uri = "otpauth://totp/Stratum:" + percent_encoded(found->email) + "?secret=" + out.secret +
              "&issuer=Stratum&algorithm=SHA1&digits=6&period=30";
    crypto::wipe(secret);
    return out;
}

Result<std::vector<std::string>> confirm_totp(store::Database& database, const Call& call, const crypto::BoxKey& key,
                                              const Uuid& user, std::string_view code) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT sealed FROM totp_secrets WHERE user_id = $1 AND confirmed_at IS NULL",
                                   {user.bytes}));
    if (!row) return error(ErrorCode::not_found, "no second factor is being set up", "begin with a new secret");
    STRATUM_TRY(const Bytes secret, crypto::open_sealed(key, context_of(user), row->bytes(0)));
    const auto step = step_of(secret, plain(code), call.now);
    if (!step)
        return error(ErrorCode::invalid_argument, "this code is not right",
                     "see that the clock of your device is right");
    STRATUM_TRY_VOID(database.execute("UPDATE totp_secrets SET confirmed_at = $2, last_step = $3 WHERE user_id = $1",
                                      {user.bytes, call.now.milliseconds, *step}));
    STRATUM_TRY_VOID(
        record(database, call, kServer, {.action = "second_factor.on", .subject = subject_of("user", user)}));
    return make_recovery_codes(database, user);
}

Result<std::vector<std::string>> renew_recovery_codes(store::Database& database, const Call& call, const Uuid& user) {
    STRATUM_TRY(const bool on, has_second_factor(database, user));
    if (!on) return error(ErrorCode::not_found, "there is no second factor to recover", "turn it on first");
    STRATUM_TRY_VOID(record(database, call, kServer,
                            {.action = "second_factor.codes_renewed", .subject = subject_of("user", user)}));
    return make_recovery_codes(database, user);
}

Result<void> remove_totp(store::Database& database, const Call& call, const Uuid& user) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM recovery_codes WHERE user_id = $1", {user.bytes}));
    STRATUM_TRY(const auto gone, database.execute("DELETE FROM totp_secrets WHERE user_id = $1", {user.bytes}));
    if (gone == 0) return error(ErrorCode::not_found, "there is no second factor to turn off");
    return record(database, call, kServer, {.action = "second_factor.off", .subject = subject_of("user", user)});
}

Result<bool> has_second_factor(store::Database& database, const Uuid& user) {
    STRATUM_TRY(
        const auto row,
        database.query_one("SELECT 1 FROM totp_secrets WHERE user_id = $1 AND confirmed_at IS NOT NULL", {user.bytes}));
    return row.has_value();
}

Result<std::int64_t> count_recovery_codes(store::Database& database, const Uuid& user) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS "
                                   "NULL",
                                   {user.bytes}));
    return row ? row->integer(0) : 0;
}

Result<bool> use_second_factor(store::Database& database, const Call& call, const crypto::BoxKey& key, const Uuid& user,
                               std::string_view code) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT sealed FROM totp_secrets WHERE user_id = $1 AND confirmed_at IS NOT NULL",
                                   {user.bytes}));
    if (!row) return false;
    const std::string typed = plain(code);
    if (typed.size() == 6) {
        STRATUM_TRY(const Bytes secret, crypto::open_sealed(key, context_of(user), row->bytes(0)));
        const auto step = step_of(secret, typed, call.now);
        if (!step) return false;
        // A code that was seen over a shoulder is worth nothing once it was used; of two at a time one wins.
        STRATUM_TRY(const auto used,
                    database.execute("UPDATE totp_secrets SET last_step = $2 WHERE user_id = $1 AND last_step < $2",
                                     {user.bytes, *step}));
        return used == 1;
    }
    STRATUM_TRY(const auto used,
                database.execute("UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash "
                                 "= $2 AND used_at IS NULL",
                                 {user.bytes, hash_of_code(user, typed), call.now.milliseconds}));
    if (used == 1)
        STRATUM_TRY_VOID(record(database, call, kServer,
                                {.action = "second_factor.recovery_code_used", .subject = subject_of("user", user)}));
    return used == 1;
}

}  // namespace stratum::account
