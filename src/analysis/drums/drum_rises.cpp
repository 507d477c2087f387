#include "drums/drum_rises.hpp"

#include "drums/drum_weights.hpp"
#include "rhythm/beat_bands.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::drums {
namespace {

constexpr std::size_t kBands = rhythm::BeatBands::kBands;
constexpr std::size_t kGroups = 12;
/// First band of each group: 21, 64, 107, 150, 215, 300, 430, 720, 1250, 2300, 4200, 6900 Hz.
constexpr std::array<std::size_t, kGroups + 1> kEdges{0, 2, 4, 6, 9, 13, 19, 27, 36, 46, 56, 65, 72};
constexpr std::size_t kBack = 3;   ///< Frames (35 ms): as long as a window hears a stroke coming.
constexpr std::size_t kLater = 9;  ///< A tenth of a second.

using Group = std::array<float, kGroups>;

/// The groups' rises, and their levels.
struct Curves {
    std::vector<Group> rise;
    std::vector<Group> level;
};

Curves curves_of(std::span<const float> bands) {
    const std::size_t frames = bands.size() / kBands;
    Curves curves{std::vector<Group>(frames), std::vector<Group>(frames)};
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const std::span now = bands.subspan(frame * kBands, kBands);
        for (std::size_t group = 0; group < kGroups; ++group) {
            float rise = 0.0F;
            float level = 0.0F;
            for (std::size_t band = kEdges[group]; band < kEdges[group + 1]; ++band) {
                float before = 0.0F;
                if (frame >= kBack) {
                    const std::span then = bands.subspan((frame - kBack) * kBands, kBands);
                    before = then[band];
                    if (band > 0) before = std::max(before, then[band - 1]);
                    if (band + 1 < kBands) before = std::max(before, then[band + 1]);
                }
                rise += std::max(0.0F, now[band] - before);
                level += now[band];
            }
            const auto width = static_cast<float>(kEdges[group + 1] - kEdges[group]);
            curves.rise[frame][group] = rise / width;
            curves.level[frame][group] = level / width;
        }
    }
    return curves;
}

}  // namespace

void hear_plainly(std::span<const float> bands, Activations& heard, Activations& strength) {
    const Curves curves = curves_of(bands);
    const std::size_t frames = curves.rise.size();
    if (frames == 0) return;
    const Group nothing{};
    for (std::size_t frame = 0; frame < frames; ++frame) {
        std::array<float, 4 * kGroups> features{};
        const Group& before = frame > 0 ? curves.rise[frame - 1] : nothing;
        const Group& after = frame + 1 < frames ? curves.rise[frame + 1] : nothing;
        const Group& soon = curves.level[std::min(frames - 1, frame + 1)];
        const Group& later = curves.level[std::min(frames - 1, frame + kLater)];
        for (std::size_t group = 0; group < kGroups; ++group) {
            features[group] = curves.rise[frame][group];
            features[kGroups + group] = before[group];
            features[2 * kGroups + group] = after[group];
            features[3 * kGroups + group] = later[group] - soon[group];
        }
        auto& row = heard.emplace_back();
        auto& loud = strength.emplace_back();
        for (std::size_t voice = 0; voice < kVoiceCount; ++voice) {
            float logit = kPlainBias[voice];
            for (std::size_t i = 0; i < features.size(); ++i) logit += kPlainWeights[voice][i] * features[i];
            row[voice] = 1.0F / (1.0F + std::exp(-logit));
            // The groups that speak for the voice, at the frame and after it.
            for (std::size_t i = 0; i < kGroups; ++i)
                loud[voice] += std::max(0.0F, kPlainWeights[voice][i]) * (features[i] + features[2 * kGroups + i]);
        }
    }
}

}  // namespace stratum::analysis::drums
