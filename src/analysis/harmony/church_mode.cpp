#include "harmony/church_mode.hpp"

#include <algorithm>
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

std::optional<ChurchMode> church_mode(const PitchClasses& shares, Key key) {
    const auto share = [&](int degree) { return shares[static_cast<std::size_t>((key.tonic + degree) % 12)]; };
    std::optional<ChurchMode> found;
    float most = 0.0F;
    for (const Difference& x : kDifferences) {
        if (x.base != key.mode || share(x.has) < kAudible || share(x.has) < kClearly * share(x.lacks)) continue;
        if (share(x.has) > most) most = share(x.has), found = x.mode;
    }
    return found;
}

PitchClasses shares_in_key(std::span<const ChromaFrame> frames, std::span<const KeySpan> spans, Key key) {
    const bool anywhere = std::ranges::any_of(spans, [&](const KeySpan& x) { return x.key == key; });
    std::array<double, 12> sum{};
    double total = 0.0;
    std::size_t at = 0;
    for (std::size_t n = 0; n < frames.size(); ++n) {
        const Seconds time{static_cast<double>(n) * ChromaTrack::hop().value()};
        while (at + 1 < spans.size() && spans[at].end <= time) ++at;
        if (anywhere && spans[at].key != key) continue;
        for (std::size_t p = 0; p < 12; ++p) {
            sum[p] += static_cast<double>(frames[n].weight) * frames[n].treble[p];
            total += static_cast<double>(frames[n].weight) * frames[n].treble[p];
        }
    }
    PitchClasses out{};
    if (total > 0.0)
        for (std::size_t p = 0; p < 12; ++p) out[p] = static_cast<float>(sum[p] / total);
    return out;
}

}  // namespace stratum::analysis
