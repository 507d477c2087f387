#include "stratum/account/login.hpp"

#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/passwords.hpp"
#include "stratum/account/throttle.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::account {
namespace {

/// What one attempt is counted under.
struct Keys {
    std::string account;
    std::string address;
};

Keys keys_of(std::string_view account, const Call& call) {
    return {"account:" + std::string{account}, "address:" + throttled_address(call.address)};
}

Result<Seconds> wait_for(store::Database& database, const Keys& keys, Timestamp now) {
    STRATUM_TRY(const Seconds account, wait_of(database, keys.account, now));
    STRATUM_TRY(const Seconds address, wait_of(database, keys.address, now));
    return std::max(account, address);
}

LoginAnswer waiting(Seconds wait) { return {.kind = LoginAnswer::Kind::wait, .session = {}, .user = {}, .wait = wait}; }

/// Counts the failure, and writes it down, in one transaction that is committed.
Result<LoginAnswer> refuse(store::Pool& pool, const Call& call, const Keys& keys, std::string_view action,
                           const std::optional<Uuid>& user) {
    STRATUM_TRY(const auto database, pool.write());
    STRATUM_TRY(auto transaction, store::Transaction::begin(*database, store::Transaction::Intent::queue));
    STRATUM_TRY_VOID(count_failure(*database, keys.account, kPerAccount, call.now));
    // Terminal and tests have no address; they share none either.
    if (!call.address.empty()) STRATUM_TRY_VOID(count_failure(*database, keys.address, kPerAddress, call.now));
    // Attempts on addresses that nobody has are counted above and not kept: what was typed may be a password.
    if (user)
        STRATUM_TRY_VOID(record(*database, call, kServer, {.action = action, .subject = subject_of("user", *user)}));
    STRATUM_TRY_VOID(transaction.commit());
    return LoginAnswer{};
}

/// What is looked up before a password is hashed.
struct Found {
    Seconds wait{0.0};
    std::optional<User> user;
    std::optional<std::string> password;
    bool stranger = false;  ///< Signed up alone, and never proved the address.
};

Result<Found> look_up(store::Pool& pool, const Call& call, const Keys& keys, std::string_view email) {
    STRATUM_TRY(const auto database, pool.read());
    Found out;
    STRATUM_TRY(out.wait, wait_for(*database, keys, call.now));
    STRATUM_TRY(out.user, find_user_by_email(*database, email));
    STRATUM_TRY(out.password, stored_password(*database, out.user ? std::optional{out.user->id} : std::nullopt));
    if (out.user && !out.user->email_verified_at && call.policy.strangers_prove_their_address) {
        STRATUM_TRY(const auto member,
                    database->query_one("SELECT 1 FROM memberships WHERE user_id = $1 LIMIT 1", {out.user->id.bytes}));
        out.stranger = !member;
    }
    return out;
}

Result<LoginAnswer> renewed(store::Database& database, const Call& call, const Keys& keys, const AuditEvent& event) {
    STRATUM_TRY_VOID(forget_failures(database, keys.account));
    STRATUM_TRY(auto session, renew_session(database, call, call.actor.session));
    STRATUM_TRY_VOID(record(database, call, kServer, event));
    return LoginAnswer{LoginAnswer::Kind::welcome, std::move(session), call.actor.user, {}};
}

}  // namespace

Result<LoginAnswer> log_in(store::Pool& pool, const Call& call, const Credentials& credentials) {
    const Keys keys = keys_of(fold_case(trim(credentials.email)), call);
    STRATUM_TRY(const auto found, look_up(pool, call, keys, credentials.email));
    if (found.wait > Seconds{0.0}) return waiting(found.wait);
    STRATUM_TRY(const bool right, is_password(found.password, credentials.password, call.policy));
    const auto id = found.user ? std::optional{found.user->id} : std::nullopt;
    if (!right || found.user->locked_at || found.stranger) return refuse(pool, call, keys, "login.refused", id);
    std::optional<std::string> new_hash;
    if (crypto::needs_rehash(*found.password, call.policy.password_cost)) {
        STRATUM_TRY(new_hash, crypto::hash_password(credentials.password, call.policy.password_cost));
    }

    STRATUM_TRY(const auto database, pool.write());
    STRATUM_TRY(auto transaction, store::Transaction::begin(*database, store::Transaction::Intent::queue));
    // Unless somebody set another one in the meantime.
    if (new_hash)
        STRATUM_TRY_VOID(database->execute("UPDATE users SET password = $2 WHERE id = $1 AND password = $3",
                                           {id->bytes, *new_hash, *found.password}));
    STRATUM_TRY_VOID(forget_failures(*database, keys.account));
    STRATUM_TRY(auto answer, welcome(*database, call, *id, "password", credentials.agent, true));
    STRATUM_TRY_VOID(transaction.commit());
    return answer;
}

Result<LoginAnswer> confirm_password(store::Pool& pool, const Call& call, std::string_view password) {
    if (call.actor.kind != ActorKind::session || call.actor.second_factor_pending) return LoginAnswer{};
    const Uuid user = call.actor.user;
    const Keys keys = keys_of("confirm:" + to_text(user), call);
    std::optional<std::string> stored;
    {
        STRATUM_TRY(const auto database, pool.read());
        STRATUM_TRY(const Seconds wait, wait_for(*database, keys, call.now));
        if (wait > Seconds{0.0}) return waiting(wait);
        STRATUM_TRY(stored, stored_password(*database, user));
    }
    STRATUM_TRY(const bool right, is_password(stored, password, call.policy));
    if (!right) return refuse(pool, call, keys, "login.confirmation_refused", user);
    STRATUM_TRY(const auto database, pool.write());
    STRATUM_TRY(auto transaction, store::Transaction::begin(*database, store::Transaction::Intent::queue));
    STRATUM_TRY(
        auto answer,
        renewed(*database, call, keys,
                {.action = "login.confirmed", .subject = subject_of("user", user), .details = {{"how", "password"}}}));
    STRATUM_TRY_VOID(transaction.commit());
    return answer;
}

Result<LoginAnswer> confirm_second_factor(store::Pool& pool, const Call& call, const crypto::BoxKey& key,
                                          std::string_view code) {
    const Uuid user = call.actor.user;
    if (call.actor.kind != ActorKind::session || !call.actor.second_factor_pending) return LoginAnswer{};
    const Keys keys = keys_of("second factor:" + to_text(user), call);
    {
        STRATUM_TRY(const auto database, pool.write());
        STRATUM_TRY(const Seconds wait, wait_for(*database, keys, call.now));
        if (wait > Seconds{0.0}) return waiting(wait);
        STRATUM_TRY(auto transaction, store::Transaction::begin(*database, store::Transaction::Intent::queue));
        STRATUM_TRY(const bool right, use_second_factor(*database, call, key, user, code));
        if (right) {
            STRATUM_TRY(auto answer, renewed(*database, call, keys,
                                             {.action = "login.second_factor", .subject = subject_of("user", user)}));
            STRATUM_TRY_VOID(transaction.commit());
            return answer;
        }
    }
    return refuse(pool, call, keys, "login.second_factor_refused", user);
}

Result<LoginAnswer> welcome(store::Database& database, const Call& call, const Uuid& user, std::string_view how,
                            std::string_view agent, bool needs_second_factor) {
    STRATUM_TRY(const auto found, find_user(database, user));
    if (!found || found->locked_at)
        return error(ErrorCode::permission_denied, "this account is locked", "ask whoever runs this server");
    STRATUM_TRY(const bool second, has_second_factor(database, user));
    const bool pending = needs_second_factor && second;
    const auto state = pending ? SessionState::second_factor : SessionState::active;
    STRATUM_TRY(auto session, start_session(database, call, user, state, agent));
    Call by_user = call;
    by_user.actor = {.kind = ActorKind::session, .user = user, .session = session.id};
    STRATUM_TRY_VOID(record(database, by_user, kServer,
                            {.action = pending ? "login.first_factor" : "login.done",
                             .subject = subject_of("user", user),
                             .details = {{"how", std::string{how}}}}));
    return LoginAnswer{
        pending ? LoginAnswer::Kind::second_factor : LoginAnswer::Kind::welcome, std::move(session), user, {}};
}

}  // namespace stratum::account
