#include "pitch/path.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr std::size_t kCheckEvery = 64;
constexpr float kFree = 0.25F;  // Semitones: a fast vibrato or glide in one hop.

float cost_of(float probability) { return -std::log(std::max(probability, 1e-6F)); }

}  // namespace

void PitchPath::push(const PitchFrame& frame, std::vector<PitchChoice>& out) {
    Step step;
    step.voicing = frame.voicing;
    step.level = frame.level;
    const auto candidates = frame.candidates.span();
    step.count = static_cast<std::uint8_t>(std::max<std::size_t>(1, candidates.size()));
    std::array<float, kMostCandidates> heard{};
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        step.lag[i] = candidates[i].lag;
        step.note[i] = -12.0F * std::log2(candidates[i].lag);
        heard[i] = cost_of(candidates[i].probability + costs_.least_probability) +
                   costs_.depth * candidates[i].difference - costs_.octave / 12.0F * step.note[i];
    }
    const float voiced = cost_of(frame.voicing);
    const float unvoiced = cost_of(1.0F - frame.voicing);

    std::array<float, kStates> total{};
    for (std::size_t i = 0; i < step.count; ++i)
        for (std::size_t quiet = 0; quiet < 2; ++quiet) {
            // Even states are voiced, odd ones are not.
            const std::size_t state = 2 * i + quiet;
            float least = 0.0F;
            std::size_t from = 0;
            if (!steps_.empty()) {
                const Step& before = steps_.back();
                least = 1e30F;
                for (std::size_t j = 0; j < before.count; ++j) {
                    const bool both = before.lag[j] > 0.0F && step.lag[i] > 0.0F;
                    const float distance = both ? std::abs(step.note[i] - before.note[j]) : 0.0F;
                    const float slide = costs_.slope * std::max(0.0F, distance - kFree);
                    for (std::size_t was_quiet = 0; was_quiet < 2; ++was_quiet) {
                        const float most = quiet + was_quiet > 0 ? costs_.quiet_jump : costs_.jump;
                        const float cost = total_[2 * j + was_quiet] + std::min(slide, most) +
                                           (quiet != was_quiet ? costs_.change : 0.0F);
                        if (cost < least) least = cost, from = 2 * j + was_quiet;
                    }
                }
            }
            total[state] = least + heard[i] + (quiet != 0 ? unvoiced : voiced);
            step.from[state] = static_cast<std::uint8_t>(from);
        }
    // Only differences matter; without this the sums of ten hours would lose their fractions.
    const float smallest = *std::min_element(total.begin(), total.begin() + 2 * step.count);
    for (std::size_t state = 0; state < 2U * step.count; ++state) total_[state] = total[state] - smallest;
    steps_.push_back(step);
    if (++since_check_ == kCheckEvery) {
        since_check_ = 0;
        give_agreed(out);
    }
}

std::size_t PitchPath::best() const {
    return static_cast<std::size_t>(std::min_element(total_.begin(), total_.begin() + 2 * steps_.back().count) -
                                    total_.begin());
}

void PitchPath::give_agreed(std::vector<PitchChoice>& out) {
    std::uint32_t alive = (1U << (2U * steps_.back().count)) - 1U;
    for (std::size_t step = steps_.size(); step-- > 1;) {
        std::uint32_t parents = 0;
        for (std::size_t state = 0; state < kStates; ++state)
            if ((alive >> state & 1U) != 0) parents |= 1U << steps_[step].from[state];
        alive = parents;
        if ((alive & (alive - 1U)) == 0) {
            std::size_t state = 0;
            while ((alive >> state & 1U) == 0) ++state;
            give(state, step - 1, out);
            return;
        }
    }
    if (steps_.size() < kLongest) return;
    std::size_t state = best();
    const std::size_t last = steps_.size() / 2;
    for (std::size_t step = steps_.size() - 1; step > last; --step) state = steps_[step].from[state];
    give(state, last, out);
}

void PitchPath::give(std::size_t state, std::size_t last, std::vector<PitchChoice>& out) {
    const std::size_t first = out.size();
    out.resize(first + last + 1);
    for (std::size_t step = last + 1; step-- > 0;) {
        const Step& s = steps_[step];
        const bool voiced = state % 2 == 0 && s.lag[state / 2] > 0.0F;
        out[first + step] = {s.lag[state / 2], voiced ? std::max(0.5F, s.voicing) : std::min(0.49F, s.voicing),
                             s.level};
        state = s.from[state];
    }
    steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(last) + 1);
}

void PitchPath::finish(std::vector<PitchChoice>& out) {
    if (!steps_.empty()) give(best(), steps_.size() - 1, out);
}

}  // namespace stratum::analysis
