#include "profiles.hpp"

#include "stratum/account/users.hpp"
#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/hash.hpp"

#include <array>

namespace stratum::people {
namespace {

Result<void> make_row(store::Database& database, const Uuid& user) {
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO people_profiles (user_id) VALUES ($1) ON CONFLICT DO NOTHING", {user.bytes}));
    return {};
}

crypto::Hash256 hash_of(std::string_view token) {
    return crypto::blake2b_256({reinterpret_cast<const std::uint8_t*>(token.data()), token.size()});
}

}  // namespace

Result<Profile> find_profile(store::Database& database, const Uuid& user) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT locale, new_email FROM people_profiles WHERE user_id = $1", {user.bytes}));
    Profile out;
    if (row && !row->is_null(0)) out.locale = row->text(0);
    if (row && !row->is_null(1)) out.new_email = row->text(1);
    return out;
}

Result<void> set_locale(store::Database& database, const Uuid& user, std::string_view locale) {
    STRATUM_TRY_VOID(make_row(database, user));
    STRATUM_TRY_VOID(
        database.execute("UPDATE people_profiles SET locale = $2 WHERE user_id = $1", {user.bytes, locale}));
    return {};
}

Result<std::string> start_email_change(store::Database& database, const account::Call& call, const Uuid& user,
                                       std::string_view email) {
    STRATUM_TRY(const auto other, account::find_user_by_email(database, email));
    if (other && other->id != user)
        return error(ErrorCode::already_exists, "somebody has this e-mail address already", "take another one");
    std::array<std::uint8_t, 32> random{};
    fill_random(random);
    std::string token = to_base64(random, Base64::url);
    const std::int64_t ends =
        call.now.milliseconds + static_cast<std::int64_t>(call.policy.verify_link.value() * 1000.0);
    STRATUM_TRY_VOID(make_row(database, user));
    STRATUM_TRY_VOID(database.execute(
        "UPDATE people_profiles SET new_email = $2, token_hash = $3, token_expires_at = $4 WHERE user_id = $1",
        {user.bytes, email, hash_of(token), ends}));
    return token;
}

Result<ChangedEmail> finish_email_change(store::Database& database, const account::Call& call, std::string_view token) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT p.user_id, u.email, p.new_email FROM people_profiles p JOIN users u ON u.id "
                                   "= p.user_id WHERE p.token_hash = $1 AND p.token_expires_at > $2 AND u.locked_at IS "
                                   "NULL",
                                   {hash_of(token), call.now.milliseconds}));
    if (!row)
        return error(ErrorCode::not_found, "this link does not work any more",
                     "links work once and for a while: ask for a new one");
    ChangedEmail out{uuid_from(row->bytes(0)).value_or(Uuid{}), row->text(1), row->text(2)};
    STRATUM_TRY_VOID(database.execute(
        "UPDATE people_profiles SET new_email = NULL, token_hash = NULL, token_expires_at = NULL WHERE user_id = $1",
        {out.user.bytes}));
    STRATUM_TRY_VOID(account::change_email(database, call, out.user, out.new_email));
    return out;
}

Result<void> forget_profile(store::Database& database, const Uuid& user) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM people_profiles WHERE user_id = $1", {user.bytes}));
    return {};
}

}  // namespace stratum::people
