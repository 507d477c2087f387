#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/platform/personal.hpp"

/// Answers to POSTs that came with an Idempotency-Key; each belongs to who asked and to the workspace.
namespace stratum::platform {

inline constexpr std::int64_t kAnswersKept = 24LL * 3600 * 1000;  ///< Milliseconds.

/// Drops at most `most` of those whose time is over; returns how many. In the caller's transaction.
Result<std::int64_t> prune_answers(store::Database& database, Timestamp now, std::int64_t most);

/// Exports them, and drops them with the person. A workspace's go with its rows.
[[nodiscard]] PersonalPart kept_answers_of_people();

}  // namespace stratum::platform
