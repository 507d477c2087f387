#pragma once

#include "stratum/base/log.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/net/application.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace stratum::net {

struct TlsOptions {
    std::string certificate;  ///< File, PEM, with the chain. Empty: no TLS.
    std::string key;          ///< File, PEM.
};

struct ServerOptions {
    std::string address = "127.0.0.1";  ///< To listen on; "::" for all.
    std::uint16_t port = 0;             ///< 0: any that is free.
    TlsOptions tls{};
    /// Addresses of proxies that are believed about X-Forwarded-For and -Proto.
    std::vector<std::string> trusted_proxies{};

    std::function<void(std::uint16_t port)> bound{};  ///< Told the port before the first request is answered.

    int loops = 1;         ///< Threads that move bytes.
    int pool_threads = 4;  ///< Threads that run handlers.

    std::size_t most_connections = 10'000;  ///< Further ones wait in the system's queue.
    /// Of them, from one IPv4 address or IPv6 /64; trusted proxies have no limit.
    std::size_t most_per_address = 1'000;
    std::size_t head_limit = 16U << 10U;  ///< Bytes of request line and header fields.
    Seconds head_patience{15.0};          ///< For a whole head, from its first byte on.
    Seconds idle_patience{75.0};          ///< Between requests of one connection.
    Seconds body_patience{30.0};          ///< For each next piece of a body, either way.
    double body_rate = 4096.0;            ///< Bytes a second that a whole body needs, beside that time.
    /// Bytes of whole bodies that are in memory, of all connections together. Those in pieces do not count.
    std::size_t bodies_limit = std::size_t{256} << 20U;
    Seconds queue_patience{10.0};  ///< For a thread that handles the request.
    Seconds drain_patience{10.0};  ///< For what is under way when the server is to end.
};

/// What goes on, for metrics. Each number is read on its own.
struct ServerFigures {
    std::int64_t connections = 0;   ///< Open now.
    std::int64_t web_sockets = 0;   ///< Of them.
    std::int64_t accepted = 0;      ///< Since the start.
    std::int64_t pool_waiting = 0;  ///< Handlers that wait for a thread.
    std::int64_t body_bytes = 0;    ///< Memory that bodies take now.
    std::int64_t turned_away = 0;   ///< Connections that were too many of one address, since the start.
};

/// An HTTP/1.1 and WebSocket server (Boost.Beast). Every read and write has a time limit, behind which the connection
/// is closed; a connection lives on one loop; handlers run on a pool of their own. HTTP/2 is a proxy's business.
class Server {
  public:
    /// Listens from now on, and serves until it goes. `application` outlives the server. Errors: `invalid_argument` (an
    /// address, certificate or key that can not be used), `already_exists` (the port is taken), `permission_denied`.
    static Result<std::unique_ptr<Server>> start(ServerOptions options, Application& application, Logger log);
    virtual ~Server() = default;
    /// The port that is listened on.
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    [[nodiscard]] virtual ServerFigures figures() const = 0;
    /// No new connections; what is under way is finished, within `drain_patience`; then all threads end. Idempotent.
    virtual void drain() = 0;

  protected:
    Server() = default;
};

}  // namespace stratum::net
