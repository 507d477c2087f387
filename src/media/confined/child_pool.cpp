#include "confined/child.hpp"
#include "stratum/media/confined.hpp"

#include <algorithm>
#include <chrono>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <vector>

namespace stratum::media {
namespace {

constexpr auto kTick = std::chrono::milliseconds{200};
constexpr int kMostFailedStarts = 3;

}  // namespace

struct ChildPool::State {
    Options options;
    std::vector<Child> children;
    os::Fd wake;
    int failed_starts = 0;  ///< In a row.
    std::string last_end;

    Result<void> replace_missing() {
        std::erase_if(children, [&](const Child& child) {
            if (child.state() != Child::State::gone) return false;
            if (!child.end().empty()) last_end = child.end();
            return true;
        });
        while (std::ssize(children) < options.jobs) {
            if (failed_starts >= kMostFailedStarts)
                return error(ErrorCode::internal, "no confined process can be started: " + last_end);
            auto child = Child::start(options);
            if (!child) {
                if (!children.empty()) return {};  // Fewer will do.
                return error(ErrorCode::internal, "no confined process can be started: " + child.error().text());
            }
            children.push_back(std::move(*child));
        }
        return {};
    }

    /// Waits for something to happen, at most a tick, and lets every child have its say.
    void serve(const Callbacks& callbacks) {
        std::vector<pollfd> ends{{wake.get(), POLLIN, 0}};
        for (const Child& child : children)
            ends.push_back({child.fd(), static_cast<short>(POLLIN | (child.wants_to_send() ? POLLOUT : 0)), 0});
        (void)::poll(ends.data(), ends.size(), static_cast<int>(kTick.count()));
        for (std::size_t i = 0; i < children.size(); ++i) {
            Child& child = children[i];
            const bool was_starting = child.state() == Child::State::starting;
            const short events = ends[i + 1].revents;
            if (events != 0) deliver(callbacks, child.serve((events & ~POLLOUT) != 0, callbacks.answer));
            if (child.state() != Child::State::gone) deliver(callbacks, child.watch());
            if (was_starting && child.state() == Child::State::gone) ++failed_starts;
            if (was_starting && child.state() == Child::State::idle) failed_starts = 0;
        }
    }

    static void deliver(const Callbacks& callbacks, std::optional<Child::Finished> finished) {
        if (finished && callbacks.done) callbacks.done(finished->job, std::move(finished->outcome));
    }

    /// Gives idle children work; false when there is no more.
    bool hand_out(const Callbacks& callbacks) {
        for (Child& child : children) {
            while (child.state() == Child::State::idle) {
                std::optional<Job> job = callbacks.next();
                if (!job) return false;
                const Job named = *job;
                if (auto given = child.give(std::move(*job)); !given && callbacks.done)
                    callbacks.done(named, given.error());
            }
        }
        return true;
    }
};

ChildPool::ChildPool(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChildPool::~ChildPool() = default;
ChildPool::ChildPool(ChildPool&&) noexcept = default;
ChildPool& ChildPool::operator=(ChildPool&&) noexcept = default;

Result<ChildPool> ChildPool::start(Options options) {
    auto state = std::make_unique<State>();
    options.jobs = std::max(1, options.jobs);
    state->options = std::move(options);
    state->wake = os::Fd{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!state->wake) return os::system_error(errno, "cannot make an event");
    STRATUM_TRY_VOID(state->replace_missing());
    const Callbacks nothing;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    const auto any_idle = [&] {
        return std::ranges::any_of(state->children, [](const Child& c) { return c.state() == Child::State::idle; });
    };
    while (!any_idle()) {
        state->serve(nothing);
        STRATUM_TRY_VOID(state->replace_missing());
        if (std::chrono::steady_clock::now() > deadline)
            return error(ErrorCode::internal, "no confined process can be started: none said that it is ready");
    }
    return ChildPool{std::move(state)};
}

Result<void> ChildPool::run(const Callbacks& callbacks, const std::stop_token& stop) {
    const std::stop_callback wake_up{stop, [fd = state_->wake.get()] {
                                         const std::uint64_t one = 1;
                                         (void)!::write(fd, &one, sizeof one);
                                     }};
    auto next_tick = std::chrono::steady_clock::now();
    bool more = true;
    for (;;) {
        if (stop.stop_requested()) {
            std::uint64_t count = 0;
            (void)!::read(state_->wake.get(), &count, sizeof count);
            state_->children.clear();
            return error(ErrorCode::cancelled, "stopped");
        }
        STRATUM_TRY_VOID(state_->replace_missing());
        if (more) more = state_->hand_out(callbacks);
        const bool busy =
            std::ranges::any_of(state_->children, [](const Child& c) { return c.state() == Child::State::busy; });
        if (!more && !busy) return {};
        state_->serve(callbacks);
        if (const auto now = std::chrono::steady_clock::now(); callbacks.tick && now >= next_tick) {
            callbacks.tick();
            next_tick = now + kTick;
        }
    }
}

}  // namespace stratum::media
