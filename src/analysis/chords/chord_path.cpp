#include "chords/chord_path.hpp"

#include "chords/chord_weights.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

namespace w = chord_weights;

constexpr std::size_t kWindow = 1024;
constexpr std::size_t kAhead = 128;  // slices that a decision waits for: sixteen bars
constexpr std::size_t kNoKey = 24;
constexpr std::size_t kStates = kChordStates;

/// Log-probability that a chord which begins is this one, for the keys in the order of kNoKey's.
std::array<float, kStates> prior_of(std::size_t key, double weight) {
    const std::size_t table = key == kNoKey ? 2 : key / 12;
    const std::size_t tonic = key == kNoKey ? 0 : key % 12;
    std::array<float, kStates> out{};
    double total = 0.0;
    for (std::size_t s = 0; s < kNoChord; ++s) {
        const std::size_t degree = (s % 12 + 12 - tonic) % 12;
        // Between what is usual in the key and what is usual anywhere.
        const double here = w::kKeyPrior[table * kNoChord + (s / 12) * 12 + degree];
        const double anywhere = w::kKeyPrior[2 * kNoChord + (s / 12) * 12];
        out[s] = static_cast<float>(weight * here + (1.0 - weight) * anywhere);
        total += std::exp(out[s]);
    }
    const float none = w::kNonePrior[0];
    for (std::size_t s = 0; s < kNoChord; ++s)
        out[s] += static_cast<float>(std::log1p(-std::exp(none)) - std::log(total));
    out[kNoChord] = none;
    return out;
}

}  // namespace

ChordDecoder::ChordDecoder(std::span<const KeySpan> keys, const ChordPathOptions& options)
    : keys_(keys), options_(options) {
    for (std::size_t key = 0; key <= kNoKey; ++key) {
        priors_.push_back(prior_of(key, options.key_weight));
        for (float& share : shares_.emplace_back(priors_.back())) share = std::exp(share);
    }
    for (std::size_t i = 0; i < change_.size(); ++i)
        change_[i] = static_cast<float>(std::pow(w::kChangeShare[i], options.grid_weight));
    for (std::size_t i = 0; i < 12; ++i) {
        motion_[i] = static_cast<float>(options.motion_weight) * w::kMotion[i];
        motion_share_[i] = std::exp(motion_[i]);
    }
}

void ChordDecoder::push(const Slice& slice, const std::array<float, kChordStates>& likelihood) {
    const double middle = 0.5 * (slice.start + slice.end);
    while (span_ < keys_.size() && keys_[span_].end.value() <= middle) ++span_;
    std::size_t key = kNoKey;
    if (span_ < keys_.size() && keys_[span_].start.value() <= middle)
        key = static_cast<std::size_t>(keys_[span_].key.tonic + (keys_[span_].key.mode == Mode::minor ? 12 : 0));
    const std::array<float, kStates>& prior = priors_[key];
    const std::array<float, kStates>& share = shares_[key];
    const float change = change_[slice.on_downbeat ? 2 : slice.on_beat ? 1 : 0];

    Step& step = steps_.emplace_back();
    step.change = change;
    step.key = static_cast<std::uint8_t>(key);
    const float most = *std::max_element(likelihood.begin(), likelihood.end());
    Scores heard{};
    for (std::size_t s = 0; s < kStates; ++s) {
        // No slice alone rules a chord out: one wrong note must not cut a phrase in two.
        heard[s] = static_cast<float>(options_.trust) * std::max(likelihood[s] - most, -12.0F);
        step.heard[s] = std::exp(heard[s]);
    }
    const bool first = steps_.size() == 1 && path_.states.empty();
    if (first) {
        float total = 0.0F;
        for (std::size_t s = 0; s < kStates; ++s) {
            best_[s] = prior[s] + heard[s];
            step.forward[s] = share[s] * step.heard[s];
            total += step.forward[s];
            step.came_from[s] = static_cast<std::uint16_t>(s);
        }
        for (float& part : step.forward) part /= std::max(total, 1e-30F);
        return;
    }

    // The best two chords of each root, so that a change of type on one root is no staying.
    struct Top {
        std::size_t first = 0, second = 0;
        float best = -1e30F, next = -1e30F;
    };
    std::array<Top, 12> tops{};
    for (std::size_t s = 0; s < kNoChord; ++s) {
        Top& top = tops[s % 12];
        if (best_[s] > top.best) {
            top.second = top.first;
            top.next = top.best;
            top.first = s;
            top.best = best_[s];
        } else if (best_[s] > top.next) {
            top.second = s;
            top.next = best_[s];
        }
    }
    const float stay = std::log(1.0F - change);
    const float leave = std::log(change);
    Scores now{};
    std::array<std::size_t, 12> from{};  // for each new root the best chord on another root
    std::array<float, 12> value{};
    std::size_t any = 0;
    for (std::size_t root = 1; root < 12; ++root)
        if (tops[root].best > tops[any].best) any = root;
    for (std::size_t root = 0; root < 12; ++root) {
        from[root] = kNoChord;
        value[root] = best_[kNoChord];
        for (std::size_t old = 0; old < 12; ++old) {
            if (old == root) continue;
            const float score = tops[old].best + motion_[(root + 12 - old) % 12];
            if (score > value[root]) value[root] = score, from[root] = tops[old].first;
        }
    }
    for (std::size_t s = 0; s < kStates; ++s) {
        float moved = 0.0F;
        std::size_t source = 0;
        if (s == kNoChord) {
            moved = tops[any].best;
            source = tops[any].first;
        } else {
            const Top& own = tops[s % 12];
            const bool itself = own.first == s;
            const float same = (itself ? own.next : own.best) + motion_[0];
            moved = std::max(value[s % 12], same);
            source = same > value[s % 12] ? (itself ? own.second : own.first) : from[s % 12];
        }
        moved += leave + prior[s];
        const float stayed = best_[s] + stay;
        const bool stays = stayed >= moved;
        now[s] = (stays ? stayed : moved) + heard[s];
        step.came_from[s] = static_cast<std::uint16_t>(stays ? s : source);
    }
    const float top = *std::max_element(now.begin(), now.end());
    for (std::size_t s = 0; s < kStates; ++s) best_[s] = now[s] - top;

    // The same model in sums.
    const Scores& before = steps_[steps_.size() - 2].forward;
    std::array<float, 12> mass{};
    for (std::size_t s = 0; s < kNoChord; ++s) mass[s % 12] += before[s];
    float total = 0.0F;
    for (std::size_t s = 0; s < kStates; ++s) {
        float arriving = s == kNoChord ? 0.0F : before[kNoChord];
        for (std::size_t old = 0; old < 12; ++old)
            arriving += s == kNoChord ? mass[old] : mass[old] * motion_share_[(s % 12 + 12 - old) % 12];
        step.forward[s] = ((1.0F - change) * before[s] + change * share[s] * arriving) * step.heard[s];
        total += step.forward[s];
    }
    for (float& part : step.forward) part /= std::max(total, 1e-30F);

    if (steps_.size() >= kWindow + kAhead) decode(decoded_, kWindow - decoded_);
}

/// Reads the path back from the last step and keeps `count` states from `from` on; the steps up to there are dropped
/// but for the last one, which the next window follows on.
void ChordDecoder::decode(std::size_t from, std::size_t count) {
    std::vector<int> states(steps_.size());
    auto state = static_cast<std::size_t>(std::max_element(best_.begin(), best_.end()) - best_.begin());
    Scores backward{};
    backward.fill(1.0F);
    std::vector<float> probabilities(steps_.size());
    for (std::size_t n = steps_.size(); n-- > from;) {
        const Step& step = steps_[n];
        states[n] = static_cast<int>(state);
        float total = 0.0F;
        for (std::size_t s = 0; s < kStates; ++s) total += step.forward[s] * backward[s];
        probabilities[n] = total > 0.0F ? step.forward[state] * backward[state] / total : 0.0F;
        state = step.came_from[state];
        if (n == from) break;
        // One step back in sums.
        const std::array<float, kStates>& share = shares_[step.key];
        std::array<float, 12> arriving{};
        Scores ahead{};
        for (std::size_t s = 0; s < kStates; ++s) {
            ahead[s] = step.heard[s] * backward[s];
            if (s != kNoChord) arriving[s % 12] += share[s] * ahead[s];
        }
        const float none = share[kNoChord] * ahead[kNoChord];
        std::array<float, 12> leaving{};
        float from_none = 0.0F;
        for (std::size_t root = 0; root < 12; ++root) {
            from_none += arriving[root];
            leaving[root] = none;
            for (std::size_t next = 0; next < 12; ++next)
                leaving[root] += arriving[next] * motion_share_[(next + 12 - root) % 12];
        }
        float most = 0.0F;
        for (std::size_t s = 0; s < kStates; ++s) {
            backward[s] = (1.0F - step.change) * ahead[s] + step.change * (s == kNoChord ? from_none : leaving[s % 12]);
            most = std::max(most, backward[s]);
        }
        for (float& value : backward) value /= std::max(most, 1e-30F);
    }
    for (std::size_t n = from; n < from + count; ++n) {
        path_.states.push_back(states[n]);
        path_.probabilities.push_back(std::min(1.0F, probabilities[n]));
    }
    steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(from + count - 1));
    decoded_ = 1;
}

ChordPath ChordDecoder::finish() {
    if (steps_.size() > decoded_) decode(decoded_, steps_.size() - decoded_);
    return std::move(path_);
}

}  // namespace stratum::analysis
