#include "harmony/key_path.hpp"

#include "harmony/key_vote.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace stratum::analysis {
namespace {

constexpr int kFewestFrames = 2;  // of a window, for it to have a say: one may be a click

/// Frames from `first` to before `last` that share a key.
struct Stretch {
    std::size_t first;
    std::size_t last;
};

std::vector<Stretch> stretches_of(std::span<const std::size_t> path, std::size_t step, std::size_t frames) {
    std::vector<Stretch> out;
    for (std::size_t s = 0; s < path.size(); ++s) {
        const std::size_t last = std::min(frames, (s + 1) * step);
        if (s > 0 && path[s] == path[s - 1])
            out.back().last = last;
        else
            out.push_back({s * step, last});
    }
    return out;
}

/// The path finds where keys change; which key it is, all of a stretch's evidence together tells better than its
/// windows one by one. Neighbours that turn out to agree become one.
KeyPath told_by_stretches(const KeyMaterial& material, const std::vector<Stretch>& stretches, Seconds duration) {
    const auto probabilities_of = [&](const Stretch& stretch, double& weight) {
        const KeyEvidence evidence = gather(material, stretch.first, stretch.last);
        weight = evidence.weight;
        return probabilities_from(evidence);
    };
    const auto best_of = [](const KeyScores& p) {
        return static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
    };
    std::vector<Stretch> merged;
    std::size_t before = 24;
    for (const Stretch& stretch : stretches) {
        double weight = 0.0;
        const std::size_t best = best_of(probabilities_of(stretch, weight));
        if (!merged.empty() && (best == before || weight <= 0.0)) {
            merged.back().last = stretch.last;
            continue;
        }
        merged.push_back(stretch);
        before = best;
    }
    KeyPath out;
    double total = 0.0;
    for (const Stretch& stretch : merged) {
        double weight = 0.0;
        const KeyScores said = probabilities_of(stretch, weight);
        KeySpan span;
        span.start = out.spans.empty() ? Seconds{0.0} : out.spans.back().end;
        span.end = stretch.last == material.frames.size()
                       ? duration
                       : Seconds{(static_cast<double>(stretch.last) - 0.5) * ChromaTrack::hop().value()};
        span.key = key_at(best_of(said));
        span.confidence = said[best_of(said)];
        out.spans.push_back(span);
        for (std::size_t k = 0; k < 24; ++k) out.probabilities[k] += weight * said[k];
        total += weight;
    }
    if (total > 0.0)
        for (double& probability : out.probabilities) probability /= total;
    return out;
}

}  // namespace

KeyPath key_path(const KeyMaterial& material, Seconds duration, const KeyPathOptions& options) {
    const std::size_t frames = material.frames.size();
    const double cost = material.network != nullptr ? options.change_cost_with_network : options.change_cost;
    const double hop = ChromaTrack::hop().value();
    const auto step = static_cast<std::size_t>(std::max(1.0, std::round(options.step.value() / hop)));
    const auto half = static_cast<std::size_t>(std::max(1.0, std::round(0.5 * options.window.value() / hop)));
    const std::size_t steps = (frames + step - 1) / step;
    // Neighbouring windows share evidence: each counts only for the part that is its own.
    const double own = static_cast<double>(step) / static_cast<double>(2 * half);

    std::vector<std::array<std::uint8_t, 24>> came_from(steps);
    KeyScores score{};
    bool heard = false;
    for (std::size_t s = 0; s < steps; ++s) {
        const std::size_t middle = s * step + step / 2;
        const std::size_t from = middle > half ? middle - half : 0;
        const std::size_t to = std::min(frames, middle + half);
        const KeyEvidence evidence = gather(material, from, to);
        const auto best = static_cast<std::size_t>(std::max_element(score.begin(), score.end()) - score.begin());
        const double changed = score[best] - cost;
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
    return told_by_stretches(material, stretches_of(path, step, frames), duration);
}

}  // namespace stratum::analysis
