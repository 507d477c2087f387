#include "harmony/lone_tone.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace stratum::analysis {
namespace {

constexpr double kFaint = 0.15;     // A peak below this share of the strongest is not where a tone begins.
constexpr double kNearlyAll = 0.9;  // of the weight of the peaks, and of the frames of a recording
constexpr double kOff = 9.5;        // cents
constexpr double kSamePitch = 0.5;  // semitones: a voice with vibrato still holds its note
constexpr float kSilent = 1e-3F;    // 60 dB under the loudest frame
constexpr std::size_t kFewest = 2;  // frames: one is a click

}  // namespace

std::optional<double> lone_tone_of(std::span<const Peak> peaks) {
    double most = 0.0;
    double total = 0.0;
    for (const Peak& peak : peaks) {
        most = std::max(most, peak.weight);
        total += peak.weight;
    }
    const auto lowest = std::ranges::find_if(peaks, [&](const Peak& x) { return x.weight >= kFaint * most; });
    if (lowest == peaks.end() || most <= 0.0) return std::nullopt;
    double explained = 0.0;
    for (const Peak& peak : peaks) {
        const double ratio = peak.hertz / lowest->hertz;
        const double partial = std::round(ratio);
        if (partial < 1.0) continue;
        if (std::abs(1200.0 * std::log2(ratio / partial)) < kOff) explained += peak.weight;
    }
    return explained >= kNearlyAll * total ? std::optional{lowest->hertz} : std::nullopt;
}

std::optional<Hertz> held_tone(std::span<const float> tones, std::span<const float> levels) {
    const float loudest = levels.empty() ? 0.0F : *std::ranges::max_element(levels);
    std::vector<float> heard;
    std::size_t audible = 0;
    for (std::size_t n = 0; n < std::min(tones.size(), levels.size()); ++n) {
        if (levels[n] <= kSilent * loudest) continue;
        ++audible;
        if (tones[n] > 0.0F) heard.push_back(tones[n]);
    }
    if (audible < kFewest || static_cast<double>(heard.size()) < kNearlyAll * static_cast<double>(audible))
        return std::nullopt;
    const auto middle = heard.begin() + static_cast<std::ptrdiff_t>(heard.size() / 2);
    std::nth_element(heard.begin(), middle, heard.end());
    const double pitch = *middle;
    const auto same = std::ranges::count_if(heard, [&](float hertz) {
        const double semitones = 12.0 * std::log2(hertz / pitch);
        return std::abs(semitones - 12.0 * std::round(semitones / 12.0)) <= kSamePitch;
    });
    if (static_cast<double>(same) < kNearlyAll * static_cast<double>(audible)) return std::nullopt;
    return Hertz{pitch};
}

}  // namespace stratum::analysis
