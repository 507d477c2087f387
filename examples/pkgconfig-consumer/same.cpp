// Are two sounds the same recording? Makes a little melody, a quieter copy that starts five seconds later, and another
// melody, and compares their fingerprints.

#include "stratum/analysis/analyzer.hpp"
#include "stratum/analysis/fingerprint.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace {

constexpr int kRate = 44100;

/// Forty seconds of random notes, four a second.
std::vector<float> melody(unsigned seed) {
    std::mt19937 random{seed};
    std::vector<float> samples;
    double phase = 0.0;
    for (int note = 0; note < 160; ++note) {
        const double hertz = 220.0 * std::exp2(static_cast<double>(random() % 24) / 12.0);
        for (int i = 0; i < kRate / 4; ++i) {
            phase += 2.0 * M_PI * hertz / kRate;
            samples.push_back(static_cast<float>(0.5 * std::exp(-6.0 * i / kRate) * std::sin(phase)));
        }
    }
    return samples;
}

std::vector<std::uint32_t> fingerprint(std::span<const float> samples) {
    stratum::analysis::AnalysisOptions options;
    options.analysers = {};
    options.analysers.add(stratum::analysis::AnalyserId::fingerprint);
    const auto report = stratum::analysis::analyze({samples, 1, stratum::SampleRate{kRate}}, options);
    if (!report || !report->fingerprint) {
        std::fprintf(stderr, "same: no fingerprint\n");
        std::exit(1);
    }
    return report->fingerprint->words;
}

}  // namespace

int main() {
    const auto original = melody(1);
    std::vector<float> copy(original.begin() + 5 * kRate, original.end());
    for (float& x : copy) x *= 0.3F;
    const auto words = fingerprint(original);
    const auto with_copy = stratum::analysis::compare_fingerprints(words, fingerprint(copy));
    const auto with_other = stratum::analysis::compare_fingerprints(words, fingerprint(melody(2)));
    if (!with_copy || !with_other) return 1;
    std::printf("copy: similarity %.2f, shifted by %.2f s\n", with_copy->similarity, with_copy->offset.value());
    std::printf("other: similarity %.2f\n", with_other->similarity);
    return with_copy->similarity > 0.6 && with_other->similarity < 0.5 ? 0 : 1;
}
