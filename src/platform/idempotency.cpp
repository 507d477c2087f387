#include "idempotency.hpp"

#include "stratum/crypto/hash.hpp"
#include "stratum/platform/schema.hpp"

#include <algorithm>
#include <array>

namespace stratum::platform {
namespace {

constexpr std::int64_t kDay = 24LL * 3600 * 1000;
constexpr std::int64_t kMinute = 60'000;  ///< A first run that took longer died.

// `owner` is who asked; `status` 0 while the first run is under way.
constexpr std::string_view kAnswers = R"(
CREATE TABLE idempotency (
    owner BYTEA NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    status BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    location TEXT NOT NULL,
    etag TEXT NOT NULL,
    body BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (owner, key));
CREATE INDEX idempotency_by_age ON idempotency (created_at);
)";
constexpr std::array kSteps{store::Migration{1, "answers to repeated requests", kAnswers}};

/// Who asks, and in which workspace: keys of others are none of one's business.
crypto::Hash256 owner_of(const Call& call) {
    const account::Actor& actor = call.actor;
    crypto::Blake2b256 hash;
    hash.update(actor.user.bytes);
    hash.update(actor.key.bytes);
    hash.update(call.workspace.bytes);
    if (actor.kind == account::ActorKind::anonymous) hash.update(call.request.remote);
    return hash.digest();
}

crypto::Hash256 fingerprint_of(const Call& call) {
    crypto::Blake2b256 hash;
    hash.update(call.request.target);
    hash.update("\n");
    hash.update(call.request.body);
    return hash.digest();
}

net::Response replayed(const store::Row& row) {
    const Bytes& body = row.bytes(5);
    net::Response response{.status = static_cast<int>(row.integer(1)), .body = std::string{body.begin(), body.end()}};
    if (!row.text(2).empty()) response.headers.set("Content-Type", row.text(2));
    if (!row.text(3).empty()) response.headers.set("Location", row.text(3));
    if (!row.text(4).empty()) response.headers.set("ETag", row.text(4));
    response.headers.set("Idempotency-Replayed", "true");
    return response;
}

/// Takes the key for this request; or tells what is to be answered in place of it.
Result<std::optional<Answer>> claim(const Call& call, std::string_view key) {
    const auto owner = owner_of(call);
    const auto fingerprint = fingerprint_of(call);
    const std::int64_t now = call.now.milliseconds;
    return store::in_transaction(call.services.pool, [&](store::Database& database) -> Result<std::optional<Answer>> {
        STRATUM_TRY_VOID(
            database.execute("DELETE FROM idempotency WHERE created_at < $1 OR (status = 0 AND created_at < $2)",
                             {now - kDay, now - kMinute}));
        STRATUM_TRY(const auto row,
                    database.query_one("SELECT fingerprint, status, content_type, location, etag, body FROM "
                                       "idempotency WHERE owner = $1 AND key = $2",
                                       {owner, key}));
        if (!row) {
            STRATUM_TRY_VOID(database.execute(
                "INSERT INTO idempotency (owner, key, fingerprint, status, content_type, location, etag, body, "
                "created_at) VALUES ($1, $2, $3, 0, '', '', '', $4, $5)",
                {owner, key, fingerprint, Bytes{}, now}));
            return std::optional<Answer>{};
        }
        if (!std::ranges::equal(row->bytes(0), fingerprint))
            return std::optional<Answer>{problem(422, "invalid_argument",
                                                 "this Idempotency-Key was used for another request",
                                                 "make a new key for each new request")};
        if (row->integer(1) == 0)
            return std::optional<Answer>{problem(409, "conflict", "the first request with this key is still under way",
                                                 "wait, then send the same request again")};
        return std::optional<Answer>{replayed(*row)};
    });
}

Result<void> keep(const Call& call, std::string_view key, const net::Response& response) {
    const auto owner = owner_of(call);
    const auto& body = std::get<std::string>(response.body);
    return store::in_transaction(call.services.pool, [&](store::Database& database) -> Result<void> {
        STRATUM_TRY_VOID(database.execute(
            "UPDATE idempotency SET status = $3, content_type = $4, location = $5, etag = $6, body = $7 WHERE owner = "
            "$1 AND key = $2",
            {owner, key, response.status, response.headers.get("Content-Type"), response.headers.get("Location"),
             response.headers.get("ETag"), Bytes{body.begin(), body.end()}}));
        return {};
    });
}

Result<void> forget(const Call& call, std::string_view key) {
    const auto owner = owner_of(call);
    return store::in_transaction(call.services.pool, [&](store::Database& database) -> Result<void> {
        STRATUM_TRY_VOID(database.execute("DELETE FROM idempotency WHERE owner = $1 AND key = $2", {owner, key}));
        return {};
    });
}

bool is_key(std::string_view key) {
    constexpr std::size_t kLongest = 255;
    return !key.empty() && key.size() <= kLongest &&
           std::ranges::all_of(key, [](char c) { return c >= 0x21 && c <= 0x7e; });
}

}  // namespace

Answer once(Call& call, std::string_view key, const Route& route) {
    if (!is_key(key))
        return problem(400, "invalid_argument", "the Idempotency-Key is not 1 to 255 visible ASCII letters",
                       "use a UUID");
    auto claimed = claim(call, key);
    if (!claimed) return claimed.error();
    if (*claimed) return std::move(**claimed);
    Answer answer = route.handle(call);
    auto* response = std::get_if<net::Response>(&answer.get());
    if (auto* wrong = std::get_if<Error>(&answer.get())) {
        // The same question would get the same answer.
        const Problem told = problem_of(*wrong, true);
        if (told.status < 500) answer = to_response(told, call.request.id);
        response = std::get_if<net::Response>(&answer.get());
    }
    const bool lasting =
        response != nullptr && response->status < 500 && std::holds_alternative<std::string>(response->body);
    const auto noted = lasting ? keep(call, key, *response) : forget(call, key);
    if (!noted) call.services.log.warning("an answer could not be kept", {{"error", noted.error().text()}});
    return answer;
}

store::MigrationSet schema() { return {"platform", kSteps}; }

}  // namespace stratum::platform
