#pragma once

#include "stratum/base/units.hpp"

#include <optional>

namespace stratum::webhooks {

/// How long after attempt number `attempts` (1, 2, ...) failed the next one is due, as Standard Webhooks recommends: 5
/// s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; nothing after the tenth. `chance` (0 to 1) adds up to a tenth,
/// so that what failed together does not come again together.
[[nodiscard]] std::optional<Seconds> pause_after(int attempts, double chance);

/// How long a receiver is left alone that has failed `failures` times in a row, whatever else waits for it: 5 s,
/// doubling up to 5 min.
[[nodiscard]] Seconds patience_with(int failures);

/// A webhook whose receiver has done nothing but fail for so long is turned off.
inline constexpr Seconds kGivesUpAfter{5.0 * 86'400};

}  // namespace stratum::webhooks
