#pragma once

#include "../compose.hpp"
#include "../score.hpp"

#include <array>
#include <vector>

namespace stratum::composer {

/// One drum, ready to be mixed in: the sound of one stroke, mono.
struct DrumSound {
    std::vector<float> samples;
    double pan = 0.0;     ///< -1 left to 1 right.
    double reverb = 0.1;  ///< Share sent to the room.
};

/// A set of drums. Acoustic families have two strokes of each drum that differ a little, machines one.
struct Kit {
    std::array<std::array<DrumSound, 2>, kDrums> sounds;
};

/// Even `number`s belong to the tune split, odd ones to the test split.
[[nodiscard]] Kit make_kit(KitFamily family, int number);

}  // namespace stratum::composer
