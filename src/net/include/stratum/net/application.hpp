#pragma once

#include "stratum/net/http.hpp"
#include "stratum/net/web_socket.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace stratum::net {

/// Where a handler runs.
enum class Place : std::uint8_t {
    pool,   ///< On a thread of the pool: may wait for the database or the disk.
    aside,  ///< On a thread apart, which those that wait for the database do not take: files, health.
    loop,   ///< On the event loop itself: a few microseconds, no waiting.
};

/// Bodies up to this size are read before anybody asks whose they are.
inline constexpr std::size_t kSmallBody = std::size_t{64} << 10U;

/// What is to be done with a request, decided when only its head has come.
struct Plan {
    Place place = Place::pool;
    std::size_t body_limit = std::size_t{1} << 20;

    /// The ordinary case: the whole body, then an answer.
    std::function<Response(Request& request)> handle{};
    /// Called on the pool before more than `kSmallBody` of a whole body is read; gives the answer that refuses it.
    std::function<std::optional<Response>(Request& request)> admit{};
    /// In pieces: called on the pool when the head is here; gives the sink, or the answer that refuses it.
    std::function<std::variant<std::unique_ptr<BodySink>, Response>(Request& request)> receive{};
    /// A WebSocket: called on the pool; gives the handler, or the answer that refuses it.
    std::function<std::variant<std::unique_ptr<WebSocketHandler>, Response>(Request& request)> upgrade{};
};

/// What a server serves.
class Application {
  public:
    virtual ~Application() = default;
    /// Called on the event loops, perhaps on several at once: quick, and without waiting.
    [[nodiscard]] virtual Plan plan(Request& head) = 0;
    /// The answer to what is no HTTP, too large (400, 413, 431) or too much at once (429, 503), and to a handler that
    /// threw (500). Of `request` only what had come by then is there. Thread-safe.
    [[nodiscard]] virtual Response refuse(Request& request, int status, std::string_view what) = 0;
    /// After the answer went out (or could not). Thread-safe; quick.
    virtual void answered(const Request& request, int status, std::int64_t bytes, double seconds) = 0;
};

}  // namespace stratum::net
