#pragma once

#include "stratum/net/http.hpp"
#include "stratum/net/web_socket.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace stratum::net {

/// Where a handler runs.
enum class Place : std::uint8_t {
    pool,  ///< On a thread of the pool: may wait for the database or the disk.
    loop,  ///< On the event loop itself: a few microseconds, no waiting.
};

/// What is to be done with a request, decided when only its head has come.
struct Plan {
    Place place = Place::pool;
    std::size_t body_limit = std::size_t{1} << 20;

    /// The ordinary case: the whole body, then an answer.
    std::function<Response(Request& request)> handle{};
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
    /// The answer to what is no HTTP, too large (400, 413, 431), and to a handler that threw
    /// (500). Thread-safe.
    [[nodiscard]] virtual Response refuse(int status, std::string_view what) = 0;
    /// After the answer went out (or could not). Thread-safe; quick.
    virtual void answered(const Request& request, int status, std::int64_t bytes, double seconds) = 0;
};

}  // namespace stratum::net
