#pragma once

#include "stratum/account/decide_again.hpp"
#include "stratum/platform/call.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace stratum::platform {

/// The right by which a connection stays open: a WebSocket, a stream of events. It was decided when the connection was
/// opened, and is decided again as long as it is open, since people are removed, sign out and lose roles and keys
/// meanwhile. Thread-safe; once lost it is not held again.
class Admission {
  public:
    /// So long a decision counts, unless something is known to have changed.
    static constexpr Seconds kCounts{2.0};

    /// Of a call that was let in just now. The services outlive it.
    Admission(const Call& call, std::string_view permission);

    [[nodiscard]] const Uuid& workspace() const { return workspace_; }
    [[nodiscard]] bool is_held() const { return reason() == account::Reason::allowed; }
    [[nodiscard]] account::Reason reason() const { return reason_; }
    /// Held, as far as is known, and decided longer ago than counts.
    [[nodiscard]] bool is_due() const;

    /// Decides about each of them again: one connection to the database for each workspace, and one question for each
    /// person and key. Not on an event loop, and not by who holds a connection of the pool. Errors: those of the
    /// database; then some are still due.
    [[nodiscard]] static Result<void> decide_again(const std::vector<std::shared_ptr<Admission>>& all);

  private:
    const Services& services_;
    const account::Actor actor_;
    const Uuid workspace_;
    const std::string_view permission_;
    std::atomic<account::Reason> reason_{account::Reason::allowed};
    std::atomic<std::int64_t> decided_at_;  ///< Milliseconds of the steady clock.
};

}  // namespace stratum::platform
