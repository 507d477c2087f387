#include "structure/sections_search.hpp"

#include "structure/sections_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace stratum::analysis::structure {
namespace {

constexpr std::size_t kLongest = 64;  // bars; the prior does not tell longer ones apart
constexpr double kNever = -1e300;
constexpr double kNear = 3.0;  // seconds, what a border's chance is about

double log_sum(double a, double b) {
    const double most = std::max(a, b);
    return most <= kNever ? most : most + std::log(std::exp(a - most) + std::exp(b - most));
}

class Chain {
  public:
    Chain(std::span<const double> evidence, bool phrases, const LengthPrior& prior)
        : evidence_(evidence), size_(evidence.size()) {
        for (std::size_t bars = 1; bars < inner_.size(); ++bars) {
            outer_[bars] = prior.section + (bars == 1 ? prior.one : 0.0) + (bars <= 3 ? prior.short_ : 0.0);
            inner_[bars] = outer_[bars];
            if (!phrases) continue;
            inner_[bars] += (bars % 2 == 1 ? prior.odd : 0.0) + (bars % 4 == 0 ? prior.four : 0.0) +
                            (bars % 8 == 0 ? prior.eight : 0.0) + (bars % 16 == 0 ? prior.sixteen : 0.0);
        }
        long_ = prior.section;
    }

    /// Of the section of the bars [from, to).
    [[nodiscard]] double prior(std::size_t from, std::size_t to) const {
        if (to - from > kLongest) return long_;
        return (from == 0 || to == size_ ? outer_ : inner_)[to - from];
    }
    [[nodiscard]] double evidence(std::size_t bar) const { return bar == 0 ? 0.0 : evidence_[bar]; }
    [[nodiscard]] std::size_t size() const { return size_; }

    [[nodiscard]] std::vector<std::size_t> best_path() const;
    [[nodiscard]] std::vector<double> chances() const;

  private:
    std::span<const double> evidence_;
    std::size_t size_;
    std::array<double, kLongest + 1> inner_{};
    std::array<double, kLongest + 1> outer_{};
    double long_ = 0.0;
};

std::vector<std::size_t> Chain::best_path() const {
    std::vector<double> best(size_ + 1, kNever);  // of the bars before, with a section ending there
    std::vector<std::size_t> begun(size_ + 1, 0);
    best[0] = 0.0;
    std::size_t far = 0;  // best beginning of a section longer than kLongest
    for (std::size_t end = 1; end <= size_; ++end) {
        const auto consider = [&](std::size_t from) {
            const double value = best[from] + evidence(from) + prior(from, end);
            if (value > best[end]) best[end] = value, begun[end] = from;
        };
        if (end > kLongest) {
            const std::size_t from = end - kLongest - 1;
            if (best[from] + evidence(from) > best[far] + evidence(far)) far = from;
            consider(far);
        }
        for (std::size_t from = end - std::min(end, kLongest); from < end; ++from) consider(from);
    }
    std::vector<std::size_t> path;
    for (std::size_t end = size_; end > 0; end = begun[end]) path.push_back(begun[end]);
    std::ranges::reverse(path);
    return path;
}

std::vector<double> Chain::chances() const {
    std::vector<double> forward(size_ + 1, kNever);
    std::vector<double> backward(size_ + 1, kNever);
    forward[0] = 0.0;
    double far = kNever;
    for (std::size_t end = 1; end <= size_; ++end) {
        if (end > kLongest) {
            const std::size_t from = end - kLongest - 1;
            far = log_sum(far, forward[from] + evidence(from) + long_);
        }
        double sum = far;
        for (std::size_t from = end - std::min(end, kLongest); from < end; ++from)
            sum = log_sum(sum, forward[from] + evidence(from) + prior(from, end));
        forward[end] = sum;
    }
    backward[size_] = 0.0;
    far = kNever;
    for (std::size_t from = size_; from-- > 0;) {
        if (from + kLongest + 1 <= size_) far = log_sum(far, backward[from + kLongest + 1] + long_);
        double sum = far;
        for (std::size_t end = from + 1; end <= std::min(size_, from + kLongest); ++end)
            sum = log_sum(sum, backward[end] + prior(from, end));
        backward[from] = sum + evidence(from);
    }
    std::vector<double> chance(size_);
    for (std::size_t i = 0; i < size_; ++i)
        chance[i] = std::clamp(std::exp(forward[i] + backward[i] - forward[size_]), 0.0, 1.0);
    return chance;
}

}  // namespace

std::vector<double> border_evidence(std::span<const Cues> cues) {
    std::vector<double> evidence;
    evidence.reserve(cues.size());
    for (const Cues& one : cues) {
        double sum = kCueBias;
        for (std::size_t i = 0; i < kCues; ++i) sum += kCueWeights[i] * one[i];
        evidence.push_back(sum);
    }
    return evidence;
}

std::vector<Border> find_borders(const Bars& bars, std::span<const double> evidence, bool machine_made,
                                 const LengthPrior& prior) {
    std::vector<Border> borders;
    if (bars.bars.empty()) return borders;
    LengthPrior used = prior;
    if (bars.unit == Unit::time) used.section = prior.raster_section;
    const Chain chain{evidence, machine_made && bars.unit != Unit::time, used};
    const std::vector<double> chances = chain.chances();
    for (const std::size_t bar : chain.best_path()) {
        if (bar == 0) {
            borders.push_back({0, 1.0});
            continue;
        }
        // Whatever lies within three seconds counts for this border.
        const double time = bars.bars[bar].start;
        double sum = 0.0;
        for (std::size_t i = bar; i > 0 && time - bars.bars[i].start <= kNear; --i) sum += chances[i];
        for (std::size_t i = bar + 1; i < bars.size() && bars.bars[i].start - time <= kNear; ++i) sum += chances[i];
        const double inside = std::clamp(sum, 1e-4, 1.0 - 1e-4);
        const double log_odds = kChanceOffset + kChanceSlope * std::log(inside / (1.0 - inside));
        borders.push_back({bar, 1.0 / (1.0 + std::exp(-log_odds))});
    }
    return borders;
}

}  // namespace stratum::analysis::structure
