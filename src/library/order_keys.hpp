#pragma once

#include "stratum/base/cbor.hpp"

#include <optional>
#include <vector>

/// Places in an order that is kept by people: bytes that sort as they stand, so that something can always be put
/// between two neighbours and nothing else changes.
///
/// What comes last or first gets the next of evenly spaced numbers of six bytes; what comes between two gets the digits
/// (base 256) half-way, which grow by a byte for about eight insertions at the same spot.
namespace stratum::library {

/// `count` places in ascending order, all after `after` and before `before`; nothing bounds where there is none. The
/// bounds are places made here, and `after` is less than `before`.
[[nodiscard]] std::vector<Bytes> order_keys_between(const std::optional<Bytes>& after,
                                                    const std::optional<Bytes>& before, std::size_t count);
/// When a place is longer than this, it is time to space all of them evenly.
inline constexpr std::size_t kLongestOrderKey = 100;

}  // namespace stratum::library
