#include "stratum/account/sessions.hpp"

#include "living_sessions.hpp"
#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/secrets.hpp"
#include "stratum/crypto/sha256.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace stratum::account {
namespace {

constexpr std::array<std::pair<SessionState, std::string_view>, 2> kStates{
    {{SessionState::active, "active"}, {SessionState::second_factor, "second_factor"}}};

constexpr std::string_view kColumns =
    "SELECT s.id, s.user_id, s.state, s.created_at, s.seen_at, s.expires_at, s.fresh_at, s.address, s.agent FROM "
    "sessions s ";

Session session_of(const store::Row& row) {
    Session out{uuid_at(row, 0), uuid_at(row, 1), SessionState::second_factor,
                time_at(row, 3), time_at(row, 4), time_at(row, 5),
                time_at(row, 6), row.text(7),     row.text(8)};
    (void)from_name(row.text(2), out.state);
    return out;
}

/// Sessions not used since then have ended.
Timestamp idle_limit(const Policy& policy, Timestamp now) { return after(now, -policy.session_idle); }

std::string short_agent(std::string_view agent) {
    std::string out = valid_utf8(agent.substr(0, 200));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return out;
}

}  // namespace

std::string_view name_of(SessionState state) { return find_name(kStates, state); }
bool from_name(std::string_view name, SessionState& state) { return find_name(kStates, name, state); }

Result<NewSession> start_session(store::Database& database, const Call& call, const Uuid& user, SessionState state,
                                 std::string_view agent) {
    NewSession out{call.ids.next(), random_token(), state};
    const bool active = state == SessionState::active;
    const Timestamp expires = after(call.now, active ? call.policy.session_at_most : call.policy.ceremony);
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO sessions (id, user_id, token_hash, state, created_at, seen_at, expires_at, "
                         "fresh_at, address, agent) "
                         "VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)",
                         {out.id.bytes, user.bytes, hash_of_token(out.token), name_of(state), call.now.milliseconds,
                          expires.milliseconds, active ? call.now.milliseconds : 0, call.address, short_agent(agent)}));
    return out;
}

Result<std::optional<Authenticated>> authenticate_session(store::Database& database, std::string_view token,
                                                          const Policy& policy, Timestamp now) {
    if (token.size() != 43) return std::optional<Authenticated>{};
    STRATUM_TRY(const auto row,
                database.query_one(std::string{kColumns} +
                                       "JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1 AND s.expires_at > $2 "
                                       "AND s.seen_at > $3 AND u.locked_at IS NULL",
                                   {hash_of_token(token), now.milliseconds, idle_limit(policy, now).milliseconds}));
    if (!row) return std::optional<Authenticated>{};
    Authenticated out{session_of(*row), {}};
    out.actor = {.kind = ActorKind::session,
                 .user = out.session.user,
                 .session = out.session.id,
                 .second_factor_pending = out.session.state != SessionState::active,
                 .fresh_until = after(out.session.fresh_at, policy.fresh)};
    return std::optional{std::move(out)};
}

Result<void> touch_session(store::Database& database, const Session& session, std::string_view address, Timestamp now) {
    if (now < after(session.seen_at, Seconds{60}) && address == session.address) return {};
    STRATUM_TRY_VOID(database.execute("UPDATE sessions SET seen_at = $2, address = $3 WHERE id = $1 AND seen_at <= $2",
                                      {session.id.bytes, now.milliseconds, address}));
    return {};
}

Result<NewSession> renew_session(store::Database& database, const Call& call, const Uuid& session) {
    NewSession out{session, random_token(), SessionState::active};
    // What was begun with a password only may last as long as others from now on.
    STRATUM_TRY(const auto changed,
                database.execute("UPDATE sessions SET token_hash = $2, fresh_at = $3, seen_at = $3, expires_at = CASE "
                                 "state WHEN 'active' THEN expires_at ELSE $4 END, state = 'active' WHERE id = $1",
                                 {session.bytes, hash_of_token(out.token), call.now.milliseconds,
                                  after(call.now, call.policy.session_at_most).milliseconds}));
    if (changed == 0) return error(ErrorCode::not_found, "this session has ended", "log in again");
    return out;
}

Result<std::vector<Session>> list_sessions(store::Database& database, const Uuid& user, const Policy& policy,
                                           Timestamp now) {
    std::vector<Session> out;
    STRATUM_TRY_VOID(
        database.each(std::string{kColumns} +
                          "WHERE s.user_id = $1 AND s.expires_at > $2 AND s.seen_at > $3 ORDER BY s.seen_at DESC, s.id",
                      {user.bytes, now.milliseconds, idle_limit(policy, now).milliseconds},
                      [&](const store::Row& row) -> Result<void> {
                          out.push_back(session_of(row));
                          return {};
                      }));
    return out;
}

Result<std::set<Uuid>> living_sessions(store::Database& database, std::span<const Uuid> sessions, const Policy& policy,
                                       Timestamp now) {
    constexpr std::size_t kAtOnce = 100;
    std::set<Uuid> out;
    const store::Database::OnRow keep = [&](const store::Row& row) -> Result<void> {
        out.insert(uuid_at(row, 0));
        return {};
    };
    while (!sessions.empty()) {
        const auto some = sessions.first(std::min(kAtOnce, sessions.size()));
        sessions = sessions.subspan(some.size());
        std::vector<store::Value> values{now.milliseconds, idle_limit(policy, now).milliseconds};
        std::string places;
        for (const Uuid& session : some) {
            values.emplace_back(session.bytes);
            places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
        }
        STRATUM_TRY_VOID(database.run(
            "SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.state = 'active' AND s.expires_at > "
            "$1 AND s.seen_at > $2 AND u.locked_at IS NULL AND s.id IN (" +
                places + ")",
            values, &keep));
    }
    return out;
}

Result<void> end_session(store::Database& database, const Call& call, const Uuid& user, const Uuid& session) {
    STRATUM_TRY(const auto gone,
                database.execute("DELETE FROM sessions WHERE id = $1 AND user_id = $2", {session.bytes, user.bytes}));
    if (gone == 0) return error(ErrorCode::not_found, "there is no such session, or it has ended");
    return record(database, call, kServer, {.action = "session.ended", .subject = subject_of("session", session)});
}

Result<void> end_sessions(store::Database& database, const Uuid& user, const std::optional<Uuid>& keep) {
    STRATUM_TRY_VOID(database.execute("DELETE FROM sessions WHERE user_id = $1 AND id <> $2",
                                      {user.bytes, keep.value_or(Uuid{}).bytes}));
    return {};
}

Result<std::int64_t> sweep_sessions(store::Database& database, const Policy& policy, Timestamp now) {
    return database.execute("DELETE FROM sessions WHERE expires_at <= $1 OR seen_at <= $2",
                            {now.milliseconds, idle_limit(policy, now).milliseconds});
}

std::string csrf_token(std::string_view session_token) {
    constexpr std::string_view kPurpose = "stratum csrf";
    const auto bytes = [](std::string_view text) {
        return std::span{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    };
    return to_base64(crypto::hmac_sha256(bytes(session_token), bytes(kPurpose)), Base64::url);
}

bool is_csrf_token(std::string_view session_token, std::string_view sent) {
    return crypto::equal_in_constant_time(csrf_token(session_token), sent);
}

}  // namespace stratum::account
