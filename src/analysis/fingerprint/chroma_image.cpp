#include "fingerprint/chroma_image.hpp"

#include <cmath>
#include <numbers>

namespace stratum::analysis::fingerprint {
namespace {

constexpr int kFrame = 4096;
constexpr int kHop = kFrame / 3;
constexpr double kRate = 11025.0;
constexpr int kFirstBin = 10;  // 28 Hz, rounded to a bin
constexpr int kEndBin = 1308;  // 3,520 Hz
constexpr double kLowestA = 27.5;
constexpr Chroma::value_type kAudible = 0.01;
constexpr std::array<double, 5> kSmoothing{0.25, 0.75, 1.0, 0.75, 0.25};

}  // namespace

ChromaRows::ChromaRows() : fft_(kFrame), window_(kFrame), windowed_(kFrame), bins_(kFrame / 2 + 1) {
    // A symmetric Hamming window; full scale of 16 bits becomes 1.
    for (int i = 0; i < kFrame; ++i)
        window_[i] = static_cast<float>((0.54 - 0.46 * std::cos(2.0 * std::numbers::pi * i / (kFrame - 1))) / 32767.0);
    for (int bin = kFirstBin; bin < kEndBin; ++bin) {
        const double octave = std::log2(bin * kRate / kFrame / kLowestA);
        notes_.push_back(static_cast<std::uint8_t>(12.0 * (octave - std::floor(octave))));
    }
}

Chroma ChromaRows::chroma_of(const float* frame) {
    for (int i = 0; i < kFrame; ++i) windowed_[i] = frame[i] * window_[i];
    fft_.forward(windowed_, bins_);
    Chroma chroma{};
    for (int bin = kFirstBin; bin < kEndBin; ++bin) {
        const std::complex<float> x = bins_[bin];
        chroma[notes_[bin - kFirstBin]] +=
            static_cast<double>(x.real()) * x.real() + static_cast<double>(x.imag()) * x.imag();
    }
    return chroma;
}

void ChromaRows::push(std::span<const float> samples, std::vector<Chroma>& rows) {
    pending_.insert(pending_.end(), samples.begin(), samples.end());
    std::size_t start = 0;
    for (; start + kFrame <= pending_.size(); start += kHop) {
        last_[frames_ % 5] = chroma_of(pending_.data() + start);
        if (++frames_ < 5) continue;
        Chroma row{};
        double squares = 0.0;
        for (std::size_t note = 0; note < row.size(); ++note) {
            for (std::int64_t age = 0; age < 5; ++age) row[note] += last_[(frames_ + age) % 5][note] * kSmoothing[age];
            squares += row[note] * row[note];
        }
        const double length = std::sqrt(squares);
        for (double& x : row) x = length < kAudible ? 0.0 : x / length;
        rows.push_back(row);
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(start));
}

}  // namespace stratum::analysis::fingerprint
