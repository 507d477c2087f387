#include "rhythm/bar_path.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kCut = 14.0;    // Cost of a bar that ends early.
constexpr double kChange = 6.0;  // Of another number of beats from here on.
constexpr double kNever = 1e18;

struct Metre {
    int beats;
    std::size_t first;  // Its state at position 0; the others follow.
    double entry;       // Cost of coming here from another metre,
    double stay;        // and of each beat here.
};

bool multiples(int a, int b) { return a % b == 0 || b % a == 0; }

/// Viterbi over positions in the bars of all `metres`.
class Search {
  public:
    explicit Search(std::vector<Metre> metres) : metres_(std::move(metres)) {
        for (const Metre& m : metres_) states_ += static_cast<std::size_t>(m.beats);
    }

    BarPath run(std::span<const double> logit) {
        std::vector<double> score(states_, -kNever);
        std::vector<double> next(states_);
        // One may come in at any place of a bar.
        for (const Metre& m : metres_)
            for (int p = 0; p < m.beats; ++p) score[m.first + static_cast<std::size_t>(p)] = -m.entry;
        std::vector<std::uint8_t> from(logit.size() * states_);
        for (std::size_t i = 0; i < logit.size(); ++i) {
            // log sigmoid of the logit on a downbeat, of its negative elsewhere; the common part is added to all.
            const double common = -std::max(logit[i], 0.0) - std::log1p(std::exp(-std::abs(logit[i])));
            if (i > 0) find_leaders(score);
            for (std::size_t which = 0; which < metres_.size(); ++which) {
                const Metre& m = metres_[which];
                for (int p = 0; p < m.beats; ++p) {
                    const std::size_t state = m.first + static_cast<std::size_t>(p);
                    std::size_t origin = p > 0 ? state - 1 : m.first + static_cast<std::size_t>(m.beats) - 1;
                    double value = i == 0 ? score[state] : score[origin];
                    if (i > 0 && p == 0) begin_bar(which, score, origin, value);
                    next[state] = value + (p == 0 ? logit[i] : 0.0) + common - m.stay;
                    from[i * states_ + state] = static_cast<std::uint8_t>(origin);
                }
            }
            std::swap(score, next);
        }
        BarPath path;
        auto at = static_cast<std::size_t>(std::ranges::max_element(score) - score.begin());
        path.score = score[at];
        for (std::size_t i = logit.size(); i-- > 0;) {
            if (std::ranges::find(metres_, at, &Metre::first) != metres_.end()) path.downbeats.push_back(i);
            at = from[i * states_ + at];
        }
        std::ranges::reverse(path.downbeats);
        return path;
    }

  private:
    /// The best position of each metre.
    void find_leaders(std::span<const double> score) {
        leaders_.clear();
        for (const Metre& m : metres_) {
            std::size_t leader = m.first;
            for (std::size_t s = m.first + 1; s < m.first + static_cast<std::size_t>(m.beats); ++s)
                if (score[s] > score[leader]) leader = s;
            leaders_.push_back(leader);
        }
    }
    /// Instead of the end of a whole bar of the same metre: a bar cut short, or one of another metre.
    void begin_bar(std::size_t which, std::span<const double> score, std::size_t& origin, double& value) const {
        const auto consider = [&](std::size_t state, double cost) {
            if (score[state] - cost <= value) return;
            origin = state;
            value = score[state] - cost;
        };
        consider(leaders_[which], kCut);
        for (std::size_t other = 0; other < metres_.size(); ++other) {
            const Metre& m = metres_[other];
            if (multiples(m.beats, metres_[which].beats)) continue;
            const double cost = kChange + metres_[which].entry;
            consider(m.first + static_cast<std::size_t>(m.beats) - 1, cost);
            consider(leaders_[other], cost + kCut);
        }
    }

    std::vector<Metre> metres_;
    std::size_t states_ = 0;
    std::vector<std::size_t> leaders_;
};

}  // namespace

BarPath bars_of(std::span<const double> logit, int metre) { return Search{{{metre, 0, 0.0, 0.0}}}.run(logit); }

BarPath bars_with_changes(std::span<const double> logit, int usual, const std::array<Rarity, kMostBeats + 1>& rarity) {
    std::vector<Metre> metres;
    std::size_t first = 0;
    for (int beats = kFewestBeats; beats <= kMostBeats; ++beats) {
        if (beats != usual && multiples(beats, usual)) continue;
        const Rarity& rare = rarity[static_cast<std::size_t>(beats)];
        metres.push_back({beats, first, beats == usual ? 0.0 : rare.entry, beats == usual ? 0.0 : rare.stay});
        first += static_cast<std::size_t>(beats);
    }
    return Search{std::move(metres)}.run(logit);
}

}  // namespace stratum::analysis::rhythm
