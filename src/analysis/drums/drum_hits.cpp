#include "drums/drum_hits.hpp"

#include "frontend/analyser.hpp"

#include <algorithm>
#include <cmath>
#include <map>

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

void HitPicker::hear(std::span<const Activations::value_type> activations,
                     std::span<const Activations::value_type> strength) {
    activations_.insert(activations_.end(), activations.begin(), activations.end());
    strength_.insert(strength_.end(), strength.begin(), strength.end());
    const std::size_t known = from_ + activations_.size();
    if (known > kApart) pick(known - kApart);
    // What the next ones are compared with.
    const std::size_t keep_from = next_ - std::min(next_, kApart + 1);
    const auto gone = static_cast<std::ptrdiff_t>(keep_from - from_);
    activations_.erase(activations_.begin(), activations_.begin() + gone);
    strength_.erase(strength_.begin(), strength_.begin() + gone);
    from_ = keep_from;
}

/// Judges the frames before `end`.
void HitPicker::pick(std::size_t end) {
    const std::size_t known = from_ + activations_.size();
    for (; next_ < end; ++next_)
        for (std::size_t voice = 0; voice < kVoiceCount; ++voice) {
            const auto at = [&](std::size_t frame) { return activations_[frame - from_][voice]; };
            const float here = at(next_);
            if (here < thresholds_[voice]) continue;
            bool highest = true;
            const std::size_t last = std::min(known - 1, next_ + kApart);
            for (std::size_t other = next_ - std::min(next_ - from_, kApart); other <= last; ++other)
                // Of equals the first one counts.
                highest &= other == next_ || at(other) < here || (at(other) == here && other > next_);
            if (!highest) continue;
            const bool inside = next_ > from_ && next_ + 1 < known;
            const double shift = inside ? summit(at(next_ - 1), here, at(next_ + 1)) : 0.0;
            const Seconds start{std::max(0.0, (static_cast<double>(next_) + shift) * kFrame)};
            hits_.push_back({start, start + length_of(kVoices[voice]), static_cast<double>(kVoices[voice]),
                             std::max(0.0F, strength_[next_ - from_][voice]), std::min(1.0F, here)});
        }
}

std::vector<Note> HitPicker::finish() {
    pick(from_ + activations_.size());
    std::vector<Note> hits = std::move(hits_);
    *this = HitPicker{thresholds_};
    std::ranges::sort(
        hits, [](const Note& a, const Note& b) { return a.start != b.start ? a.start < b.start : a.pitch < b.pitch; });
    // A drum that is struck again sounds anew.
    std::map<double, Seconds> following;
    for (auto hit = hits.rbegin(); hit != hits.rend(); ++hit) {
        if (const auto next = following.find(hit->pitch); next != following.end())
            hit->end = std::min(hit->end, next->second);
        following[hit->pitch] = hit->start;
    }
    return hits;
}

void scale_velocities(std::span<Note> hits) {
    std::map<double, float> hardest;
    for (const Note& hit : hits) {
        float& most = hardest[hit.pitch];
        most = std::max(most, hit.velocity);
    }
    for (Note& hit : hits) {
        const float most = hardest[hit.pitch];
        hit.velocity = most > 0.0F ? std::sqrt(hit.velocity / most) : 1.0F;
    }
}

}  // namespace stratum::analysis::drums
