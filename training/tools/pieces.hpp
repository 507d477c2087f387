#pragma once

#include "stratum/base/result.hpp"

#include <cstdint>
#include <string>

namespace stratum::training {

/// Composes and renders `count` pieces of the composer's tune half, none of which is in the frozen set, and writes for
/// each its bands and truth into `folder`. Styles are bent (tempo, kit, swing, hand, mutes), so that no pattern always
/// comes with one sound and one speed. The same seed gives the same pieces. Errors: `io`.
Result<void> compose_pieces(const std::string& folder, std::uint64_t seed, int count);

}  // namespace stratum::training
