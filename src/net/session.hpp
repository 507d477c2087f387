#pragma once

#include "body_reader.hpp"
#include "message.hpp"
#include "on_pool.hpp"
#include "server_state.hpp"
#include "web_socket_session.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <chrono>
#include <optional>
#include <sys/types.h>
#include <unistd.h>

/// One connection, from its first byte to its last, as a coroutine that reads top to bottom. Compiled once for plain
/// streams and once for TLS.
namespace stratum::net {

namespace beast = boost::beast;
namespace http = boost::beast::http;

inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
inline constexpr std::size_t kPiece = std::size_t{256} << 10U;  ///< Bytes of a body that are moved at a time.

using PlainStream = beast::tcp_stream;

template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
  public:
    Session(Loop& loop, std::shared_ptr<ServerState> state, Stream stream, Callers::Place caller)
        : loop_(loop),
          state_(std::move(state)),
          caller_(std::move(caller)),
          stream_(std::move(stream)),
          wake_(loop.context) {
        place_ = loop_.connections.insert(loop_.connections.end(), this);
        state_->connections.fetch_add(1, std::memory_order_relaxed);
        beast::error_code code;
        const auto peer = lowest().socket().remote_endpoint(code);
        if (!code) peer_ = text_of(peer.address());
    }
    ~Session() override {
        loop_.connections.erase(place_);
        state_->connections.fetch_sub(1, std::memory_order_relaxed);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void finish() override {
        if (idle_) return close();
        wake_.cancel();  // who follows events
        const auto socket = socket_.lock();
        if (!socket) return;
        socket->close(1001, "the server ends");
        // Whoever does not answer that is not waited for.
        wake_.expires_after(std::chrono::seconds{2});
        wake_.async_wait([weak = this->weak_from_this()](beast::error_code code) {
            const auto self = weak.lock();
            if (!code && self) self->close();
        });
    }
    void close() override {
        beast::error_code ignored;
        lowest().socket().close(ignored);
        wake_.cancel();
    }

    asio::awaitable<void> run() {
        const bool open = co_await shake_hands();
        bool more = open;
        while (more) more = co_await one_request();
    }

  private:
    static constexpr bool kEncrypted = !std::is_same_v<Stream, PlainStream>;

    beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }
    const ServerOptions& options() const { return state_->options; }
    void patience(Seconds time) { lowest().expires_after(duration(time)); }

    asio::awaitable<bool> shake_hands() {
        if constexpr (kEncrypted) {
            patience(options().head_patience);
            const auto [code] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kAwait);
            co_return !code;
        }
        co_return true;
    }

    /// Returns whether the connection goes on.
    asio::awaitable<bool> one_request() {
        if (buffer_.size() == 0) {
            idle_ = true;
            if (state_->draining) co_return co_await hang_up();
            patience(options().idle_patience);
            const auto place = buffer_.prepare(4096);
            const auto [code, size] = co_await stream_.async_read_some(place, kAwait);
            if (code) co_return co_await hang_up();
            buffer_.commit(size);
            idle_ = false;
        }
        began_ = std::chrono::steady_clock::now();
        http::request_parser<http::buffer_body> parser;
        parser.header_limit(static_cast<std::uint32_t>(options().head_limit));
        parser.body_limit(boost::none);
        patience(options().head_patience);
        const auto [code, read] = co_await http::async_read_header(stream_, buffer_, parser, kAwait);
        Request request;
        request.remote = peer_;
        if (code) co_return co_await refuse_head(request, code);

        if (const auto taken = take_head(parser.get(), request); !taken)
            co_return co_await refuse(request, 400, taken.error().text());
        Plan plan = state_->application.plan(request);
        keep_alive_ = parser.keep_alive() && !state_->draining;
        BodyReader<Stream> body{stream_, buffer_, *state_};
        if (!plan.receive) {
            auto refused = co_await body.look(parser, request, plan);
            if (refused) co_return co_await end_with(request, std::move(*refused));
        }
        if (http::token_list{parser.get()[http::field::expect]}.exists("100-continue")) {
            const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            const bool sent = co_await write(go_on);
            if (!sent) co_return false;
        }
        if (plan.upgrade && beast::websocket::is_upgrade(parser.get()))
            co_return co_await upgrade(parser, request, plan);
        if (plan.receive) co_return co_await receive(parser, request, plan);
        BodyEnd end = co_await body.read(parser, request, plan);
        if (end.refused) {
            body.release(request);
            co_return co_await end_with(request, std::move(*end.refused));
        }
        if (!end.whole) co_return false;
        std::optional<Response> response;
        if (plan.place == Place::loop) {
            response = handled(plan, request);
        } else {
            const auto queued = std::chrono::steady_clock::now();
            std::function<Response()> work = [&] {
                // Whoever asked has given up by then, and asks again.
                if (std::chrono::steady_clock::now() - queued > duration(options().queue_patience))
                    return state_->application.refuse(request, 503, "the server is busy: no thread was free in time");
                return handled(plan, request);
            };
            response = co_await on_pool(*state_, std::move(work), plan.place);
        }
        body.release(request);
        co_return co_await answer(request, std::move(*response), plan.place);
    }

    /// Errors: as `check_head`.
    template <class Message>
    Result<void> take_head(const Message& head, Request& request) const {
        if (!from_name(std::string_view{head.method_string().data(), head.method_string().size()}, request.method))
            request.method = Method::other;
        request.target.assign(head.target().data(), head.target().size());
        for (const auto& field : head)
            request.headers.add({field.name_string().data(), field.name_string().size()},
                                {field.value().data(), field.value().size()});
        request.stop = state_->stop.get_token();
        return check_head(request, head.version(), {peer_, kEncrypted}, options().trusted_proxies);
    }

    Response handled(const Plan& plan, Request& request) {
        try {
            return plan.handle(request);
        } catch (const std::exception& failure) {
            state_->log.error("a handler threw", {{"path", request.path}, {"what", failure.what()}});
        } catch (...) {
            state_->log.error("a handler threw", {{"path", request.path}});
        }
        return state_->application.refuse(request, 500, "something went wrong here that should not have");
    }

    asio::awaitable<bool> refuse_head(Request& request, beast::error_code code) {
        if (code == http::error::end_of_stream || code == asio::error::eof) co_return co_await hang_up();
        if (code == http::error::header_limit)
            co_return co_await refuse(request, 431, "the head of the request is too large");
        if (code.category() == http::make_error_code(http::error::bad_method).category())
            co_return co_await refuse(request, 400, "this is no HTTP");
        co_return false;
    }

    /// Answers, and ends the connection, since what follows on it can not be told apart any more.
    asio::awaitable<bool> refuse(Request& request, int status, std::string what) {
        co_return co_await end_with(request, state_->application.refuse(request, status, what));
    }
    asio::awaitable<bool> end_with(const Request& request, Response response) {
        keep_alive_ = false;
        co_await answer(request, std::move(response));
        co_await linger();
        co_return false;
    }

    template <class Parser>
    asio::awaitable<bool> receive(Parser& parser, Request& request, const Plan& plan) {
        using Begun = std::variant<std::unique_ptr<BodySink>, Response>;
        std::function<Begun()> begin = [&]() -> Begun {
            try {
                return plan.receive(request);
            } catch (const std::exception& failure) {
                state_->log.error("a handler threw", {{"path", request.path}, {"what", failure.what()}});
            }
            return state_->application.refuse(request, 500, "something went wrong here that should not have");
        };
        Begun begun = co_await on_pool(*state_, std::move(begin));
        if (auto* refused = std::get_if<Response>(&begun)) {
            keep_alive_ = keep_alive_ && parser.is_done();
            const bool more = co_await answer(request, std::move(*refused));
            if (!more) co_await linger();
            co_return more;
        }
        BodySink& sink = *std::get<0>(begun);
        std::vector<char> place(kPiece);
        bool complete = true;
        Result<void> written;
        while (!parser.is_done() && complete && written) {
            // Filled before it is handed on: few large pieces cost less than many small ones.
            std::size_t filled = 0;
            while (!parser.is_done() && filled < place.size() && complete) {
                parser.get().body().data = place.data() + filled;
                parser.get().body().size = place.size() - filled;
                patience(options().body_patience);
                const auto [code, read] = co_await http::async_read_some(stream_, buffer_, parser, kAwait);
                if (code && code != http::error::need_buffer) complete = false;
                filled = place.size() - parser.get().body().size;
            }
            std::function<Result<void>()> write = [&] { return sink.write({place.data(), filled}); };
            written = co_await on_pool(*state_, std::move(write));
        }
        std::function<Response()> finish = [&] { return sink.finish(complete); };
        Response response = co_await on_pool(*state_, std::move(finish));
        if (!parser.is_done()) keep_alive_ = false;
        if (!complete) co_return false;
        const bool more = co_await answer(request, std::move(response));
        if (!more) co_await linger();
        co_return more;
    }

    template <class Parser>
    asio::awaitable<bool> upgrade(Parser& parser, Request& request, const Plan& plan) {
        using Begun = std::variant<std::unique_ptr<WebSocketHandler>, Response>;
        std::function<Begun()> begin = [&]() -> Begun { return plan.upgrade(request); };
        Begun begun = co_await on_pool(*state_, std::move(begin));
        keep_alive_ = keep_alive_ && parser.is_done();
        if (auto* refused = std::get_if<Response>(&begun)) co_return co_await answer(request, std::move(*refused));
        lowest().expires_never();
        auto socket = std::make_shared<WebSocketSession<Stream>>(stream_, *state_, std::move(std::get<0>(begun)));
        socket_ = socket;
        auto head = parser.release();
        co_await socket->run(head);
        state_->application.answered(request, 101, 0, elapsed());
        co_return false;
    }

    asio::awaitable<bool> write(const std::string& text) {
        patience(options().body_patience);
        const auto [code, size] = co_await asio::async_write(stream_, asio::buffer(text), kAwait);
        co_return !code;
    }

    asio::awaitable<bool> answer(const Request& request, Response response, Place place = Place::pool) {
        std::optional<std::int64_t> length = response.length;
        if (const auto* text = std::get_if<std::string>(&response.body))
            length = static_cast<std::int64_t>(text->size());
        if (const auto* part = std::get_if<FilePart>(&response.body)) length = part->length;
        const Head head = head_of(response, length, keep_alive_, date_.now());
        const bool bodiless = request.method == Method::head || head.framing == Framing::none;
        bool sent = false;
        if (auto* text = std::get_if<std::string>(&response.body); text != nullptr && !bodiless) {
            const std::array<asio::const_buffer, 2> both{asio::buffer(head.text), asio::buffer(*text)};
            patience(options().body_patience);
            const auto [code, size] = co_await asio::async_write(stream_, both, kAwait);
            sent = !code;
            sent_bytes_ = static_cast<std::int64_t>(text->size());
        } else {
            sent = co_await write(head.text);
            sent_bytes_ = 0;
            if (sent && !bodiless) sent = co_await send_body(response, head.framing, place);
        }
        if (auto* channel = std::get_if<std::shared_ptr<EventChannel>>(&response.body)) (*channel)->gone();
        state_->application.answered(request, response.status, sent_bytes_, elapsed());
        if (!sent) co_return false;
        if (!keep_alive_) co_return co_await hang_up();
        co_return true;
    }

    asio::awaitable<bool> send_body(Response& response, Framing framing, Place from) {
        if (auto* channel = std::get_if<std::shared_ptr<EventChannel>>(&response.body))
            co_return co_await send_events(**channel);
        std::vector<char> place(kPiece);
        std::int64_t done = 0;
        for (;;) {
            std::function<Result<std::size_t>()> fill = [&]() -> Result<std::size_t> {
                if (auto* source = std::get_if<std::unique_ptr<BodySource>>(&response.body))
                    return (*source)->read(place);
                const auto& part = std::get<FilePart>(response.body);
                const auto want = std::min<std::int64_t>(part.length - done, static_cast<std::int64_t>(place.size()));
                return os::read_at(part.file.get(), part.offset + done,
                                   {reinterpret_cast<std::uint8_t*>(place.data()), static_cast<std::size_t>(want)});
            };
            Result<std::size_t> filled = co_await on_pool(*state_, std::move(fill), from);
            if (!filled) {
                state_->log.warning("a body broke off", {{"error", filled.error().text()}});
                co_return false;
            }
            if (*filled == 0) break;
            const bool sent = co_await send_piece({place.data(), *filled}, framing);
            if (!sent) co_return false;
            done += static_cast<std::int64_t>(*filled);
        }
        sent_bytes_ = done;
        if (framing == Framing::length) {
            const auto* part = std::get_if<FilePart>(&response.body);
            const auto promised = part != nullptr ? part->length : response.length.value_or(done);
            co_return done == promised;  // A file that shrank: the connection must not go on.
        }
        const std::string last = "0\r\n\r\n";
        co_return co_await write(last);
    }

    asio::awaitable<bool> send_piece(std::span<const char> piece, Framing framing) {
        const std::string before = framing == Framing::chunked ? chunk_head(piece.size()) : "";
        const std::string after = framing == Framing::chunked ? "\r\n" : "";
        const std::array<asio::const_buffer, 3> all{asio::buffer(before), asio::buffer(piece.data(), piece.size()),
                                                    asio::buffer(after)};
        patience(options().body_patience);
        const auto [code, size] = co_await asio::async_write(stream_, all, kAwait);
        co_return !code;
    }

    /// Goes on until the channel is closed, the client is gone, or the server ends. A comment now and then shows both
    /// sides (and what lies between) that the other still is there.
    asio::awaitable<bool> send_events(EventChannel& channel) {
        constexpr std::chrono::seconds kHeartbeat{15};
        channel.on_push([this] { asio::post(loop_.context, [this] { wake_.cancel(); }); });
        for (;;) {
            bool closed = false;
            std::string text = channel.take(closed);
            if (text.empty() && (closed || state_->draining)) break;
            if (text.empty()) {
                wake_.expires_after(kHeartbeat);
                const auto [code] = co_await wake_.async_wait(kAwait);
                if (state_->draining || !lowest().socket().is_open()) break;
                if (code) continue;
                text = ": still here\n\n";
            }
            const bool sent = co_await send_piece(text, Framing::chunked);
            if (!sent) co_return false;
            sent_bytes_ += static_cast<std::int64_t>(text.size());
        }
        const std::string last = "0\r\n\r\n";
        co_return co_await write(last);
    }

    /// Ends the connection from our side; the rest is up to the client.
    asio::awaitable<bool> hang_up() {
        if constexpr (kEncrypted) {
            patience(Seconds{2.0});
            co_await stream_.async_shutdown(kAwait);
        }
        beast::error_code ignored;
        lowest().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        co_return false;
    }

    /// Reads on what the client is still sending, and forgets it: a client that sends everything before it listens
    /// would lose our answer to a reset.
    asio::awaitable<void> linger() {
        constexpr std::size_t kMost = std::size_t{64} << 20U;
        std::array<char, 16384> place;
        idle_ = true;
        patience(Seconds{10.0});
        for (std::size_t all = 0; all < kMost;) {
            const auto [code, size] = co_await lowest().async_read_some(asio::buffer(place), kAwait);
            if (code) break;
            all += size;
        }
    }

    [[nodiscard]] double elapsed() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    }

    Loop& loop_;
    std::shared_ptr<ServerState> state_;
    const Callers::Place caller_;
    Stream stream_;
    asio::steady_timer wake_;
    std::list<Connection*>::iterator place_;
    std::weak_ptr<WebSocketSession<Stream>> socket_;
    beast::flat_buffer buffer_;
    std::string peer_;
    DateField date_;
    std::chrono::steady_clock::time_point began_;
    std::int64_t sent_bytes_ = 0;
    bool idle_ = true;
    bool keep_alive_ = true;
};

/// Runs a session on its loop, and keeps it until it ends.
template <class Stream>
void run_session(Loop& loop, std::shared_ptr<ServerState> state, Stream stream, Callers::Place caller) {
    auto session = std::make_shared<Session<Stream>>(loop, std::move(state), std::move(stream), std::move(caller));
    auto& kept = *session;
    asio::co_spawn(loop.context, kept.run(), [session = std::move(session)](const std::exception_ptr&) {});
}

}  // namespace stratum::net
