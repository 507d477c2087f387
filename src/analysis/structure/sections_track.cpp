#include "structure/sections_track.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace stratum::analysis::structure {
namespace {

constexpr double kBinHz = static_cast<double>(kMonoRate.value()) / kSpectrumSize;
constexpr std::int64_t kUsed = 4;  // every fourth frame: windows of 46 ms side by side
constexpr double kTonalFrom = 250.0;
constexpr double kTonalTo = 4000.0;
constexpr float kNoise = 0.785F;       // pi / 4
constexpr float kPower = 1.0F / 3.0F;  // a Hann window spreads a sine over 1.5 bins, whose power is 1/2

std::uint8_t code_of(float power) {
    const double decibels = 10.0 * std::log10(static_cast<double>(power) + 1e-12);
    return static_cast<std::uint8_t>(std::clamp(std::lround(2.0 * (decibels + 100.0)), 0L, 255L));
}

}  // namespace

SectionListener::SectionListener() {
    // Three bands an octave from 10 kHz downward, until one would be narrower than a bin.
    std::uint16_t last = 0;
    for (std::size_t band = 0; band <= SectionTrack::kBands; ++band) {
        const double hz = 11025.0 * std::exp2(-(static_cast<double>(SectionTrack::kBands - band)) / 3.0);
        last = static_cast<std::uint16_t>(std::max<long>(last + 1L, std::lround(hz / kBinHz)));
        edges_[band] = std::min<std::uint16_t>(last, kSpectrumSize / 2);
    }
}

void SectionListener::hear(const dsp::SpectrumFrame& frame) {
    if (frame.index % kUsed != 0) return;
    if (frame.index % SectionTrack::kHop == 0 && heard_ > 0) keep();
    for (std::size_t band = 0; band < SectionTrack::kBands; ++band) {
        const auto bins = frame.magnitude.subspan(edges_[band], edges_[band + 1] - edges_[band]);
        float sum = 0.0F;
        float squares = 0.0F;
        for (const float x : bins) {
            sum += x;
            squares += x * x;
        }
        power_[band] += squares * kPower;
        const double hz = edges_[band] * kBinHz;
        if (hz < kTonalFrom || hz >= kTonalTo || squares <= 0.0F) continue;
        const float spread = sum * sum / (static_cast<float>(bins.size()) * squares);
        tonal_ += squares * kPower * std::max(0.0F, (kNoise - spread) / kNoise);
    }
    ++heard_;
}

void SectionListener::keep() {
    const float share = 1.0F / static_cast<float>(heard_);
    for (float& power : power_) track_.level.push_back(code_of(std::exchange(power, 0.0F) * share));
    track_.tonal.push_back(code_of(std::exchange(tonal_, 0.0F) * share));
    heard_ = 0;
}

SectionTrack SectionListener::finish() {
    if (heard_ > 0) keep();
    return std::exchange(track_, {});
}

}  // namespace stratum::analysis::structure
