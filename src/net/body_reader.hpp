#pragma once

#include "on_pool.hpp"
#include "server_state.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <chrono>
#include <functional>
#include <optional>

namespace stratum::net {

/// How the reading of a body ended: whole, refused, or (neither) with nobody left to hear an answer.
struct BodyEnd {
    bool whole = false;
    std::optional<Response> refused{};
};

/// Reads a body that is handed on as a whole. Nobody is known yet, so all of them together have a limit, a large one is
/// asked about before it is read, and one that trickles is given up.
template <class Stream>
class BodyReader {
  public:
    BodyReader(Stream& stream, boost::beast::flat_buffer& buffer, ServerState& state)
        : stream_(stream), buffer_(buffer), state_(state), held_(state.bodies) {}

    /// By the head alone.
    template <class Parser>
    asio::awaitable<std::optional<Response>> look(const Parser& parser, Request& request, const Plan& plan) {
        const auto length = parser.content_length();
        if (!length) co_return std::nullopt;
        if (*length > plan.body_limit) co_return too_large(request, plan);
        if (!state_.bodies.fits(*length)) co_return no_room(request);
        if (*length <= kSmallBody) co_return std::nullopt;
        auto refused = co_await ask(request, plan);
        co_return refused;
    }

    template <class Parser>
    asio::awaitable<BodyEnd> read(Parser& parser, Request& request, const Plan& plan) {
        namespace http = boost::beast::http;
        constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
        std::array<char, 16384> place;
        const auto length = parser.content_length();
        const std::size_t most = length ? static_cast<std::size_t>(*length) : plan.body_limit;
        const auto began = std::chrono::steady_clock::now();
        while (!parser.is_done()) {
            parser.get().body().data = place.data();
            parser.get().body().size = place.size();
            lowest().expires_at(deadline(began, request.body.size()));
            const auto [code, read] = co_await http::async_read_some(stream_, buffer_, parser, kWait);
            if (code && !lowest().socket().is_open()) co_return BodyEnd{};
            if (code && code != http::error::need_buffer)
                co_return BodyEnd{
                    .refused = state_.application.refuse(request, 400, "the body of the request did not come whole")};
            const std::size_t more = place.size() - parser.get().body().size;
            const std::size_t size = request.body.size() + more;
            if (size > plan.body_limit) co_return BodyEnd{.refused = too_large(request, plan)};
            if (!asked_ && size > kSmallBody) {
                auto refused = co_await ask(request, plan);
                if (refused) co_return BodyEnd{.refused = std::move(refused)};
            }
            if (!held_.grow(size, most)) co_return BodyEnd{.refused = no_room(request)};
            request.body.reserve(held_.bytes());
            request.body.append(place.data(), more);
        }
        co_return BodyEnd{.whole = true};
    }

    /// The body is needed no longer.
    void release(Request& request) {
        std::string{}.swap(request.body);
        held_.release();
    }

  private:
    boost::beast::tcp_stream& lowest() { return boost::beast::get_lowest_layer(stream_); }

    /// Each piece has its time, and all of them have a rate.
    [[nodiscard]] std::chrono::steady_clock::time_point deadline(std::chrono::steady_clock::time_point began,
                                                                 std::size_t size) const {
        const ServerOptions& options = state_.options;
        const double whole = options.body_patience.value() + static_cast<double>(size) / options.body_rate;
        return std::min(std::chrono::steady_clock::now() + duration(options.body_patience),
                        began + duration(Seconds{whole}));
    }

    asio::awaitable<std::optional<Response>> ask(Request& request, const Plan& plan) {
        asked_ = true;
        if (!plan.admit) co_return std::nullopt;
        std::function<std::optional<Response>()> work = [&]() -> std::optional<Response> {
            try {
                return plan.admit(request);
            } catch (const std::exception& failure) {
                state_.log.error("a handler threw", {{"path", request.path}, {"what", failure.what()}});
            }
            return state_.application.refuse(request, 500, "something went wrong here that should not have");
        };
        auto refused = co_await on_pool(state_, std::move(work));
        co_return refused;
    }
    Response too_large(Request& request, const Plan& plan) const {
        const std::string most = std::to_string(plan.body_limit);
        return state_.application.refuse(request, 413, "the body is larger than the " + most + " bytes that fit here");
    }
    Response no_room(Request& request) const {
        return state_.application.refuse(request, 503, "too many requests with large bodies come at once");
    }

    Stream& stream_;
    boost::beast::flat_buffer& buffer_;
    ServerState& state_;
    HeldRoom held_;
    bool asked_ = false;
};

}  // namespace stratum::net
