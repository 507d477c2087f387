#include "frontend/registry.hpp"
#include "timbre/contrast.hpp"
#include "timbre/mel.hpp"
#include "timbre/running_statistic.hpp"
#include "timbre/spectral_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

/// Gathers the descriptors of `Timbre` over the audible frames of a recording; docs/methods/timbre.md says what each
/// means.
namespace stratum::analysis {
namespace {

/// Every eighth frame of the shared spectrum: windows of 46 ms, 93 ms apart, are plenty for statistics over a recording
/// (1,900 in three minutes; all frames would cost eight times as much and move no mean by more than its own
/// uncertainty).
constexpr std::int64_t kStep = 8;
/// Of these every fourth for the contrast, whose sorting is the dearest part.
constexpr std::int64_t kContrastStep = 4 * kStep;
/// Magnitudes are scaled so that a full-scale sine peaks at 1; a Hann window spreads it over 1.5 bins of energy, and a
/// full-scale sine has a power of 1/2. So power = sum of squared magnitudes / 3.
constexpr float kPowerOfSpectrum = 1.0F / 3.0F;
constexpr float kAudible = 1e-6F;             // power: -60 dBFS, where `Silence` draws its line too
constexpr std::size_t kCrossingFrame = 1024;  // samples at 22.05 kHz: 46 ms
constexpr std::size_t kLevelFrame = 4410;     // 200 ms: a level as a listener follows it
constexpr std::array<double, 7> kBandEnds{60.0, 250.0, 500.0, 2000.0, 4000.0, 6000.0, 11025.0};

class TimbreAnalyser final : public Analyser {
  public:
    TimbreAnalyser()
        : power_(kSpectrumBins), before_(kSpectrumBins), mean_power_(kSpectrumBins), energy_(kSpectrumBins) {}

    void source(const dsp::AudioView& block) override;
    void mono(std::span<const float> samples) override;
    void spectrum(const dsp::SpectrumFrame& frame) override;
    void finish(Report& report) override;

  private:
    void hear_crossings();
    void hear_level();
    [[nodiscard]] std::vector<float> band_energy() const;

    MelCepstrum cepstrum_;
    SpectralContrast contrast_of_;
    RunningStatistic centroid_, spread_, rolloff_, flatness_, flux_, crossings_;
    std::array<RunningStatistic, kMfccs> mfcc_;
    std::array<RunningStatistic, kContrastBands> contrast_;
    std::vector<float> power_, before_;
    std::vector<double> mean_power_;
    std::vector<double> energy_;
    bool has_before_ = false;

    double front_energy_ = 0.0, front_product_ = 0.0;  // sum of L*L + R*R, and of L*R
    double mixed_energy_ = 0.0;                        // of the mean of all channels at the source's rate
    double mono_energy_ = 0.0;                         // the same after the way down to 22.05 kHz
    std::int64_t source_frames_ = 0;
    std::int64_t mono_samples_ = 0;
    SampleRate rate_{0};
    std::vector<float> crossing_pending_, level_pending_;
    std::vector<float> levels_;  // dBFS of each audible 200 ms
};

/// Sums over frames of two channels: L*L + R*R and L*R. In lanes, as `dot` does; products of neighbours are taken for
/// all lanes, since that needs no shuffling, and those of R with the next L are left out at the end.
void add_stereo(std::span<const float> samples, double& energy, double& product) {
    constexpr std::size_t kLanes = 16;
    std::array<float, kLanes> squares{};
    std::array<float, kLanes> products{};
    std::size_t i = 0;
    for (; i + kLanes < samples.size(); i += kLanes) {
        const float* x = samples.data() + i;
        for (std::size_t k = 0; k < kLanes; ++k) {
            squares[k] += x[k] * x[k];
            products[k] += x[k] * x[k + 1];
        }
    }
    for (; i + 1 < samples.size(); i += 2) {
        squares[0] += samples[i] * samples[i];
        squares[1] += samples[i + 1] * samples[i + 1];
        products[0] += samples[i] * samples[i + 1];
    }
    for (const float value : squares) energy += value;
    for (std::size_t k = 0; k < kLanes; k += 2) product += products[k];
}

void TimbreAnalyser::source(const dsp::AudioView& block) {
    rate_ = block.rate;
    source_frames_ += block.frames();
    const auto channels = static_cast<std::size_t>(block.channels);
    if (channels == 1) {
        mixed_energy_ += dot(block.samples, block.samples);
    } else if (channels == 2) {
        double energy = 0.0;
        double product = 0.0;
        add_stereo(block.samples, energy, product);
        front_energy_ += energy;
        front_product_ += product;
        mixed_energy_ += 0.25 * (energy + 2.0 * product);
    } else {
        for (std::size_t i = 0; i < block.samples.size(); i += channels) {
            const float left = block.samples[i];
            const float right = block.samples[i + 1];
            front_energy_ += left * left + right * right;
            front_product_ += left * right;
            const double mean = sum(block.samples.subspan(i, channels)) / static_cast<double>(channels);
            mixed_energy_ += mean * mean;
        }
    }
}

void TimbreAnalyser::mono(std::span<const float> samples) {
    mono_energy_ += dot(samples, samples);
    mono_samples_ += static_cast<std::int64_t>(samples.size());
    for (std::size_t i = 0; i < samples.size();) {
        const std::size_t take = std::min(
            {samples.size() - i, kCrossingFrame - crossing_pending_.size(), kLevelFrame - level_pending_.size()});
        const auto piece = samples.subspan(i, take);
        crossing_pending_.insert(crossing_pending_.end(), piece.begin(), piece.end());
        level_pending_.insert(level_pending_.end(), piece.begin(), piece.end());
        if (crossing_pending_.size() == kCrossingFrame) hear_crossings();
        if (level_pending_.size() == kLevelFrame) hear_level();
        i += take;
    }
}

void TimbreAnalyser::hear_crossings() {
    const std::span<const float> x = crossing_pending_;
    if (dot(x, x) > kAudible * static_cast<float>(x.size())) {
        int count = 0;
        for (std::size_t i = 1; i < x.size(); ++i) count += static_cast<int>((x[i - 1] < 0.0F) != (x[i] < 0.0F));
        crossings_.add(count * static_cast<double>(kMonoRate.value()) / static_cast<double>(x.size() - 1));
    }
    crossing_pending_.clear();
}

void TimbreAnalyser::hear_level() {
    const std::span<const float> x = level_pending_;
    const float power = dot(x, x) / static_cast<float>(x.size());
    if (power > kAudible) levels_.push_back(10.0F * std::log10(power));
    level_pending_.clear();
}

void TimbreAnalyser::spectrum(const dsp::SpectrumFrame& frame) {
    if (frame.index % kStep != 0) return;
    const std::span<const float> magnitude = frame.magnitude;
    for (std::size_t k = 0; k < kSpectrumBins; ++k) power_[k] = magnitude[k] * magnitude[k];
    for (std::size_t k = 0; k < kSpectrumBins; ++k) energy_[k] += power_[k];
    if (sum(power_) * kPowerOfSpectrum <= kAudible) {
        has_before_ = false;
        return;
    }
    const SpectralShape shape = spectral_shape(magnitude, power_);
    centroid_.add(shape.centroid_hz);
    spread_.add(shape.spread_hz);
    rolloff_.add(shape.rolloff_hz);
    flatness_.add(shape.flatness);
    if (has_before_) flux_.add(spectral_variation(before_, magnitude));
    std::copy(magnitude.begin(), magnitude.end(), before_.begin());
    has_before_ = true;

    const auto cepstrum = cepstrum_(power_);
    for (std::size_t c = 0; c < kMfccs; ++c) mfcc_[c].add(cepstrum[c]);
    if (frame.index % kContrastStep != 0) return;
    const auto contrast = contrast_of_(magnitude);
    for (std::size_t b = 0; b < kContrastBands; ++b) contrast_[b].add(contrast[b]);
}

/// Shares of energy up to each border. What lies above 11 kHz never reaches the spectrum; it is the energy that the
/// mixdown lost on its way to 22.05 kHz, and belongs to the last band.
std::vector<float> TimbreAnalyser::band_energy() const {
    std::array<double, kBandEnds.size()> bands{};
    double total = 0.0;
    std::size_t band = 0;
    for (std::size_t k = 0; k < kSpectrumBins; ++k) {
        while (band + 1 < kBandEnds.size() && static_cast<double>(k) * kSpectrumBinHz >= kBandEnds[band]) ++band;
        if (k == 0) continue;
        bands[band] += energy_[k];
        total += energy_[k];
    }
    if (source_frames_ > 0 && mono_samples_ > 0) {
        const double before = mixed_energy_ / static_cast<double>(source_frames_);
        const double after = mono_energy_ / static_cast<double>(mono_samples_);
        // One part in a thousand is what the way down may change by its filter's ripple and its transition band.
        const double above = before - after > 1e-3 * before ? before - after : 0.0;
        if (after > 0.0) {
            bands.back() += total * above / after;
            total += total * above / after;
        }
    }
    std::vector<float> shares(bands.size(), 0.0F);
    if (total > 0.0)
        for (std::size_t b = 0; b < bands.size(); ++b) shares[b] = static_cast<float>(bands[b] / total);
    return shares;
}

void TimbreAnalyser::finish(Report& report) {
    if (centroid_.count() == 0) return;
    Timbre timbre;
    timbre.centroid_hz = centroid_.value();
    timbre.spread_hz = spread_.value();
    timbre.rolloff_hz = rolloff_.value();
    timbre.flatness = flatness_.value();
    timbre.flux = flux_.value();
    timbre.zero_crossings = crossings_.value();
    for (const auto& coefficient : mfcc_) timbre.mfcc.push_back(coefficient.value());
    for (const auto& band : contrast_) timbre.contrast.push_back(band.value());
    timbre.band_energy = band_energy();
    if (!levels_.empty()) {
        double mean = 0.0;
        for (const float level : levels_) mean += level;
        mean /= static_cast<double>(levels_.size());
        double deviation = 0.0;
        for (const float level : levels_) deviation += std::abs(level - mean);
        timbre.dynamic_complexity = static_cast<float>(deviation / static_cast<double>(levels_.size()));
    }
    // The side's energy is (L*L + R*R - 2 L*R) / 4, the mid's the same with plus; twice the side's share is 1 when L
    // and R have nothing in common, and opposite channels count no more than that.
    if (front_energy_ > 0.0)
        timbre.stereo_width =
            static_cast<float>(std::clamp((front_energy_ - 2.0 * front_product_) / front_energy_, 0.0, 1.0));
    report.timbre = std::move(timbre);
}

}  // namespace

std::unique_ptr<Analyser> make_timbre_analyser(const StreamInfo& /*info*/) {
    return std::make_unique<TimbreAnalyser>();
}

}  // namespace stratum::analysis
