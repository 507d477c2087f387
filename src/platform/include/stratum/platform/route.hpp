#pragma once

#include "stratum/net/application.hpp"
#include "stratum/platform/call.hpp"
#include "stratum/platform/problem.hpp"

#include <functional>
#include <memory>
#include <string_view>
#include <variant>

namespace stratum::platform {

/// An answer, or the problem that stands in its way.
class Answer {
  public:
    Answer(net::Response response) : value_(std::move(response)) {}  // NOLINT: implicit by design, as are the others
    Answer(Problem problem) : value_(std::move(problem)) {}          // NOLINT
    Answer(Error error) : value_(std::move(error)) {}                // NOLINT
    [[nodiscard]] std::variant<net::Response, Problem, Error>& get() { return value_; }

  private:
    std::variant<net::Response, Problem, Error> value_;
};

/// One operation of the wire contract.
struct Route {
    net::Method method = net::Method::get;
    /// "/api/v1/tracks/{id}", or at the root.
    std::string_view path;
    /// What must be held in the workspace; or "public" (anybody), or "self" (whoever is signed in).
    std::string_view permission;
    /// An ordinary function, on the pool. `STRATUM_TRY` hands errors up.
    std::function<Answer(Call& call)> handle{};
    /// A POST whose answer is kept for whoever sends it again with its Idempotency-Key (`x-idempotent` of the
    /// contract); of others the key is ignored. Only where `handle` changes nothing but the database, in
    /// `in_transaction`s of its thread: they become one commit with the answer. And never with a secret in the request
    /// or the answer.
    bool idempotent = false;

    /// The same for everybody: nobody is asked who they are, and no database is needed.
    bool for_anybody = false;

    std::size_t body_limit = std::size_t{1} << 20;  ///< Of public ones at most `net::kSmallBody`.
    /// The body in pieces; `handle` is not called then.
    std::function<std::variant<std::unique_ptr<net::BodySink>, Answer>(Call& call)> receive{};
    /// A WebSocket. The cookie only counts when the page is our own.
    std::function<std::variant<std::unique_ptr<net::WebSocketHandler>, Answer>(Call& call)> upgrade{};
    /// Answered on the event loop, before anybody is asked who they are: health.
    std::function<net::Response(const net::Request& request)> at_once{};
};

}  // namespace stratum::platform
