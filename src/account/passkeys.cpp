#include "stratum/account/passkeys.hpp"

#include "rows.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/users.hpp"
#include "stratum/signatures/key_forms.hpp"
#include "ways_in.hpp"

namespace stratum::account {
namespace {

Error unknown() {
    return error(ErrorCode::permission_denied, "the passkey was refused: nobody here knows it, or it took too long",
                 "try again, or log in by other means");
}

Result<std::string> make_challenge(store::Database& database, const Call& call, std::string_view purpose,
                                   const std::optional<Uuid>& user) {
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM passkey_challenges WHERE expires_at <= $1", {call.now.milliseconds}));
    std::string challenge = random_token();
    STRATUM_TRY_VOID(database.execute(
        "INSERT INTO passkey_challenges (challenge_hash, user_id, purpose, expires_at) VALUES ($1, $2, $3, $4)",
        {hash_of_token(challenge), user ? store::Value{user->bytes} : store::Value{}, purpose,
         after(call.now, call.policy.ceremony).milliseconds}));
    return challenge;
}

/// The challenge that the browser says it answers, if we gave it out for this; it can not be used again.
Result<std::string> take_challenge(store::Database& database, const Call& call, std::string_view purpose,
                                   const std::optional<Uuid>& user, std::span<const std::uint8_t> client_data) {
    STRATUM_TRY(ClientData data, parse_client_data(client_data));
    STRATUM_TRY(
        const auto taken,
        database.execute("DELETE FROM passkey_challenges WHERE challenge_hash = $1 AND purpose = $2 AND expires_at "
                         "> $3 AND (user_id IS NULL OR user_id = $4)",
                         {hash_of_token(data.challenge), purpose, call.now.milliseconds, user.value_or(Uuid{}).bytes}));
    if (taken == 0) return unknown();
    return std::move(data.challenge);
}

}  // namespace

Result<std::vector<Passkey>> list_passkeys(store::Database& database, const Uuid& user) {
    std::vector<Passkey> out;
    STRATUM_TRY_VOID(
        database.each("SELECT id, name, backed_up, created_at, used_at FROM passkeys WHERE user_id = $1 ORDER BY id",
                      {user.bytes}, [&](const store::Row& row) -> Result<void> {
                          out.push_back({uuid_at(row, 0), row.text(1), row.integer(2) != 0, time_at(row, 3),
                                         optional_time_at(row, 4)});
                          return {};
                      }));
    return out;
}

Result<void> rename_passkey(store::Database& database, const Call& call, const Uuid& user, const Uuid& passkey,
                            std::string_view name) {
    STRATUM_TRY_VOID(check_text(name, "the passkey's name"));
    STRATUM_TRY(const auto changed, database.execute("UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2",
                                                     {passkey.bytes, user.bytes, name}));
    if (changed == 0) return error(ErrorCode::not_found, "there is no such passkey");
    return record(database, call, kServer, {.action = "passkey.renamed", .subject = subject_of("passkey", passkey)});
}

Result<void> remove_passkey(store::Database& database, const Call& call, const Uuid& user, const Uuid& passkey) {
    const auto unknown = [] { return error(ErrorCode::not_found, "there is no such passkey"); };
    const std::string which = " FROM passkeys WHERE id = $1 AND user_id = $2";
    STRATUM_TRY(const auto there, database.query_one("SELECT 1" + which, {passkey.bytes, user.bytes}));
    if (!there) return unknown();
    STRATUM_TRY_VOID(check_other_way_in(database, user));
    STRATUM_TRY(const auto gone, database.execute("DELETE" + which, {passkey.bytes, user.bytes}));
    if (gone == 0) return unknown();
    return record(database, call, kServer, {.action = "passkey.removed", .subject = subject_of("passkey", passkey)});
}

Result<PasskeyCreation> start_passkey_creation(store::Database& database, const Call& call, const Uuid& user) {
    STRATUM_TRY(const auto found, find_user(database, user));
    if (!found) return error(ErrorCode::not_found, "there is no such user");
    PasskeyCreation out;
    STRATUM_TRY(out.challenge, make_challenge(database, call, "create", user));
    out.user_handle.assign(user.bytes.begin(), user.bytes.end());
    out.user_name = found->email;
    out.display_name = found->name;
    STRATUM_TRY_VOID(database.each("SELECT credential_id FROM passkeys WHERE user_id = $1 ORDER BY id", {user.bytes},
                                   [&](const store::Row& row) -> Result<void> {
                                       out.exclude.push_back(row.bytes(0));
                                       return {};
                                   }));
    return out;
}

Result<Uuid> finish_passkey_creation(store::Database& database, const Call& call, const RelyingParty& party,
                                     const Uuid& user, std::string_view name, const RegistrationAnswer& answer) {
    STRATUM_TRY_VOID(check_text(name, "the passkey's name"));
    STRATUM_TRY(const std::string challenge, take_challenge(database, call, "create", user, answer.client_data));
    STRATUM_TRY(const auto data, verify_registration(party, challenge, answer));
    const Uuid id = call.ids.next();
    STRATUM_TRY(const auto made,
                database.execute(
                    "INSERT INTO passkeys (id, user_id, credential_id, public_key, sign_count, backed_up, "
                    "name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
                    {id.bytes, user.bytes, data.attested->credential_id, signatures::to_cose_key(data.attested->key),
                     data.sign_count, data.backed_up ? 1 : 0, name, call.now.milliseconds}));
    if (made == 0) return error(ErrorCode::already_exists, "this passkey is known already");
    STRATUM_TRY_VOID(
        record(database, call, kServer, {.action = "passkey.created", .subject = subject_of("passkey", id)}));
    return id;
}

Result<std::string> start_passkey_login(store::Database& database, const Call& call) {
    return make_challenge(database, call, "login", {});
}

Result<Uuid> finish_passkey_login(store::Database& database, const Call& call, const RelyingParty& party,
                                  const AssertionAnswer& answer) {
    STRATUM_TRY(const std::string challenge, take_challenge(database, call, "login", {}, answer.client_data));
    STRATUM_TRY(const auto row,
                database.query_one("SELECT id, user_id, public_key, sign_count FROM passkeys WHERE credential_id = $1",
                                   {answer.credential_id}));
    if (!row) return unknown();
    STRATUM_TRY(const auto key, signatures::read_cose_key(row->bytes(2)));
    const auto before = row->integer(3);
    STRATUM_TRY(const auto data, verify_assertion(party, challenge, answer, key, static_cast<std::uint32_t>(before)));
    // Of two with the same counter, a copy and its original, one gets here.
    STRATUM_TRY(
        const auto changed,
        database.execute("UPDATE passkeys SET sign_count = $3, backed_up = $4, used_at = $5 WHERE id = $1 AND "
                         "sign_count = $2",
                         {row->bytes(0), before, data.sign_count, data.backed_up ? 1 : 0, call.now.milliseconds}));
    if (changed == 0) return unknown();
    return uuid_at(*row, 1);
}

}  // namespace stratum::account
