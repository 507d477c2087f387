#pragma once

#include "stratum/net/application.hpp"
#include "stratum/platform/call.hpp"
#include "stratum/platform/problem.hpp"

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

namespace stratum::platform {

/// An answer, or the problem that stands in its way.
class Answer {
  public:
    Answer(net::Response response) : value_(std::move(response)) {}  // NOLINT: implicit by design, as are the others
    Answer(Problem problem) : value_(std::move(problem)) {}          // NOLINT
    Answer(Error error) : value_(std::move(error)) {}                // NOLINT
    [[nodiscard]] std::variant<net::Response, Problem, Error>& get() { return value_; }
    /// Null unless it is an error.
    [[nodiscard]] const Error* failure() const { return std::get_if<Error>(&value_); }
    /// Whether it is a problem that the handler made itself.
    [[nodiscard]] bool refuses() const { return std::holds_alternative<Problem>(value_); }

  private:
    std::variant<net::Response, Problem, Error> value_;
};

/// One that may stand behind the "?" of an address.
struct Parameter {
    static constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max();
    std::string_view name;
    std::size_t least = 0;  ///< Characters of its value.
    std::size_t most = kAnyLength;
};
/// Those of a list that comes in pages, after its own.
[[nodiscard]] std::vector<Parameter> paged(std::vector<Parameter> own = {});

/// One operation of the wire contract.
struct Route {
    net::Method method = net::Method::get;
    /// "/api/v1/tracks/{id}", or at the root.
    std::string_view path;
    /// What must be held in the workspace; or "public" (anybody), or "self" (whoever is signed in).
    std::string_view permission;
    /// All that may be asked with; others, and one given twice, are refused with 400. Below /api/v1 only.
    std::vector<Parameter> query{};
    /// An ordinary function, on the pool. `STRATUM_TRY` hands errors up.
    std::function<Answer(Call& call)> handle{};
    /// A POST whose answer is kept for whoever sends it again with its Idempotency-Key (`x-idempotent` of the
    /// contract); of others the key is ignored. Only where `handle` changes nothing but the database, in
    /// `in_transaction`s of its thread: they become one commit with the answer. And never with a secret in the request
    /// or the answer.
    bool idempotent = false;

    /// Whoever sends people here adds to the query what it likes; what is not in `query` is passed over.
    bool further_query = false;

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
