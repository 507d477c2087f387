#pragma once

#include "server_state.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>

namespace stratum::net {

/// One open WebSocket. Reads and writes are two coroutines on the loop; `send` may come from any thread.
template <class Stream>
class WebSocketSession final : public std::enable_shared_from_this<WebSocketSession<Stream>> {
  public:
    WebSocketSession(Stream& stream, ServerState& state, std::unique_ptr<WebSocketHandler> handler)
        : state_(state), stream_(stream), executor_(stream.get_executor()), handler_(std::move(handler)) {}

    template <class Head>
    asio::awaitable<void> run(Head& head) {
        namespace websocket = boost::beast::websocket;
        constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
        websocket::stream_base::timeout times{};
        times.handshake_timeout = std::chrono::seconds{15};
        times.idle_timeout = std::chrono::seconds{60};
        times.keep_alive_pings = true;  // at half of the idle time
        stream_.set_option(times);
        stream_.read_message_max(kLargestMessage);
        stream_.auto_fragment(false);
        const auto [refused] = co_await stream_.async_accept(head, kWait);
        if (refused) co_return;
        accepted_ = true;
        state_.web_sockets.fetch_add(1, std::memory_order_relaxed);
        peer_ = std::make_shared<Peer>(this->weak_from_this(), executor_);
        handler_->opened(peer_);
        if (state_.draining) close(1001, "the server ends");
        boost::beast::flat_buffer buffer;
        for (;;) {
            const auto [code, size] = co_await stream_.async_read(buffer, kWait);
            if (code) break;
            const auto data = buffer.cdata();
            handler_->message({static_cast<const char*>(data.data()), data.size()});
            buffer.consume(buffer.size());
            buffer.shrink_to_fit();
        }
        open_ = false;
        handler_->closed();
        state_.web_sockets.fetch_sub(1, std::memory_order_relaxed);
        // The writer may still be waiting for the network; it ends with the stream.
        while (writing_) {
            asio::steady_timer pause{executor_, std::chrono::milliseconds{10}};
            co_await pause.async_wait(kWait);
        }
    }

    /// On the loop.
    void close(int code, const std::string& reason) {
        namespace websocket = boost::beast::websocket;
        if (!accepted_ || !open_ || closing_) return;
        closing_ = true;
        websocket::close_reason why{static_cast<websocket::close_code>(code), reason.substr(0, 120)};
        stream_.async_close(why, [self = this->shared_from_this()](boost::beast::error_code) {});
    }

  private:
    static constexpr std::size_t kLargestMessage = std::size_t{64} << 10U;
    static constexpr std::size_t kMostWaiting = 1024;  ///< Messages; a client that is further behind is cut off.

    class Peer final : public WebSocketPeer {
      public:
        Peer(std::weak_ptr<WebSocketSession> session, typename Stream::executor_type executor)
            : session_(std::move(session)), executor_(std::move(executor)) {}
        bool send(std::shared_ptr<const std::string> text) override {
            const auto session = session_.lock();
            if (!session) return false;
            {
                const std::scoped_lock lock{session->mutex_};
                if (session->cut_off_) return false;
                if (session->waiting_.size() >= kMostWaiting) {
                    session->cut_off_ = true;
                } else {
                    session->waiting_.push_back(std::move(text));
                }
                if (session->called_) return !session->cut_off_;
                session->called_ = true;
            }
            asio::post(executor_, [session] { session->start_writing(); });
            return true;
        }
        void close(int code, std::string_view reason) override {
            const auto session = session_.lock();
            if (!session) return;
            asio::post(executor_, [session, code, reason = std::string{reason}] { session->close(code, reason); });
        }

      private:
        std::weak_ptr<WebSocketSession> session_;
        typename Stream::executor_type executor_;
    };

    void start_writing() {
        if (writing_ || !open_) return;
        writing_ = true;
        auto self = this->shared_from_this();
        auto& kept = *self;
        asio::co_spawn(executor_, kept.write_all(), [self](const std::exception_ptr&) { self->writing_ = false; });
    }

    asio::awaitable<void> write_all() {
        constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
        for (;;) {
            std::shared_ptr<const std::string> next;
            bool cut_off = false;
            {
                const std::scoped_lock lock{mutex_};
                cut_off = cut_off_;
                if (!waiting_.empty()) {
                    next = std::move(waiting_.front());
                    waiting_.pop_front();
                } else {
                    called_ = false;
                }
            }
            if (cut_off) {
                close(1013, "too slow");
                co_return;
            }
            if (!next || !open_) co_return;
            stream_.text(true);
            const auto [code, size] = co_await stream_.async_write(asio::buffer(*next), kWait);
            if (code) co_return;
        }
    }

    ServerState& state_;
    boost::beast::websocket::stream<Stream&> stream_;
    typename Stream::executor_type executor_;
    std::unique_ptr<WebSocketHandler> handler_;
    std::shared_ptr<Peer> peer_;
    // Of the loop alone.
    bool accepted_ = false;
    bool open_ = true;
    bool writing_ = false;
    bool closing_ = false;
    std::mutex mutex_;
    // Guarded by `mutex_`.
    std::deque<std::shared_ptr<const std::string>> waiting_;
    bool called_ = false;  ///< The loop was told that something waits.
    bool cut_off_ = false;
};

}  // namespace stratum::net
