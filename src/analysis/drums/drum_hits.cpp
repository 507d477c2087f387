#include "drums/drum_hits.hpp"

#include "frontend/analyser.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::drums {
namespace {

constexpr double kFrame = kSpectrumHop / static_cast<double>(kMonoRate.value());
constexpr std::size_t kApart = 3;  ///< Frames on either side, 35 ms: no hand plays one drum faster.

/// How long a stroke sounds on, at most.
Seconds length_of(DrumVoice voice) {
    switch (voice) {
        case DrumVoice::open_hi_hat:
            return Seconds{0.3};
        case DrumVoice::crash:
            return Seconds{1.0};
        case DrumVoice::ride:
            return Seconds{0.4};
        case DrumVoice::kick:
        case DrumVoice::snare:
        case DrumVoice::tom:
        case DrumVoice::closed_hi_hat:
            break;
    }
    return Seconds{0.1};
}

/// Where between its neighbours a peak lies, -0.5 to 0.5 frames.
double summit(double before, double at, double after) {
    const double bend = before - 2.0 * at + after;
    return bend < 0.0 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0.0;
}

}  // namespace

std::vector<Note> hits_of(const Activations& activations, const Activations& strength,
                          std::span<const float, kVoiceCount> thresholds) {
    std::vector<Note> hits;
    const std::size_t frames = activations.size();
    for (std::size_t voice = 0; voice < kVoiceCount; ++voice) {
        const auto at = [&](std::size_t frame) { return activations[frame][voice]; };
        const std::size_t first = hits.size();
        float hardest = 0.0F;
        for (std::size_t frame = 0; frame < frames; ++frame) {
            const float here = at(frame);
            if (here < thresholds[voice]) continue;
            bool highest = true;
            for (std::size_t other = frame - std::min(frame, kApart); other <= std::min(frames - 1, frame + kApart);
                 ++other)
                // Of equals the first one counts.
                highest &= other == frame || at(other) < here || (at(other) == here && other > frame);
            if (!highest) continue;
            const double shift = frame > 0 && frame + 1 < frames ? summit(at(frame - 1), here, at(frame + 1)) : 0.0;
            const Seconds start{std::max(0.0, (static_cast<double>(frame) + shift) * kFrame)};
            const float loud = std::max(0.0F, strength[frame][voice]);
            hardest = std::max(hardest, loud);
            hits.push_back({start, start + length_of(kVoices[voice]), static_cast<double>(kVoices[voice]), loud,
                            std::min(1.0F, here)});
        }
        for (std::size_t i = first; i < hits.size(); ++i) {
            hits[i].velocity = hardest > 0.0F ? std::sqrt(hits[i].velocity / hardest) : 1.0F;
            // A drum that is struck again sounds anew.
            if (i + 1 < hits.size()) hits[i].end = std::min(hits[i].end, hits[i + 1].start);
        }
    }
    std::ranges::sort(
        hits, [](const Note& a, const Note& b) { return a.start != b.start ? a.start < b.start : a.pitch < b.pitch; });
    return hits;
}

}  // namespace stratum::analysis::drums
