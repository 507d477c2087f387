#pragma once

#include "limits.hpp"
#include "stratum/net/server.hpp"

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <stop_token>

/// What the parts of the server share. Of this room alone, and of the few files in it that know Asio.
namespace stratum::net {

namespace asio = boost::asio;

[[nodiscard]] inline std::chrono::nanoseconds duration(Seconds seconds) {
    return std::chrono::nanoseconds{static_cast<std::int64_t>(seconds.value() * 1e9)};
}

/// IPv4 addresses as such, also where they come to a socket of IPv6.
[[nodiscard]] std::string text_of(const asio::ip::address& address);

/// One open connection, as its loop knows it. Called on that loop only.
class Connection {
  public:
    virtual ~Connection() = default;
    /// Ends it now if nothing is under way, else after what is.
    virtual void finish() = 0;
    virtual void close() = 0;
};

/// One thread that moves bytes, and the connections that live on it.
struct Loop {
    asio::io_context context{1};
    std::list<Connection*> connections;
};

struct ServerState {
    ServerState(ServerOptions chosen, Application& app, Logger logger)
        : options(std::move(chosen)),
          application(app),
          log(std::move(logger)),
          pool(static_cast<std::size_t>(options.pool_threads)),
          bodies(options.bodies_limit),
          callers(options.most_per_address) {}

    const ServerOptions options;
    Application& application;
    const Logger log;
    std::unique_ptr<asio::ssl::context> tls;
    asio::thread_pool pool;
    asio::thread_pool aside{4};  ///< For `Place::aside`.
    BodyRoom bodies;
    Callers callers;
    std::stop_source stop;
    std::atomic<bool> draining{false};
    std::atomic<std::int64_t> connections{0};
    std::atomic<std::int64_t> web_sockets{0};
    std::atomic<std::int64_t> accepted{0};
    std::atomic<std::int64_t> pool_waiting{0};
    std::atomic<std::int64_t> turned_away{0};
};

/// Serve one connection until it ends. Each is compiled in a file of its own, since Beast takes a while.
void serve_plain(Loop& loop, std::shared_ptr<ServerState> state, asio::ip::tcp::socket socket, Callers::Place place);
void serve_tls(Loop& loop, std::shared_ptr<ServerState> state, asio::ip::tcp::socket socket, Callers::Place place);

}  // namespace stratum::net
