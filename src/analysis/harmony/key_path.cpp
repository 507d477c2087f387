#include "harmony/key_path.hpp"

#include "harmony/key_vote.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace stratum::analysis {
namespace {

constexpr int kFewestFrames = 2;  // of a window, for it to have a say: one may be a click

}  // namespace

KeyPath key_path(std::span<const ChromaFrame> frames, Seconds duration, const KeyPathOptions& options) {
    const double hop = ChromaTrack::hop().value();
    const auto step = static_cast<std::size_t>(std::max(1.0, std::round(options.step.value() / hop)));
    const auto half = static_cast<std::size_t>(std::max(1.0, std::round(0.5 * options.window.value() / hop)));
    const std::size_t steps = (frames.size() + step - 1) / step;
    // Neighbouring windows share evidence: each counts only for the part that is its own.
    const double own = static_cast<double>(step) / static_cast<double>(2 * half);

    std::vector<std::array<std::uint8_t, 24>> came_from(steps);
    KeyScores score{};
    bool heard = false;
    for (std::size_t s = 0; s < steps; ++s) {
        const std::size_t middle = s * step + step / 2;
        const std::size_t from = middle > half ? middle - half : 0;
        const std::size_t to = std::min(frames.size(), middle + half);
        const KeyEvidence evidence = gather(frames.subspan(from, to - from));
        const auto best = static_cast<std::size_t>(std::max_element(score.begin(), score.end()) - score.begin());
        const double changed = score[best] - options.change_cost;
        for (std::size_t k = 0; k < 24; ++k) {
            const bool stay = score[k] >= changed;
            came_from[s][k] = static_cast<std::uint8_t>(stay ? k : best);
            if (!stay) score[k] = changed;
        }
        if (evidence.audible < kFewestFrames) continue;
        heard = true;
        const KeyScores said = pool(ask_all(evidence));
        // A window may doubt a key, not rule it out: one strange chord must not outweigh a verse.
        for (std::size_t k = 0; k < 24; ++k) score[k] += own * std::max(said[k], -12.0);
    }
    if (!heard) return {};

    std::vector<std::size_t> path(steps);
    auto key = static_cast<std::size_t>(std::max_element(score.begin(), score.end()) - score.begin());
    for (std::size_t s = steps; s-- > 0;) {
        path[s] = key;
        key = came_from[s][key];
    }
    KeyPath out;
    std::vector<KeySpan>& spans = out.spans;
    double total = 0.0;
    for (std::size_t s = 0; s < steps;) {
        std::size_t end = s;
        while (end < steps && path[end] == path[s]) ++end;
        const std::size_t first = s * step;
        const std::size_t last = std::min(frames.size(), end * step);
        const KeyEvidence evidence = gather(frames.subspan(first, last - first));
        KeySpan span;
        span.start = spans.empty() ? Seconds{0.0} : spans.back().end;
        span.end = end == steps ? duration : Seconds{(static_cast<double>(last) - 0.5) * hop};
        span.key = key_at(path[s]);
        if (evidence.audible > 0) {
            const KeyScores said = calibrated(pool(ask_all(evidence)), evidence.audible);
            span.confidence = said[path[s]];
            for (std::size_t k = 0; k < 24; ++k) out.probabilities[k] += evidence.weight * said[k];
            total += evidence.weight;
        }
        spans.push_back(span);
        s = end;
    }
    if (total > 0.0)
        for (double& probability : out.probabilities) probability /= total;
    return out;
}

}  // namespace stratum::analysis
