#include "rhythm/periodicity.hpp"

#include "stratum/dsp/fft.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

namespace stratum::analysis::rhythm {
namespace {

constexpr std::size_t kWindow = 1024;
constexpr std::size_t kHop = 512;
constexpr std::size_t kFft = 2048;  // No wrapping for lags up to kWindow.
using Spectrum = std::vector<std::complex<float>>;

float near_in(std::span<const float> acf, double lag) {
    const double reach = std::max(1.0, 0.015 * lag);
    if (acf.empty()) return 0.0F;
    const auto begin = static_cast<std::int64_t>(std::ceil(lag - reach));
    const auto end = static_cast<std::int64_t>(std::floor(lag + reach)) + 1;
    if (begin < 0 || end > static_cast<std::int64_t>(acf.size())) return 0.0F;
    return *std::max_element(acf.begin() + begin, acf.begin() + end);
}

// Top of the parabola around the largest value within `reach` of `lag`.
double peak_near(std::span<const float> acf, double lag, double reach) {
    const auto last = static_cast<std::int64_t>(acf.size()) - 1;
    const auto begin = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(lag - reach)), 1, last);
    const auto end = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(lag + reach)) + 1, begin, last);
    if (begin >= end) return lag;
    const auto top = std::max_element(acf.begin() + begin, acf.begin() + end) - acf.begin();
    const float bend = acf[top - 1] - 2 * acf[top] + acf[top + 1];
    if (bend >= 0) return static_cast<double>(top);
    return static_cast<double>(top) +
           static_cast<double>(std::clamp(0.5F * (acf[top - 1] - acf[top + 1]) / bend, -0.5F, 0.5F));
}

}  // namespace

float Periodicity::near(Echo which, double lag) const { return near_in(echo[static_cast<std::size_t>(which)], lag); }
float Periodicity::tempogram_near(Echo which, Hertz frequency) const {
    return near_in(tempogram[static_cast<std::size_t>(which)], frequency.value() / kBinHertz);
}
float Periodicity::generalised_near(double lag) const { return near_in(generalised, lag); }

Periodicity measure_periodicity(const std::array<std::vector<float>, kBands>& curves) {
    Periodicity result;
    const std::size_t frames = curves[0].size();
    if (frames < 8) return result;
    const std::size_t window = std::min(frames, kWindow);
    const std::size_t lags = std::min<std::size_t>(Periodicity::kMaxLag, window * 4 / 5) + 1;

    dsp::RealFft fft{static_cast<int>(kFft)};
    const auto bins = static_cast<std::size_t>(fft.bins());
    std::array<Spectrum, kBands> spectra;
    for (auto& s : spectra) s.resize(bins);
    std::array<std::vector<float>, kEchoes> power;
    for (auto& p : power) p.assign(bins, 0.0F);
    std::vector<float> root(bins, 0.0F);
    std::vector<float> padded(kFft);

    const std::size_t count = frames <= kWindow ? 1 : (frames - kWindow + kHop - 1) / kHop + 1;
    for (std::size_t w = 0; w < count; ++w) {
        const std::size_t start = std::min(w * kHop, frames - window);
        for (std::size_t band = 0; band < kBands; ++band) {
            const std::span<const float> x = std::span{curves[band]}.subspan(start, window);
            double sum = 0.0;
            for (const float v : x) sum += static_cast<double>(v);
            const auto mean = static_cast<float>(sum / static_cast<double>(window));
            std::fill(padded.begin(), padded.end(), 0.0F);
            for (std::size_t i = 0; i < window; ++i) padded[i] = x[i] - mean;
            fft.forward(padded, spectra[band]);
        }
        for (std::size_t k = 0; k < bins; ++k) {
            for (std::size_t band = 0; band < kBands; ++band) power[band][k] += std::norm(spectra[band][k]);
            const auto low = spectra[1][k];
            const auto mid = spectra[2][k];
            power[kBands][k] += low.real() * mid.real() + low.imag() * mid.imag();
            root[k] += std::sqrt(std::abs(spectra[0][k]));
        }
    }

    for (std::size_t t = 0; t < result.tempogram.size(); ++t) {
        std::vector<float>& magnitude = result.tempogram[t];
        magnitude.resize(bins);
        for (std::size_t k = 0; k < bins; ++k) magnitude[k] = std::sqrt(power[t][k]);
        const auto first = magnitude.begin() + static_cast<std::ptrdiff_t>(0.3 / Periodicity::kBinHertz);
        const auto last = magnitude.begin() + static_cast<std::ptrdiff_t>(12.0 / Periodicity::kBinHertz);
        const float top = *std::max_element(first, last);
        for (float& v : magnitude) v = top > 1e-6F ? std::min(1.0F, v / top) : 0.0F;
    }

    std::vector<float> lagged(kFft);
    Spectrum half(bins);
    const auto back = [&](const std::vector<float>& p) {
        for (std::size_t k = 0; k < bins; ++k) half[k] = p[k];
        fft.inverse(half, lagged);
        // Longer lags have fewer products.
        std::vector<float> acf(lags);
        for (std::size_t lag = 0; lag < lags; ++lag)
            acf[lag] = lagged[lag] * static_cast<float>(window) / static_cast<float>(window - lag);
        return acf;
    };
    for (std::size_t e = 0; e < kEchoes; ++e) result.echo[e] = back(power[e]);
    const float cross = std::sqrt(std::max(0.0F, result.echo[1][0]) * std::max(0.0F, result.echo[2][0]));
    for (std::size_t e = 0; e < kEchoes; ++e) {
        const float unit = e < kBands ? result.echo[e][0] : cross;
        for (float& v : result.echo[e]) v = unit > 1e-6F ? v / unit : 0.0F;
    }
    result.generalised = back(root);
    const float unit = result.generalised[0];
    for (float& v : result.generalised) v = unit > 1e-6F ? v / unit : 0.0F;
    return result;
}

double refine_lag(std::span<const float> acf, double lag) {
    double at = peak_near(acf, lag, std::max(1.0, 0.03 * lag));
    for (const double multiple : {2.0, 4.0}) {
        if (at * multiple * 1.03 + 2 >= static_cast<double>(acf.size())) break;
        at = peak_near(acf, at * multiple, std::max(1.5, 0.01 * at * multiple)) / multiple;
    }
    return at;
}

}  // namespace stratum::analysis::rhythm
