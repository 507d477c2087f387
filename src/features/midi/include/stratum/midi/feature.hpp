#pragma once

#include "stratum/platform/feature.hpp"

/// The command `midi`: what was heard of a track's parts, as a Standard MIDI File on the track's own tempo map.
namespace stratum::midi {

[[nodiscard]] platform::Feature feature();

}  // namespace stratum::midi
