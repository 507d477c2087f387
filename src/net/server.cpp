#include "stratum/net/server.hpp"

#include "message.hpp"
#include "server_state.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <ctime>
#include <mutex>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <vector>

// Functions of Asio that are given an error code return it as well.
// NOLINTBEGIN(bugprone-unused-return-value)
namespace stratum::net {
namespace {

using asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

Error listen_error(const boost::system::error_code& code, const ServerOptions& options) {
    const std::string where = options.address + " port " + std::to_string(options.port);
    if (code == asio::error::address_in_use)
        return error(ErrorCode::already_exists, "cannot listen on " + where + ": something listens there already",
                     "stop it, or choose another port with --port");
    if (code == asio::error::access_denied)
        return error(ErrorCode::permission_denied, "cannot listen on " + where + ": not allowed",
                     "choose a port of 1024 or above with --port");
    return error(ErrorCode::invalid_argument, "cannot listen on " + where + ": " + code.message(),
                 "give an address of this computer with --listen, such as 127.0.0.1 or ::");
}

Result<std::unique_ptr<asio::ssl::context>> tls_context(const TlsOptions& options) {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    boost::system::error_code code;
    (void)context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                                   asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                                   asio::ssl::context::no_tlsv1_1,
                               code);
    // OpenSSL would ask whoever sits at the terminal.
    const auto asked = std::make_shared<bool>(false);
    if (!code)
        (void)context->set_password_callback(
            [asked](std::size_t, asio::ssl::context::password_purpose) {
                *asked = true;
                return std::string{};
            },
            code);
    if (!code) (void)context->use_certificate_chain_file(options.certificate, code);
    if (code)
        return error(ErrorCode::invalid_argument,
                     "the TLS certificate " + options.certificate + " can not be used: " + code.message(),
                     "give a PEM file with the certificate and its chain");
    (void)context->use_private_key_file(options.key, asio::ssl::context::pem, code);
    if (code && *asked)
        return error(ErrorCode::invalid_argument, "the TLS key " + options.key + " is encrypted",
                     "nobody types its password when a server starts; write it without one, for the server alone to "
                     "read: openssl pkey -in KEY -out FILE");
    if (code)
        return error(ErrorCode::invalid_argument, "the TLS key " + options.key + " can not be used: " + code.message(),
                     "give the PEM file of the certificate's private key");
    // A key of another kind is kept beside the certificate, and nobody could connect.
    if (SSL_CTX_check_private_key(context->native_handle()) != 1)
        return error(ErrorCode::invalid_argument,
                     "the TLS key " + options.key + " does not belong to the certificate " + options.certificate,
                     "give the private key that the certificate was made for");
    return context;
}

/// Accepts on one loop for as long as the server lives.
class Listener {
  public:
    Listener(Loop& loop, std::shared_ptr<ServerState> state)
        : loop_(loop), state_(std::move(state)), acceptor_(loop.context), pause_(loop.context) {}

    boost::system::error_code open(const tcp::endpoint& endpoint) {
        boost::system::error_code code;
        (void)acceptor_.open(endpoint.protocol(), code);
        if (!code) (void)acceptor_.set_option(tcp::acceptor::reuse_address{true}, code);
        if (!code && state_->options.loops > 1) (void)acceptor_.set_option(ReusePort{true}, code);
        if (!code && endpoint.address().is_v6()) (void)acceptor_.set_option(asio::ip::v6_only{false}, code);
        if (!code) (void)acceptor_.bind(endpoint, code);
        if (!code) (void)acceptor_.listen(tcp::acceptor::max_listen_connections, code);
        return code;
    }
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void accept() {
        if (state_->draining) return;
        if (state_->connections >= static_cast<std::int64_t>(state_->options.most_connections)) return later();
        acceptor_.async_accept([this](const boost::system::error_code& code, tcp::socket socket) {
            if (code == asio::error::operation_aborted) return;
            // Out of descriptors or of memory: those who have connections may end them.
            if (code) {
                tell(code);
                return later();
            }
            state_->accepted.fetch_add(1, std::memory_order_relaxed);
            boost::system::error_code ignored;
            (void)socket.set_option(tcp::no_delay{true}, ignored);
            take(std::move(socket));
            accept();
        });
    }
    void close() {
        boost::system::error_code ignored;
        (void)acceptor_.close(ignored);
        pause_.cancel();
    }

  private:
    void take(tcp::socket socket) {
        boost::system::error_code code;
        const auto peer = socket.remote_endpoint(code);
        if (code) return;
        const std::string address = text_of(peer.address());
        Callers::Place place;
        if (std::ranges::find(state_->options.trusted_proxies, address) == state_->options.trusted_proxies.end()) {
            auto entered = state_->callers.enter(neighbourhood(address));
            if (!entered) return turn_away(std::move(socket), address);
            place = std::move(*entered);
        }
        if (state_->tls)
            serve_tls(loop_, state_, std::move(socket), std::move(place));
        else
            serve_plain(loop_, state_, std::move(socket), std::move(place));
    }

    /// Says so, where that costs next to nothing: not through TLS, and to a few at a time.
    void turn_away(tcp::socket socket, const std::string& address) {
        constexpr int kMostAtOnce = 64;
        state_->turned_away.fetch_add(1, std::memory_order_relaxed);
        if (state_->tls || turning_away_ >= kMostAtOnce) return;
        Request request;
        request.remote = address;
        const Response response =
            state_->application.refuse(request, 429, "too many connections are open from this address");
        const auto* body = std::get_if<std::string>(&response.body);
        std::string text =
            head_of(response, body != nullptr ? body->size() : 0, false, http_date(std::time(nullptr))).text;
        if (body != nullptr) text += *body;
        ++turning_away_;
        asio::co_spawn(loop_.context, say(std::move(socket), std::move(text)),
                       [this](const std::exception_ptr&) { --turning_away_; });
    }
    asio::awaitable<void> say(tcp::socket socket, std::string text) {
        constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
        const auto kept = std::make_shared<tcp::socket>(std::move(socket));
        asio::steady_timer end{loop_.context, std::chrono::seconds{1}};
        end.async_wait([kept](const boost::system::error_code& code) {
            boost::system::error_code ignored;
            if (!code) (void)kept->close(ignored);
        });
        boost::system::error_code code;
        co_await asio::async_write(*kept, asio::buffer(text), kWait);
        (void)kept->shutdown(tcp::socket::shutdown_send, code);
        // What the client had sent already must not reset the connection before it reads this.
        std::array<char, 4096> place;
        while (!code) std::tie(code, std::ignore) = co_await kept->async_read_some(asio::buffer(place), kWait);
    }

    void tell(const boost::system::error_code& code) {
        const auto now = std::chrono::steady_clock::now();
        if (told_ && now - *told_ < std::chrono::minutes{1}) return;
        told_ = now;
        state_->log.error("connections can not be accepted; further ones wait",
                          {{"error", code.message()}, {"open", std::to_string(state_->connections)}});
    }
    void later() {
        pause_.expires_after(std::chrono::milliseconds{50});
        pause_.async_wait([this](const boost::system::error_code& code) {
            if (!code) accept();
        });
    }

    Loop& loop_;
    std::shared_ptr<ServerState> state_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    int turning_away_ = 0;
    std::optional<std::chrono::steady_clock::time_point> told_;
};

class BeastServer final : public Server {
  public:
    BeastServer(ServerOptions options, Application& application, Logger log)
        : state_(std::make_shared<ServerState>(std::move(options), application, std::move(log))) {}
    ~BeastServer() override { drain(); }

    Result<void> open() {
        if (!state_->options.tls.certificate.empty()) {
            STRATUM_TRY(state_->tls, tls_context(state_->options.tls));
        }
        boost::system::error_code code;
        const auto address = asio::ip::make_address(state_->options.address, code);
        if (code) return listen_error(code, state_->options);
        tcp::endpoint endpoint{address, state_->options.port};
        for (int i = 0; i < state_->options.loops; ++i) {
            auto loop = std::make_unique<Loop>();
            auto listener = std::make_unique<Listener>(*loop, state_);
            code = listener->open(endpoint);
            if (code) return listen_error(code, state_->options);
            endpoint.port(listener->port());
            loops_.push_back(std::move(loop));
            listeners_.push_back(std::move(listener));
        }
        port_ = endpoint.port();
        if (state_->options.bound) state_->options.bound(port_);
        for (std::size_t i = 0; i < loops_.size(); ++i) {
            listeners_[i]->accept();
            threads_.emplace_back([this, i] { run(*loops_[i]); });
        }
        return {};
    }

    [[nodiscard]] std::uint16_t port() const override { return port_; }
    [[nodiscard]] ServerFigures figures() const override {
        return {.connections = state_->connections,
                .web_sockets = state_->web_sockets,
                .accepted = state_->accepted,
                .pool_waiting = state_->pool_waiting,
                .body_bytes = static_cast<std::int64_t>(state_->bodies.held()),
                .turned_away = state_->turned_away};
    }

    void drain() override {
        const std::scoped_lock lock{drain_mutex_};
        if (std::exchange(drained_, true)) return;
        state_->draining = true;
        for (std::size_t i = 0; i < loops_.size(); ++i)
            asio::post(loops_[i]->context, [this, i] {
                listeners_[i]->close();
                each_connection(*loops_[i], [](Connection& connection) { connection.finish(); });
            });
        wait_for_connections(state_->options.drain_patience);
        state_->stop.request_stop();
        for (auto& loop : loops_)
            asio::post(loop->context, [&loop] { each_connection(*loop, [](Connection& one) { one.close(); }); });
        wait_for_connections(Seconds{5.0});
        state_->pool.join();
        state_->aside.join();
        for (auto& loop : loops_) loop->context.stop();
        threads_.clear();
        listeners_.clear();
        loops_.clear();
    }

  private:
    void run(Loop& loop) {
        const auto guard = asio::make_work_guard(loop.context);
        // A fault in one connection's own code must not end the others.
        for (;;) {
            try {
                loop.context.run();
                return;
            } catch (const std::exception& failure) {
                state_->log.error("the event loop caught what nobody else did", {{"what", failure.what()}});
            }
        }
    }
    template <class Work>
    static void each_connection(Loop& loop, Work work) {
        // One that ends takes itself out of the list.
        for (auto next = loop.connections.begin(); next != loop.connections.end();) work(**next++);
    }
    void wait_for_connections(Seconds patience) const {
        const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(patience.value());
        while (state_->connections > 0 && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }

    std::shared_ptr<ServerState> state_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::vector<std::jthread> threads_;
    std::uint16_t port_ = 0;
    std::mutex drain_mutex_;
    bool drained_ = false;
};

}  // namespace

std::string text_of(const asio::ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address.to_string();
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Application& application, Logger log) {
    auto server = std::make_unique<BeastServer>(std::move(options), application, std::move(log));
    STRATUM_TRY_VOID(server->open());
    return std::unique_ptr<Server>{std::move(server)};
}

}  // namespace stratum::net
// NOLINTEND(bugprone-unused-return-value)
