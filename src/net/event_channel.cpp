#include "stratum/net/event_channel.hpp"

#include <mutex>
#include <utility>

namespace stratum::net {
namespace {
constexpr std::size_t kMostWaiting = std::size_t{1} << 20;  ///< Bytes; a client that is further behind is cut off.
}

struct EventChannel::State {
    std::mutex mutex;
    // Guarded by `mutex`.
    std::string waiting;
    bool closed = false;
    bool gone = false;
    std::function<void()> wake;
    std::function<void()> on_gone;
};

EventChannel::EventChannel() : state_(std::make_unique<State>()) {}
EventChannel::~EventChannel() = default;

bool EventChannel::push(std::string text) {
    std::function<void()> wake;
    {
        const std::scoped_lock lock{state_->mutex};
        if (state_->closed || state_->gone) return false;
        if (state_->waiting.size() + text.size() > kMostWaiting) {
            state_->closed = true;
        } else {
            state_->waiting += text;
        }
        wake = state_->wake;
    }
    if (wake) wake();
    return true;
}

void EventChannel::close() {
    std::function<void()> wake;
    {
        const std::scoped_lock lock{state_->mutex};
        state_->closed = true;
        wake = state_->wake;
    }
    if (wake) wake();
}

std::string EventChannel::take(bool& closed) {
    const std::scoped_lock lock{state_->mutex};
    closed = state_->closed;
    return std::exchange(state_->waiting, {});
}

void EventChannel::on_push(std::function<void()> wake) {
    const std::scoped_lock lock{state_->mutex};
    state_->wake = std::move(wake);
}

void EventChannel::gone() {
    std::function<void()> callback;
    {
        const std::scoped_lock lock{state_->mutex};
        state_->gone = true;
        state_->wake = nullptr;
        callback = std::exchange(state_->on_gone, nullptr);
    }
    if (callback) callback();
}

void EventChannel::on_gone(std::function<void()> callback) {
    {
        const std::scoped_lock lock{state_->mutex};
        if (!state_->gone) {
            state_->on_gone = std::move(callback);
            return;
        }
    }
    callback();
}

}  // namespace stratum::net
