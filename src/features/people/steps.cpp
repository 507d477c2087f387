#include "steps.hpp"

#include "stratum/account/passwords.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/platform/api_options.hpp"
#include "stratum/platform/confirmation.hpp"

namespace stratum::people {
namespace {

void put_cookie(const platform::Call& call, net::Response& response, std::string_view value, std::string_view age) {
    std::string cookie = std::string{platform::kSessionCookie} + "=" + std::string{value};
    cookie += "; Path=/; HttpOnly; SameSite=Lax";
    if (!age.empty()) cookie += "; Max-Age=" + std::string{age};
    if (call.request.secure) cookie += "; Secure";
    response.headers.add("Set-Cookie", std::move(cookie));
}

}  // namespace

Result<Uuid> user_of(const platform::Call& call) {
    if (call.actor.user == Uuid{})
        return error(ErrorCode::permission_denied, "there is no account on this server yet",
                     "create the owner first: POST /api/v1/setup");
    return call.actor.user;
}

Result<Uuid> person_of(const platform::Call& call) {
    if (call.actor.kind == account::ActorKind::api_key)
        return error(ErrorCode::permission_denied, "this needs a person; a key can not do it", "do it in the web app");
    return user_of(call);
}

std::optional<platform::Problem> unconfirmed(const platform::Call& call) {
    if (call.actor.kind != account::ActorKind::session || call.now < call.actor.fresh_until) return {};
    return platform::confirmation_needed();
}

Result<std::optional<Uuid>> workspace_of_key(store::Database& database, const account::Actor& actor) {
    if (actor.kind != account::ActorKind::api_key) return std::optional<Uuid>{};
    STRATUM_TRY(const auto row,
                database.query_one("SELECT workspace_id FROM api_keys WHERE id = $1", {actor.key.bytes}));
    return std::optional{row ? uuid_from(row->bytes(0)).value_or(Uuid{}) : Uuid{}};
}

Result<void> check_length(std::string_view text, std::string_view what, std::size_t least, std::size_t most) {
    const auto letters =
        static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
    if (letters >= least && letters <= most) return {};
    return error(ErrorCode::invalid_argument, std::string{what} + " has " + std::to_string(letters) + " letters",
                 "it has " + std::to_string(least) + " to " + std::to_string(most));
}

Result<void> check_new_password(std::string_view password, std::string_view what) {
    constexpr std::size_t kLongest = 256;  // `Password` in the contract
    return check_length(password, what, account::kShortestPassword, kLongest);
}

std::int64_t longest_session(const account::Policy& policy) {
    return static_cast<std::int64_t>(policy.session_at_most.value());
}

void set_session_cookie(const platform::Call& call, net::Response& response, std::string_view token, bool remember) {
    put_cookie(call, response, token, remember ? std::to_string(longest_session(call.services.policy)) : std::string{});
}

void clear_session_cookie(const platform::Call& call, net::Response& response) { put_cookie(call, response, "", "0"); }

std::int64_t version_of(std::string_view json) {
    crypto::Blake2b256 hash;
    hash.update(json);
    const auto digest = hash.digest();
    std::int64_t version = 0;
    for (std::size_t i = 0; i < 6; ++i) version = version << 8 | digest[i];
    return version + 1;  // from 1 on
}

std::string etag_of(std::int64_t version) { return "\"" + std::to_string(version) + "\""; }

platform::Answer told_as(const Error& error, ErrorCode when, int status, std::string_view code) {
    if (error.code != when) return error;
    return platform::problem(status, code, error.message, error.hint);
}

}  // namespace stratum::people
