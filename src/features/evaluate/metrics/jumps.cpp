#include "metrics/jumps.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::evaluate {
namespace {

constexpr double kJump = 0.03;
constexpr double kSameRatio = 0.02;
constexpr std::size_t kAround = 4;  // Intervals that are looked at on each side.

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

}  // namespace

std::vector<TempoJump> tempo_jumps(std::span<const double> beats) {
    std::vector<double> intervals;
    for (std::size_t i = 1; i < beats.size(); ++i) intervals.push_back(beats[i] - beats[i - 1]);
    std::vector<TempoJump> jumps;
    for (std::size_t i = 1; i < intervals.size(); ++i) {
        if (intervals[i - 1] <= 0.0 || intervals[i] <= 0.0) continue;
        if (std::abs(std::log(intervals[i] / intervals[i - 1])) <= kJump) continue;
        // An annotation that is a beat too early or too late changes two intervals, and neither side as a whole.
        const auto from = [&](std::size_t begin, std::size_t end) {
            return median({intervals.begin() + static_cast<std::ptrdiff_t>(begin),
                           intervals.begin() + static_cast<std::ptrdiff_t>(end)});
        };
        const double before = from(i > kAround ? i - kAround : 0, i);
        const double after = from(i, std::min(intervals.size(), i + kAround));
        if (std::abs(std::log(after / before)) <= kJump) continue;
        if (!jumps.empty() && i - 1 < intervals.size() && beats[i] - jumps.back().time < 2.0 * before) continue;
        jumps.push_back({beats[i], 60.0 / before, 60.0 / after});
    }
    return jumps;
}

bool finds_jump(std::span<const TempoStretch> answer, const TempoJump& jump, double window) {
    const double wanted = jump.after / jump.before;
    for (std::size_t i = 1; i < answer.size(); ++i) {
        const bool near =
            std::abs(answer[i].start - jump.time) <= window || std::abs(answer[i - 1].end - jump.time) <= window;
        if (near && std::abs(answer[i].bpm / answer[i - 1].bpm / wanted - 1.0) <= kSameRatio) return true;
    }
    return false;
}

}  // namespace stratum::evaluate
