#include "rhythm/tempo_sections.hpp"

#include "rhythm/pulse_fit.hpp"
#include "stratum/dsp/fft.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

namespace stratum::analysis::rhythm {
namespace {

constexpr std::size_t kWindow = 768;        // Frames: 8.9 s.
constexpr std::size_t kHop = 256;           // At least; longer recordings take larger steps, so that
constexpr std::size_t kMostWindows = 1200;  // the search stays small.
constexpr std::size_t kShortest = 3;        // Windows in a section.
constexpr std::size_t kFft = 2048;
constexpr double kFirstLag = 24.0;
constexpr std::size_t kLags = 128;  // 32 an octave: a jump of a few per cent moves a peak by more than its width.
constexpr double kPrice = 1.5;      // Of one more section, in windows that agree.
constexpr double kReach = 0.02;     // How far a vote's period may be off.
constexpr double kSame = 0.03;      // Periods nearer than this are one tempo.
// So much stronger must the new tempo's pulses be than the old one's: breaks stay below 1.4, jumps begin at 2.
constexpr double kClearly = 1.8;
constexpr double kHardly = 1.1;   // Where the vote for the new tempo
constexpr double kNoDoubt = 0.9;  // has such a probability.
// Coherence of a section on one grid: 0.94 and more between jumps.
constexpr double kSteady = 0.92;
// How far the tempi of its halves lie apart: up to 0.0015 between jumps, mostly from 0.01 where a tempo glides.
constexpr double kGlide = 0.002;
constexpr std::size_t kLongestFit = 48 * 1024;  // Frames: nine and a half minutes.
constexpr double kOnGrids = 0.7;                // Share of the recording in such sections.
constexpr double kLevelChange = 1.0;  // Log-odds against an octave between neighbours: a jump is seldom that large.

using Echoes = std::array<float, kLags>;

// What repeats within each window, over logarithmic lags, as unit vectors.
class LocalEchoes {
  public:
    explicit LocalEchoes(std::span<const float> curve)
        : hop_(std::max(kHop, curve.size() / kMostWindows)),
          count_(curve.size() < kWindow ? 0 : (curve.size() - kWindow) / hop_ + 1) {
        dsp::RealFft fft{static_cast<int>(kFft)};
        std::vector<std::complex<float>> bins(static_cast<std::size_t>(fft.bins()));
        std::vector<float> buffer(kFft);
        sums_.resize(count_ + 1);
        for (std::size_t w = 0; w < count_; ++w) {
            const std::span<const float> x = curve.subspan(w * hop_, kWindow);
            const float mean = std::accumulate(x.begin(), x.end(), 0.0F) / static_cast<float>(kWindow);
            std::fill(buffer.begin(), buffer.end(), 0.0F);
            for (std::size_t i = 0; i < kWindow; ++i) buffer[i] = x[i] - mean;
            fft.forward(buffer, bins);
            for (auto& bin : bins) bin = std::sqrt(std::abs(bin));
            fft.inverse(bins, buffer);
            const Echoes echoes = unit(buffer);
            for (std::size_t k = 0; k < kLags; ++k) sums_[w + 1][k] = sums_[w][k] + echoes[k];
        }
    }
    [[nodiscard]] std::size_t count() const { return count_; }
    /// How many of the windows [begin, end) agree on what repeats: their number if they are all alike.
    [[nodiscard]] double agreement(std::size_t begin, std::size_t end) const {
        float sum = 0.0F;
        for (std::size_t k = 0; k < kLags; ++k) {
            const float part = sums_[end][k] - sums_[begin][k];
            sum += part * part;
        }
        return std::sqrt(static_cast<double>(sum));
    }
    /// The frame at which a section that begins with this window begins; never asked for the first one.
    [[nodiscard]] std::size_t frame_of(std::size_t window) const { return window * hop_ + kWindow / 2 - hop_ / 2; }

  private:
    static Echoes unit(std::span<const float> acf) {
        Echoes out{};
        float mean = 0.0F;
        for (std::size_t k = 0; k < kLags; ++k) {
            // A triangle a sixteenth of an octave wide, so that a drifting player agrees with himself.
            const double lag = kFirstLag * std::exp2(static_cast<double>(k) / 32.0);
            float value = 0.0F;
            for (const auto& [part, weight] : {std::pair{-1.0, 0.5F}, {0.0, 1.0F}, {1.0, 0.5F}}) {
                const double at = lag * std::exp2(part / 48.0);
                const auto below = static_cast<std::size_t>(at);
                const auto share = static_cast<float>(at - static_cast<double>(below));
                value += weight * (acf[below] + share * (acf[below + 1] - acf[below]));
            }
            out[k] = value;
            mean += value / static_cast<float>(kLags);
        }
        float square = 0.0F;
        for (float& value : out) {
            value -= mean;
            square += value * value;
        }
        const float scale = square > 1e-12F ? 1.0F / std::sqrt(square) : 0.0F;
        for (float& value : out) value *= scale;
        return out;
    }

    std::size_t hop_;
    std::size_t count_;
    std::vector<Echoes> sums_;  // Of the windows before each.
};

// The first windows of the sections that agree best within themselves, less a price for each.
std::vector<std::size_t> best_borders(const LocalEchoes& echoes) {
    const std::size_t count = echoes.count();
    std::vector<double> best(count + 1, -1e9);
    std::vector<std::size_t> from(count + 1, 0);
    best[0] = 0.0;
    for (std::size_t end = kShortest; end <= count; ++end)
        for (std::size_t begin = 0; begin + kShortest <= end; ++begin) {
            const double value = best[begin] + echoes.agreement(begin, end) - kPrice;
            if (value > best[end]) {
                best[end] = value;
                from[end] = begin;
            }
        }
    std::vector<std::size_t> borders;
    for (std::size_t at = count; at > 0; at = from[at]) borders.push_back(from[at]);
    std::reverse(borders.begin(), borders.end());
    return borders;
}

bool same_tempo(double a, double b) { return std::abs(a / b - 1.0) < kSame; }

// As much of it, from its middle, as a grid needs: the search for one takes time by the square of the length.
std::span<const float> middle(std::span<const float> activation) {
    const std::size_t length = std::min(activation.size(), kLongestFit);
    return activation.subspan((activation.size() - length) / 2, length);
}

// How strongly pulses of that period, its half or its double meet the stretch.
double pulse_strength(std::span<const float> activation, double period) {
    double best = 0.0;
    for (const double level : {0.5, 1.0, 2.0}) {
        const PulseFitter fitter{activation, period * level};
        const Pulses grid = fitter.fit(0, fitter.pieces(), period * level, kReach);
        best = std::max(best, fitter.strength(0, fitter.pieces(), grid.period));
    }
    return best;
}

// Whether one grid fits the section, and not merely on average: where a tempo glides, its halves differ. Borders are
// right to half a window only, and beyond one another tempo begins.
bool on_one_grid(const TempoSection& section, std::span<const float> activation) {
    const std::size_t length = section.end - section.begin;
    const std::size_t edge = std::min(kWindow / 2, length / 8);
    const PulseFitter fitter{middle(activation.subspan(section.begin + edge, length - 2 * edge)), section.period};
    const std::size_t pieces = fitter.pieces();
    const Pulses grid = fitter.fit(0, pieces, section.period, kReach);
    if (fitter.coherence(0, pieces, grid) < kSteady) return false;
    const double first = fitter.fit(0, pieces / 2, grid.period, kReach).period;
    const double second = fitter.fit(pieces / 2, pieces, grid.period, kReach).period;
    return std::abs(first / second - 1.0) < kGlide;
}

double sureness(const TempoSection& section) { return section.vote.probabilities[section.vote.winner]; }

// Whether the section's tempo is another one than that of the whole. Pulses of tempi that are as 3 to 2 or 4 to 3 meet
// many of each other's strokes; between them a vote decides that leaves no doubt, on one grid.
bool deviates(const TempoSection& section, std::span<const float> activation, double whole) {
    for (const double level : {0.5, 1.0, 2.0})
        if (same_tempo(section.period, whole * level)) return false;
    const std::span<const float> inner = middle(activation.subspan(section.begin, section.end - section.begin));
    const double stronger = pulse_strength(inner, section.period) / std::max(1e-9, pulse_strength(inner, whole));
    return stronger > kClearly ||
           (stronger > kHardly && sureness(section) > kNoDoubt && on_one_grid(section, activation));
}

// One pulse for each section: what it voted for, less a price for every octave between neighbours.
void choose_levels(std::vector<TempoSection>& sections) {
    std::vector<std::vector<double>> best(sections.size());
    std::vector<std::vector<std::size_t>> from(sections.size());
    for (std::size_t s = 0; s < sections.size(); ++s) {
        const auto& pulses = sections[s].question.pulses;
        for (std::size_t i = 0; i < pulses.size(); ++i) {
            double top = s == 0 ? 0.0 : -1e9;
            std::size_t origin = 0;
            if (s > 0)
                for (std::size_t o = 0; o < best[s - 1].size(); ++o) {
                    const double ratio = pulses[i].period / sections[s - 1].question.pulses[o].period;
                    const double value = best[s - 1][o] - kLevelChange * std::abs(std::log2(ratio));
                    if (value > top) {
                        top = value;
                        origin = o;
                    }
                }
            best[s].push_back(top + std::log(sections[s].vote.probabilities[i] + 1e-6));
            from[s].push_back(origin);
        }
    }
    auto at = static_cast<std::size_t>(std::ranges::max_element(best.back()) - best.back().begin());
    for (std::size_t s = sections.size(); s-- > 0; at = from[s][at]) {
        sections[s].vote.winner = at;
        sections[s].period = sections[s].question.pulses[at].period;
    }
}

}  // namespace

std::vector<TempoSection> find_tempo_sections(const std::array<std::vector<float>, kBands>& levelled,
                                              std::span<const float> activation, const TempoEvidence& whole,
                                              double period) {
    const LocalEchoes echoes{levelled[0]};
    if (echoes.count() < 2 * kShortest) return {};
    const std::vector<std::size_t> borders = best_borders(echoes);
    if (borders.size() < 2) return {};

    std::vector<TempoSection> sections;
    bool jumps = false;
    for (std::size_t s = 0; s < borders.size(); ++s) {
        TempoSection section;
        section.begin = s == 0 ? 0 : echoes.frame_of(borders[s]);
        section.end = s + 1 < borders.size() ? echoes.frame_of(borders[s + 1]) : activation.size();
        const std::size_t length = section.end - section.begin;
        std::array<std::vector<float>, kBands> part;
        for (std::size_t band = 0; band < kBands; ++band) {
            const auto from = levelled[band].begin() + static_cast<std::ptrdiff_t>(section.begin);
            part[band].assign(from, from + static_cast<std::ptrdiff_t>(length));
        }
        TempoEvidence evidence = whole;
        evidence.periodicity = measure_periodicity(part);
        evidence.audible = Seconds{static_cast<double>(length) / kFrameRate};
        evidence.beats = whole.beats.between(static_cast<double>(section.begin), static_cast<double>(section.end));
        section.question = ask_tempo(evidence);
        auto answer = vote(section.question);
        if (!answer) {
            // Nothing repeats here: a break belongs to what came before, an introduction to what follows.
            if (!sections.empty()) sections.back().end = section.end;
            continue;
        }
        if (sections.empty()) section.begin = 0;
        section.vote = *std::move(answer);
        section.period = section.question.pulses[section.vote.winner].period;
        jumps = jumps || deviates(section, activation, period);
        sections.push_back(std::move(section));
    }
    if (!jumps || sections.size() < 2) return {};
    choose_levels(sections);
    for (std::size_t s = 1; s < sections.size();) {
        TempoSection& before = sections[s - 1];
        if (!same_tempo(sections[s].period, before.period)) {
            ++s;
            continue;
        }
        if (sections[s].end - sections[s].begin > before.end - before.begin) {
            sections[s].begin = before.begin;
            std::swap(before, sections[s]);
        } else {
            before.end = sections[s].end;
        }
        sections.erase(sections.begin() + static_cast<std::ptrdiff_t>(s));
    }
    // A tempo that glides is cut into sections, too, none of which has one tempo: it is followed as a whole.
    std::size_t on_a_grid = 0;
    for (const TempoSection& section : sections)
        if (on_one_grid(section, activation)) on_a_grid += section.end - section.begin;
    if (sections.size() < 2 || static_cast<double>(on_a_grid) < kOnGrids * static_cast<double>(activation.size()))
        return {};
    return sections;
}

}  // namespace stratum::analysis::rhythm
