#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

/// A small band, and a singer by rule: a glottal wave through formants that move from vowel to vowel, with slides,
/// vibrato and consonants. Formants after Peterson and Barney, "Control methods used in a study of the vowels" (1952).
namespace stratum::analysis::vocals::test_singer {

inline constexpr int kRate = 22050;

/// Chords of four sawtooth-like tones, a bass and noise on the off-beats.
inline std::vector<float> band(double seconds) {
    std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
    std::mt19937 random{5};
    std::uniform_real_distribution<float> noise{-1.0F, 1.0F};
    constexpr std::array kRoots{220.0, 174.61, 261.63, 196.0};
    const auto tone = [](double hertz, double t) {
        double sum = 0.0;
        for (int k = 1; k <= 6; ++k) sum += std::sin(2.0 * std::numbers::pi * k * hertz * t) / k;
        return sum;
    };
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double root = kRoots[static_cast<std::size_t>(t / 2.0) % kRoots.size()];
        const double beat = std::fmod(t, 0.5);
        double x = 0.03 * (tone(root, t) + tone(root * 1.2599, t) + tone(root * 1.4983, t));
        x += 0.1 * std::exp(-5.0 * beat) * tone(root / 4.0, t);
        x += 0.05 * noise(random) * std::exp(-40.0 * std::fmod(t + 0.25, 0.5));
        out[i] = static_cast<float>(x);
    }
    return out;
}

/// A resonance of two poles.
struct Formant {
    double first = 0.0;
    double second = 0.0;
    double operator()(double x, double hertz, double width) {
        const double radius = std::exp(-std::numbers::pi * width / kRate);
        const double y = (1.0 - radius) * x + 2.0 * radius * std::cos(2.0 * std::numbers::pi * hertz / kRate) * first -
                         radius * radius * second;
        second = first;
        first = y;
        return y;
    }
};

/// Sings syllables of half a second from `from` to `to`, louder than the band.
inline void add_singer(std::vector<float>& out, double from, double to) {
    constexpr std::array<std::array<double, 3>, 5> kVowels{
        {{730, 1090, 2440}, {530, 1840, 2480}, {270, 2290, 3010}, {570, 840, 2410}, {300, 870, 2240}}};
    constexpr std::array kTune{57, 60, 59, 62, 64, 62, 60, 55};
    std::mt19937 random{6};
    std::normal_distribution<double> noise{0.0, 1.0};
    std::array<Formant, 4> formants;
    std::array<double, 3> at = kVowels[0];
    double phase = 0.0;
    double pitch = kTune[0];
    double before = 0.0;
    for (auto i = static_cast<std::size_t>(from * kRate);
         i < std::min(out.size(), static_cast<std::size_t>(to * kRate)); ++i) {
        const double t = static_cast<double>(i) / kRate - from;
        const auto syllable = static_cast<std::size_t>(t / 0.5);
        const double inside = std::fmod(t, 0.5);
        for (std::size_t k = 0; k < at.size(); ++k) at[k] += (kVowels[syllable * 3 % 5][k] - at[k]) / (0.03 * kRate);
        pitch += (kTune[syllable % kTune.size()] - pitch) / (0.025 * kRate);
        const double vibrato =
            0.35 * std::sin(2.0 * std::numbers::pi * 5.5 * t) * std::clamp((inside - 0.12) / 0.15, 0.0, 1.0);
        phase = std::fmod(phase + 440.0 * std::exp2((pitch + vibrato - 69.0) / 12.0) / kRate, 1.0);
        const double flow = phase < 0.6 ? 0.5 - 0.5 * std::cos(std::numbers::pi * phase / 0.6)
                                        : std::max(0.0, std::cos(std::numbers::pi * (phase - 0.6) / 0.16));
        double x = flow - before + 0.02 * noise(random);
        before = flow;
        for (std::size_t k = 0; k < 3; ++k) x = formants[k](x, at[k], 70.0 + 40.0 * static_cast<double>(k));
        x = formants[3](x, 3600.0, 200.0);
        const double voice = std::clamp(inside / 0.05, 0.0, 1.0) * std::clamp((0.5 - inside) / 0.07, 0.0, 1.0);
        const double hiss = inside > 0.44 ? 0.02 * noise(random) : 0.0;  // the consonant before the next vowel
        out[i] += static_cast<float>(6000.0 * x * voice + hiss);
    }
}

}  // namespace stratum::analysis::vocals::test_singer
