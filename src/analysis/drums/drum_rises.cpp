#include "drums/drum_rises.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::drums {
namespace {

constexpr std::size_t kBands = rhythm::BeatBands::kBands;
/// First band of each group: 21, 64, 107, 150, 215, 300, 430, 720, 1250, 2300, 4200, 6900 Hz.
constexpr std::array<std::size_t, kGroups + 1> kEdges{0, 2, 4, 6, 9, 13, 19, 27, 36, 46, 56, 65, 72};
constexpr std::size_t kBack = 3;  ///< Frames (35 ms): as long as a window hears a stroke coming.

struct Model {
    float bias;
    Rises weights;
};
/// For rises of log(1 + 3000 m). Each voice by where it rises, less by where the others do.
constexpr std::array<Model, kVoiceCount> kModels{{
    {-5.0F, {0.6F, 0.6F, 0.6F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, -0.8F, -0.8F, -0.8F, -0.8F}},
    {-9.0F, {0.0F, 0.0F, 0.0F, 0.25F, 0.25F, 0.25F, 0.25F, 0.25F, 0.8F, 0.8F, 0.8F, 0.8F}},
    {-6.3F, {0.0F, 0.0F, 0.0F, 0.0F, -0.8F, -0.8F, -0.8F, -0.8F, 0.0F, 0.4F, 2.5F, 2.5F}},
    {-12.0F, {0.0F, 0.0F, 0.0F, 0.0F, -1.0F, -1.0F, -1.0F, -0.5F, 0.0F, 1.0F, 1.5F, 1.5F}},
    {-12.0F, {-0.3F, 0.4F, 1.0F, 1.0F, 0.8F, 0.4F, 0.0F, 0.0F, -1.0F, -1.0F, -1.0F, -1.0F}},
    {-14.0F, {0.0F, 0.0F, 0.0F, 0.0F, -1.0F, -0.5F, 0.4F, 0.6F, 0.8F, 0.9F, 1.0F, 1.0F}},
    {-14.0F, {0.0F, 0.0F, 0.0F, 0.0F, -1.0F, -1.0F, 0.0F, 0.2F, 0.8F, 1.2F, 1.0F, 0.6F}},
}};

}  // namespace

std::vector<Rises> rises_of(std::span<const float> bands) {
    const std::size_t frames = bands.size() / kBands;
    std::vector<Rises> rises(frames);
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const std::span now = bands.subspan(frame * kBands, kBands);
        for (std::size_t group = 0; group < kGroups; ++group) {
            float sum = 0.0F;
            for (std::size_t band = kEdges[group]; band < kEdges[group + 1]; ++band) {
                float before = 0.0F;  // Silence came before the first frame.
                if (frame >= kBack) {
                    const std::span then = bands.subspan((frame - kBack) * kBands, kBands);
                    before = then[band];
                    if (band > 0) before = std::max(before, then[band - 1]);
                    if (band + 1 < kBands) before = std::max(before, then[band + 1]);
                }
                sum += std::max(0.0F, now[band] - before);
            }
            rises[frame][group] = sum / static_cast<float>(kEdges[group + 1] - kEdges[group]);
        }
    }
    return rises;
}

Activations activations_of(std::span<const Rises> rises) {
    Activations out;
    out.reserve(rises.size());
    for (const Rises& rise : rises) {
        auto& row = out.emplace_back();
        for (std::size_t voice = 0; voice < kVoiceCount; ++voice) {
            float logit = kModels[voice].bias;
            for (std::size_t group = 0; group < kGroups; ++group) logit += kModels[voice].weights[group] * rise[group];
            row[voice] = 1.0F / (1.0F + std::exp(-logit));
        }
    }
    return out;
}

}  // namespace stratum::analysis::drums
