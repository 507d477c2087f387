#include "harmony/church_mode.hpp"

#include <array>

namespace stratum::analysis {
namespace {

/// One degree above the tonic in place of another, in semitones.
struct Difference {
    Mode base;
    ChurchMode mode;
    int has;
    int lacks;
};
constexpr std::array kDifferences{
    Difference{Mode::major, ChurchMode::lydian, 6, 5},
    Difference{Mode::major, ChurchMode::mixolydian, 10, 11},
    Difference{Mode::minor, ChurchMode::dorian, 9, 8},
    Difference{Mode::minor, ChurchMode::phrygian, 1, 2},
};
constexpr float kClearly = 1.6F;    // times as much as the degree that it replaces,
constexpr float kAudible = 0.045F;  // and of all: a twelfth would be an even share, passing notes stay below this.

}  // namespace

std::optional<ChurchMode> church_mode(const KeyEvidence& evidence, Key key) {
    const auto share = [&](int degree) { return evidence.treble[static_cast<std::size_t>((key.tonic + degree) % 12)]; };
    std::optional<ChurchMode> found;
    float most = 0.0F;
    for (const Difference& x : kDifferences) {
        if (x.base != key.mode || share(x.has) < kAudible || share(x.has) < kClearly * share(x.lacks)) continue;
        if (share(x.has) > most) most = share(x.has), found = x.mode;
    }
    return found;
}

}  // namespace stratum::analysis
