#include "rhythm/onsets.hpp"

#include "rhythm/log1p_fast.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

constexpr double kBinWidth = static_cast<double>(kMonoRate.value()) / kSpectrumSize;
constexpr int kSingleBins = 8;         // Below 190 Hz every bin is a band of its own.
constexpr double kBandsPerOctave = 6;  // Above.
constexpr float kCompression = 3000.0F;
constexpr double kLowEdge = 160.0;
constexpr double kHighEdge = 4000.0;
constexpr int kLag = 2;  // Frames; the window is four hops long, so a stroke needs two to come in.
constexpr float kAudible = 1e-3F;

// Running mean over 2 * half + 1 values, fewer at the ends.
std::vector<float> running_mean(std::span<const float> x, std::size_t half) {
    std::vector<float> mean(x.size());
    double sum = 0.0;
    std::size_t begin = 0;
    std::size_t end = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t want_end = std::min(x.size(), i + half + 1);
        while (end < want_end) sum += x[end++];
        const std::size_t want_begin = i > half ? i - half : 0;
        while (begin < want_begin) sum -= x[begin++];
        mean[i] = static_cast<float>(sum / static_cast<double>(end - begin));
    }
    return mean;
}

}  // namespace

OnsetDetector::OnsetDetector() {
    const auto bins = static_cast<std::uint16_t>(kSpectrumSize / 2 + 1);
    std::uint16_t at = 1;
    for (int i = 0; i < kSingleBins; ++i, ++at) bands_.push_back({at, static_cast<std::uint16_t>(at + 1)});
    for (double edge = at; at < bins;) {
        edge *= std::exp2(1.0 / kBandsPerOctave);
        const auto end = static_cast<std::uint16_t>(std::clamp<double>(std::round(edge), at + 1.0, bins));
        bands_.push_back({at, end});
        at = end;
    }
    for (const Limits& band : bands_) {
        weights_.push_back(kCompression / static_cast<float>(band.end - band.begin));
        splits_[0] += (band.begin + 0.5) * kBinWidth < kLowEdge ? 1 : 0;
        splits_[1] += (band.begin + 0.5) * kBinWidth < kHighEdge ? 1 : 0;
    }
    for (auto& h : history_) h.assign(bands_.size() + 2, 0.0F);  // One empty band on either side.
    for (int bin = 10; bin <= 93; ++bin) {
        const double semitone = 69.0 + 12.0 * std::log2(bin * kBinWidth / 440.0);
        pitch_class_.push_back(static_cast<std::int8_t>(static_cast<int>(std::lround(semitone)) % 12));
    }
}

void OnsetDetector::hear(const dsp::SpectrumFrame& frame) {
    const std::span<const float> magnitude = frame.magnitude;
    const std::size_t now = curves_.frames();
    std::vector<float>& level = history_[now % 3];
    const std::vector<float>& before = history_[(now + 3 - kLag) % 3];

    float loudest = 0.0F;
    for (std::size_t b = 0; b < bands_.size(); ++b) {
        float sum = 0.0F;
        for (std::size_t k = bands_[b].begin; k < bands_[b].end; ++k) sum += magnitude[k];
        level[b + 1] = log1p_fast(sum * weights_[b]);
        loudest = std::max(loudest, sum * weights_[b]);
    }
    peak_.push_back(loudest / kCompression);

    std::array<float, 3> rise{};
    for (std::size_t part = 0, b = 0; part < 3; ++part) {
        const std::size_t end = part < 2 ? splits_[part] : bands_.size();
        for (; b < end; ++b) {
            // The loudest of three neighbours: vibrato and glides are no onsets.
            const float reference = std::max(before[b + 1], std::max(before[b], before[b + 2]));
            rise[part] += std::max(0.0F, level[b + 1] - reference);
        }
    }
    curves_.strength[0].push_back(rise[0] + rise[1] + rise[2]);
    for (std::size_t part = 0; part < 3; ++part) curves_.strength[part + 1].push_back(rise[part]);
    bass_[now % 3] = magnitude[2] + magnitude[3] + magnitude[4] + magnitude[5];
    curves_.strength[4].push_back(std::max(0.0F, bass_[now % 3] - bass_[(now + 3 - kLag) % 3]));

    for (std::size_t i = 0; i < OnsetCurves::kBassColours; ++i) colour_[i] += magnitude[2 + i];
    for (std::size_t i = 0; i < pitch_class_.size(); ++i)
        colour_[OnsetCurves::kBassColours + static_cast<std::size_t>(pitch_class_[i])] += magnitude[10 + i];
    if (++coloured_ == OnsetCurves::kColourHop) {
        curves_.colour.insert(curves_.colour.end(), colour_.begin(), colour_.end());
        colour_.fill(0.0F);
        coloured_ = 0;
    }
}

OnsetCurves OnsetDetector::finish() {
    if (coloured_ > 0) curves_.colour.insert(curves_.colour.end(), colour_.begin(), colour_.end());
    const auto top = std::max_element(peak_.begin(), peak_.end());
    curves_.loudest = top == peak_.end() ? 0.0 : static_cast<double>(*top);
    if (curves_.loudest > 1e-5) {  // Less than -100 dB is silence.
        const auto audible = [limit = static_cast<float>(curves_.loudest) * kAudible](float x) { return x > limit; };
        curves_.first = std::find_if(peak_.begin(), peak_.end(), audible) - peak_.begin();
        curves_.last = static_cast<std::int64_t>(peak_.size()) - 1 -
                       (std::find_if(peak_.rbegin(), peak_.rend(), audible) - peak_.rbegin());
    }
    OnsetCurves done = std::move(curves_);
    *this = OnsetDetector{};
    return done;
}

std::vector<float> levelled(std::span<const float> curve) {
    constexpr std::size_t kMeanHalf = 43;    // Half a second.
    constexpr std::size_t kLevelHalf = 345;  // Four seconds.
    std::vector<float> out = running_mean(curve, kMeanHalf);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::max(0.0F, curve[i] - out[i]);
    std::vector<float> square(out.size());
    double total = 0.0;
    for (std::size_t i = 0; i < out.size(); ++i) total += square[i] = out[i] * out[i];
    // A passage far below the rest (reverb tails) is not blown up to full size.
    const float floor =
        out.empty() ? 1.0F : 0.05F * static_cast<float>(total / static_cast<double>(out.size())) + 1e-12F;
    const std::vector<float> power = running_mean(square, kLevelHalf);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] /= std::sqrt(power[i] + floor);
    return out;
}

std::vector<Onset> pick_onsets(const OnsetCurves& curves) {
    const std::vector<float>& x = curves.of(Band::full);
    std::vector<Onset> onsets;
    if (curves.last < curves.first) return onsets;
    const std::vector<float> mean = running_mean(x, 9);
    const std::vector<float> wide = running_mean(x, 258);
    constexpr std::size_t kReach = 3;  // 35 ms: nearer onsets are one.
    float strongest = 0.0F;
    for (std::size_t i = 1; i + 1 < x.size(); ++i) {
        if (x[i] < 1.3F * mean[i] + 0.4F * wide[i] + 0.5F) continue;
        const std::size_t begin = i > kReach ? i - kReach : 0;
        const std::size_t end = std::min(x.size(), i + kReach + 1);
        const auto highest = std::max_element(x.begin() + static_cast<std::ptrdiff_t>(begin),
                                              x.begin() + static_cast<std::ptrdiff_t>(end)) -
                             x.begin();
        if (highest != static_cast<std::ptrdiff_t>(i)) continue;
        // The top of the parabola through three values: onsets fall between frames.
        const float bend = x[i - 1] - 2 * x[i] + x[i + 1];
        const float shift = bend < 0 ? std::clamp(0.5F * (x[i - 1] - x[i + 1]) / bend, -0.5F, 0.5F) : 0.0F;
        const double time = (static_cast<double>(i) + static_cast<double>(shift)) / kFrameRate + kOnsetLatency.value();
        onsets.push_back({Seconds{std::max(0.0, time)}, x[i]});
        strongest = std::max(strongest, x[i]);
    }
    for (Onset& onset : onsets) onset.strength /= strongest;
    return onsets;
}

}  // namespace stratum::analysis::rhythm
