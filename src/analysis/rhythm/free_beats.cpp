#include "rhythm/free_beats.hpp"

#include "rhythm/beat_opinion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace stratum::analysis::rhythm {
namespace {

// Chosen on 40 piano pieces of POP909 that were bent into rubato, with fermatas.
constexpr double kChange = 8.0;   // Cost of a distance e times that before.
constexpr double kClasses = 0.3;  // Of the network's opinion about the tempo, a second.
constexpr double kOctave = 0.2;   // Cost of a tempo an octave from the expected one, a second.

constexpr double kStepRate = 22050.0 / 512.0;
constexpr int kShortest = 12;  // Steps between beats: 215 BPM,
constexpr int kLongest = 74;   // 35 BPM.
constexpr int kLengths = kLongest - kShortest + 1;
constexpr double kSpread = 1.5;               // No distance is longer or shorter than the one before by more.
constexpr std::size_t kChunk = 43 * 60 * 20;  // Steps that are decided at once,
constexpr std::size_t kOverlap = 43 * 30;     // of which so many are decided again with what comes after them.

constexpr float kForbidden = -1e9F;

using Lengths = std::array<float, kLengths>;

/// The likeliest beats of one chunk, as steps from its start.
class Chunk {
  public:
    /// `before`: steps from the beat before to the one that the chunk begins with, or 0 where none does.
    Chunk(const BeatActivations& heard, std::size_t begin, std::size_t end, double period, std::size_t before,
          const std::optional<TempoRange>& range)
        : heard_(heard), begin_(begin), count_(end - begin), before_(before) {
        for (int k = 0; k < kLengths; ++k)
            for (int j = 0; j < kLengths; ++j)
                change_[k][j] =
                    static_cast<float>(kChange * std::abs(std::log(double(k + kShortest) / double(j + kShortest))));
        for (int k = 0; k < kLengths; ++k) {
            const double length = k + kShortest;
            nearest_[k] = std::max(0, static_cast<int>(std::ceil(length / kSpread)) - kShortest);
            farthest_[k] = std::min(kLengths - 1, static_cast<int>(std::floor(length * kSpread)) - kShortest);
            const double octaves = std::abs(std::log2(length * (22050.0 / 256.0) / kStepRate / period));
            const double bpm = 60.0 * kStepRate / length;
            const bool wanted = !range || (bpm > range->slowest.value() * 0.97 && bpm < range->fastest.value() * 1.03);
            expected_[k] = wanted ? static_cast<float>(-kOctave * octaves * length / kStepRate) : kForbidden;
            bpm_class_[k] = std::clamp(
                static_cast<int>(std::lround(BeatActivations::kClassesPerOctave *
                                             std::log2(60.0 * kStepRate / length / BeatActivations::kSlowestClass))),
                0, static_cast<int>(BeatActivations::kTempoClasses) - 1);
        }
    }

    std::vector<std::size_t> decode() {
        quiet_.assign(count_ + 1, 0.0);
        for (std::size_t t = 0; t < count_; ++t) quiet_[t + 1] = quiet_[t] + std::log(1.0 - probability(t));
        score_.assign(count_, Lengths{});
        from_.assign(count_, std::array<std::int16_t, kLengths>{});
        for (std::size_t t = 0; t < count_; ++t) step(t);
        return trace();
    }

  private:
    [[nodiscard]] double probability(std::size_t t) const {
        return std::clamp(static_cast<double>(heard_.beat[begin_ + t]), 0.002, 0.98);
    }
    void step(std::size_t t) {
        const double beat = std::log(probability(t));
        const std::size_t row = std::min((begin_ + t) / BeatActivations::kTempoHop, heard_.tempo.size() - 1);
        if (row != row_) weigh_classes(row);
        for (int k = 0; k < kLengths; ++k) {
            const auto length = static_cast<std::size_t>(k + kShortest);
            // The first beats have none before them.
            double best = before_ == 0 ? quiet_[t] + beat : static_cast<double>(kForbidden);
            std::int16_t origin = -1;
            if (before_ != 0 && t == 0) best = length == before_ ? 0.0 : -kChange * log_ratio(length, before_);
            if (t >= length) {
                const Lengths& before = score_[t - length];
                const Lengths& change = change_[k];
                float top = -1e30F;
                int which = k;
                for (int j = nearest_[k]; j <= farthest_[k]; ++j) {
                    const float value = before[j] - change[j];
                    if (value > top) {
                        top = value;
                        which = j;
                    }
                }
                const double between = quiet_[t] - quiet_[t - length + 1];
                const double value =
                    static_cast<double>(top) + between + beat + static_cast<double>(classes_[k] + expected_[k]);
                best = value;
                origin = static_cast<std::int16_t>(which);
            }
            score_[t][k] = static_cast<float>(best);
            from_[t][k] = origin;
        }
    }
    void weigh_classes(std::size_t row) {
        row_ = row;
        const auto& logits = heard_.tempo[row];
        const float top = *std::ranges::max_element(logits);
        double sum = 0.0;
        for (const float x : logits) sum += std::exp(static_cast<double>(x - top));
        for (int k = 0; k < kLengths; ++k) {
            const double log_share = static_cast<double>(logits[bpm_class_[k]] - top) - std::log(sum);
            classes_[k] = static_cast<float>(kClasses * std::max(log_share, -8.0) * (k + kShortest) / kStepRate);
        }
    }
    /// Back from the best of the last beats, which has silence after it.
    std::vector<std::size_t> trace() const {
        std::vector<std::size_t> beats;
        double best = -1e30;
        std::size_t at = 0;
        int k = 0;
        for (std::size_t t = count_ > kLongest ? count_ - kLongest : 0; t < count_; ++t)
            for (int j = 0; j < kLengths; ++j) {
                const double value = static_cast<double>(score_[t][j]) + quiet_[count_] - quiet_[t + 1];
                if (value > best) {
                    best = value;
                    at = t;
                    k = j;
                }
            }
        for (;;) {
            beats.push_back(at);
            const int origin = from_[at][k];
            if (origin < 0) break;
            at -= static_cast<std::size_t>(k + kShortest);
            k = origin;
        }
        std::ranges::reverse(beats);
        return beats;
    }

    static double log_ratio(std::size_t a, std::size_t b) {
        return std::abs(std::log(static_cast<double>(a) / static_cast<double>(b)));
    }

    const BeatActivations& heard_;
    std::size_t begin_;
    std::size_t count_;
    std::size_t before_;
    std::array<Lengths, kLengths> change_{};
    std::array<int, kLengths> nearest_{}, farthest_{}, bpm_class_{};
    Lengths expected_{};
    Lengths classes_{};
    std::size_t row_ = SIZE_MAX;
    std::vector<double> quiet_;  ///< Log-probability of no beat on any step before.
    std::vector<Lengths> score_;
    std::vector<std::array<std::int16_t, kLengths>> from_;
};

/// The top of the parabola through the activation around a step.
double refined(const BeatActivations& heard, std::size_t step) {
    if (step == 0 || step + 1 >= heard.steps()) return static_cast<double>(step);
    const float before = heard.beat[step - 1];
    const float here = heard.beat[step];
    const float after = heard.beat[step + 1];
    const float bend = before - 2 * here + after;
    if (!(bend < 0.0F)) return static_cast<double>(step);
    return static_cast<double>(step) + static_cast<double>(std::clamp(0.5F * (before - after) / bend, -0.5F, 0.5F));
}

}  // namespace

std::vector<double> free_beats(const BeatActivations& heard, double period, const std::optional<TempoRange>& range) {
    std::vector<double> frames;
    std::size_t begin = 0;
    std::size_t before = 0;
    while (begin < heard.steps() && !heard.tempo.empty()) {
        const std::size_t end = std::min(heard.steps(), begin + kChunk);
        const auto beats = Chunk{heard, begin, end, period, before, range}.decode();
        std::size_t next = end;
        for (std::size_t i = 0; i < beats.size(); ++i) {
            const std::size_t step = begin + beats[i];
            if (end < heard.steps() && step + kOverlap > end && i > 0) {
                next = step;
                before = beats[i] - beats[i - 1];
                break;
            }
            frames.push_back(frame_of_step(refined(heard, step)));
        }
        begin = next;
    }
    return frames;
}

}  // namespace stratum::analysis::rhythm
