#pragma once

#include "server_state.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace stratum::net {

/// Runs `work` on a thread of the pool (or aside) while the coroutine waits, and goes on with its value on the
/// coroutine's own loop. `work` may refer to the coroutine's variables: the coroutine sleeps meanwhile.
template <class Value>
asio::awaitable<Value> on_pool(ServerState& state, std::function<Value()> work, Place place = Place::pool) {
    auto begin = [&state, place](auto handler, std::function<Value()> job) {
        auto home = asio::get_associated_executor(handler);
        auto guard = asio::make_work_guard(home);
        state.pool_waiting.fetch_add(1, std::memory_order_relaxed);
        auto run = [&state, handler = std::move(handler), job = std::move(job), home,
                    guard = std::move(guard)]() mutable {
            state.pool_waiting.fetch_sub(1, std::memory_order_relaxed);
            auto value = std::make_unique<Value>(job());
            asio::post(home, [handler = std::move(handler), value = std::move(value)]() mutable {
                std::move(handler)(std::move(*value));
            });
        };
        asio::post(place == Place::aside ? state.aside : state.pool, std::move(run));
    };
    auto token = asio::use_awaitable;
    auto waiting = asio::async_initiate<decltype(token), void(Value)>(std::move(begin), token, std::move(work));
    Value value = co_await std::move(waiting);
    co_return value;
}

}  // namespace stratum::net
