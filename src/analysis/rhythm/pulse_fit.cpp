#include "rhythm/pulse_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
// A pulse train's harmonics; the first says which beat, the higher ones exactly where.
constexpr std::array<double, PulseFitter::kHarmonics> kWeight{1.0, 1.0, 0.5, 0.7};

// The phase (part of a period) at which pulses best explain the sums, and the correlation there.
template <class Sums>
std::pair<double, double> best_phase(const Sums& sums) {
    constexpr int kSteps = 96;
    const auto correlation = [&](double phase) {
        double c = 0.0;
        for (int h = 0; h < PulseFitter::kHarmonics; ++h)
            c += kWeight[h] * (sums[h] * std::polar(1.0, kTurn * (h + 1) * phase)).real();
        return c;
    };
    std::array<double, kSteps> value{};
    for (int i = 0; i < kSteps; ++i) value[i] = correlation(static_cast<double>(i) / kSteps);
    const auto top = static_cast<int>(std::max_element(value.begin(), value.end()) - value.begin());
    const double before = value[(top + kSteps - 1) % kSteps];
    const double after = value[(top + 1) % kSteps];
    const double bend = before - 2 * value[top] + after;
    const double shift = bend < 0 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0.0;
    return {(top + shift) / kSteps, value[top]};
}

}  // namespace

PulseFitter::PulseFitter(std::span<const float> activation, double period) : period_(period) {
    const auto count = static_cast<std::size_t>(static_cast<double>(activation.size()) / period);
    pieces_.resize(count);
    const std::complex<float> step = std::polar(1.0F, static_cast<float>(-kTurn / period));
    for (std::size_t p = 0; p < count; ++p) {
        const auto begin = static_cast<std::size_t>(std::ceil(static_cast<double>(p) * period));
        const auto end =
            std::min(activation.size(), static_cast<std::size_t>(std::ceil(static_cast<double>(p + 1) * period)));
        // Each piece starts from the exact angle, so that rounding errors do not add up.
        std::complex<float> turn = std::polar(
            1.0F, static_cast<float>(-kTurn * (static_cast<double>(begin) / period - static_cast<double>(p))));
        auto& sums = pieces_[p];
        for (std::size_t t = begin; t < end; ++t, turn *= step) {
            const std::complex<float> two = turn * turn;
            sums[0] += activation[t] * turn;
            sums[1] += activation[t] * two;
            sums[2] += activation[t] * (two * turn);
            sums[3] += activation[t] * (two * two);
        }
    }
}

std::size_t PulseFitter::piece_at(double frame) const {
    return std::min(pieces_.size(), static_cast<std::size_t>(std::max(0.0, frame / period_ + 0.5)));
}

PulseFitter::Sums PulseFitter::sums(std::size_t begin, std::size_t end, double period) const {
    // The pieces were turned with the nominal frequency; what is left is the difference, at the middle of each piece.
    const double beats_a_piece = period_ / period;
    Sums total{};
    const std::complex<double> step = std::polar(1.0, -kTurn * (beats_a_piece - 1.0));
    std::complex<double> turn = std::polar(1.0, -kTurn * (beats_a_piece - 1.0) * (static_cast<double>(begin) + 0.5));
    for (std::size_t p = begin; p < end; ++p, turn *= step) {
        const std::complex<double> two = turn * turn;
        total[0] += std::complex<double>(pieces_[p][0]) * turn;
        total[1] += std::complex<double>(pieces_[p][1]) * two;
        total[2] += std::complex<double>(pieces_[p][2]) * (two * turn);
        total[3] += std::complex<double>(pieces_[p][3]) * (two * two);
    }
    return total;
}

Pulses PulseFitter::fit(std::size_t begin, std::size_t end, double around, double reach) const {
    Pulses best{around, 0.0};
    if (end <= begin + 1) return best;
    const auto score = [&](double period) { return strength(begin, end, period); };
    // The highest harmonic turns once over the stretch when the period changes by 1 / (harmonics * beats).
    const double resolution = 1.0 / (kHarmonics * static_cast<double>(end - begin));
    const double step = resolution / 3.0;
    const int steps = static_cast<int>(std::ceil(reach / step));
    double top = -1.0;
    int at = 0;
    std::vector<double> value(2 * static_cast<std::size_t>(steps) + 1);
    for (int i = -steps; i <= steps; ++i) {
        const double v = score(around * (1.0 + i * step));
        value[static_cast<std::size_t>(i + steps)] = v;
        if (v > top) {
            top = v;
            at = i;
        }
    }
    double fine = at;
    if (at > -steps && at < steps) {
        const double before = value[static_cast<std::size_t>(at + steps - 1)];
        const double after = value[static_cast<std::size_t>(at + steps + 1)];
        const double bend = before - 2 * top + after;
        if (bend < 0) fine += std::clamp(0.5 * (before - after) / bend, -0.5, 0.5);
    }
    best.period = around * (1.0 + fine * step);
    best.phase = phase(begin, end, best.period);
    return best;
}

double PulseFitter::strength(std::size_t begin, std::size_t end, double period) const {
    const Sums s = sums(begin, end, period);
    double sum = 0.0;
    for (std::size_t h = 0; h < kHarmonics; ++h) sum += kWeight[h] * std::abs(s[h]);
    return sum;
}

double PulseFitter::phase(std::size_t begin, std::size_t end, double period) const {
    return best_phase(sums(begin, end, period)).first * period;
}

double PulseFitter::coherence(std::size_t begin, std::size_t end, const Pulses& grid, std::size_t group) const {
    std::array<double, kHarmonics> free{};
    for (std::size_t p = begin; p < end; p += group) {
        const Sums s = sums(p, std::min(end, p + group), grid.period);
        for (std::size_t h = 0; h < kHarmonics; ++h) free[h] += kWeight[h] * std::abs(s[h]);
    }
    const Sums whole = sums(begin, end, grid.period);
    double together = 0.0;
    double apart = 0.0;
    for (std::size_t h = 0; h < kHarmonics; ++h) {
        together += kWeight[h] * std::abs(whole[h]);
        apart += free[h];
    }
    if (apart <= 0) return 0.0;
    double best = together / apart;
    // Syncopation turns the beat around from bar to bar, but in machine-made music all strokes stay on halves or
    // quarters of the beat; one harmonic that never moves is proof enough, if it carries its share.
    constexpr double kShare = 0.2;
    constexpr double kAlone = 0.95;
    for (const std::size_t h : {1U, 3U})
        if (free[h] > kShare * apart) best = std::max(best, kAlone * kWeight[h] * std::abs(whole[h]) / free[h]);
    return best;
}

PulseFitter::Deviation PulseFitter::deviation(std::size_t begin, std::size_t end, const Pulses& grid) const {
    const auto [part, value] = best_phase(sums(begin, end, grid.period));
    double off = part - grid.phase / grid.period;
    off -= std::round(off);
    return {off * grid.period, value};
}

}  // namespace stratum::analysis::rhythm
