#include "idempotency.hpp"

#include "parameters.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/platform/kept_answers.hpp"
#include "stratum/platform/server_secrets.hpp"
#include "stratum/store/unit_of_work.hpp"

#include <algorithm>

namespace stratum::platform {
namespace {

/// With a key of the server's: of a plain hash the body could be guessed.
crypto::Hash256 fingerprint_of(const ServerSecrets& secrets, const net::Request& request) {
    crypto::Blake2b256 mac{secrets.request_key()};
    mac.update(request.target);
    mac.update("\n");
    mac.update(request.body);
    return mac.digest();
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

/// What is to be answered to a key that was used before; keys of others, and of other workspaces, do not count.
Result<std::optional<Answer>> kept(const Call& call, std::string_view key, const crypto::Hash256& fingerprint) {
    STRATUM_TRY(const auto reader, call.services.pool.read());
    STRATUM_TRY(const auto row,
                reader->query_one("SELECT fingerprint, status, content_type, location, etag, body FROM idempotency "
                                  "WHERE workspace_id = $1 AND user_id = $2 AND api_key_id = $3 AND key = $4 AND "
                                  "created_at >= $5",
                                  {call.workspace.bytes, call.actor.user.bytes, call.actor.key.bytes, key,
                                   call.now.milliseconds - kAnswersKept}));
    if (!row) return std::optional<Answer>{};
    if (!std::ranges::equal(row->bytes(0), fingerprint))
        return std::optional<Answer>{problem(422, "invalid_argument",
                                             "this Idempotency-Key was used for another request",
                                             "make a new key for each new request")};
    return std::optional<Answer>{replayed(*row)};
}

/// Errors: `busy` when another with this key was first; its answer is to be found then.
Result<void> keep(store::Database& database, const Call& call, std::string_view key, const crypto::Hash256& fingerprint,
                  const net::Response& response) {
    const auto* const body = std::get_if<std::string>(&response.body);
    if (body == nullptr) return error(ErrorCode::internal, "an answer that is no text can not be kept");
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM idempotency WHERE workspace_id = $1 AND user_id = $2 AND api_key_id = $3 AND key "
                         "= $4 AND created_at < $5",
                         {call.workspace.bytes, call.actor.user.bytes, call.actor.key.bytes, key,
                          call.now.milliseconds - kAnswersKept}));
    const auto added = database.execute(
        "INSERT INTO idempotency (workspace_id, user_id, api_key_id, key, fingerprint, status, content_type, "
        "location, etag, body, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        {call.workspace.bytes, call.actor.user.bytes, call.actor.key.bytes, key, fingerprint, response.status,
         response.headers.get("Content-Type"), response.headers.get("Location"), response.headers.get("ETag"),
         Bytes{body->begin(), body->end()}, call.now.milliseconds});
    if (!added && added.error().code == ErrorCode::already_exists)
        return error(ErrorCode::busy, "another request with this Idempotency-Key was first", "try again in a moment");
    STRATUM_TRY_VOID(added);
    return {};
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
    STRATUM_TRY(const auto secrets, ServerSecrets::load(call.services));
    const auto fingerprint = fingerprint_of(secrets, call.request);
    std::optional<Answer> answer;
    const auto done = store::in_one_commit(call.services.pool, [&](store::UnitOfWork& unit) -> Result<void> {
        STRATUM_TRY(answer, kept(call, key, fingerprint));
        if (answer) return {};
        answer = with_misfits(route.handle(call), call);
        if (const auto* misfit = std::get_if<Problem>(&answer->get()); misfit != nullptr && !call.misfits.empty()) {
            answer = to_response(*misfit, call.request.id);
            unit.undo();
        } else if (const auto* wrong = std::get_if<Error>(&answer->get())) {
            const Problem told = problem_of(*wrong, true);
            if (told.status >= 500) return *wrong;
            // The same question would get the same answer.
            answer = to_response(told, call.request.id);
            unit.undo();
        }
        const auto* response = std::get_if<net::Response>(&answer->get());
        if (response == nullptr || response->status >= 500) {
            unit.undo();
            // Where another with this key was done while this one waited for the writer, it was refused because of
            // what it asks for itself: it is there already.
            STRATUM_TRY(auto first, kept(call, key, fingerprint));
            if (first) answer = std::move(first);
            return {};
        }
        STRATUM_TRY(store::Database* const database, unit.database());
        return keep(*database, call, key, fingerprint, *response);
    });
    if (!done) return done.error();
    // Who was woken by a part of it looked before the commit.
    call.services.jobs_signal.notify();
    call.services.events_signal.notify();
    return std::move(*answer);
}

}  // namespace stratum::platform
