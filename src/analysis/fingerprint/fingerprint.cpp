#include "stratum/analysis/fingerprint.hpp"

#include "fingerprint/chroma_image.hpp"
#include "fingerprint/mono_11025.hpp"
#include "fingerprint/words.hpp"
#include "frontend/registry.hpp"

#include <algorithm>
#include <bit>

namespace stratum::analysis {
namespace {

/// What `fpcalc` reads unless told otherwise, and so what AcoustID holds.
constexpr std::size_t kSamplesHeard = 120 * 11025;

class FingerprintAnalyser final : public Analyser {
  public:
    explicit FingerprintAnalyser(const StreamInfo& info) : mono_(info.rate, info.channels) {}

    void source(const dsp::AudioView& block) override {
        if (heard_ >= kSamplesHeard) return;
        mono_.push(block, samples_);
        read();
    }

    void finish(Report& report) override {
        if (heard_ < kSamplesHeard) {
            mono_.finish(samples_);
            read();
        }
        if (words_.empty()) return;
        Fingerprint& print = report.fingerprint.emplace();
        print.compressed = compress_fingerprint(words_);
        print.words = std::move(words_);
        print.analysed = Seconds{static_cast<double>(heard_) / kLowRate.value()};
    }

  private:
    void read() {
        samples_.resize(std::min(samples_.size(), kSamplesHeard - heard_));
        heard_ += samples_.size();
        rows_.clear();
        chroma_.push(samples_, rows_);
        for (const auto& row : rows_) reader_.push(row, words_);
        samples_.clear();
    }

    fingerprint::Mono11025 mono_;
    fingerprint::ChromaRows chroma_;
    fingerprint::WordReader reader_;
    std::vector<float> samples_;
    std::vector<fingerprint::Chroma> rows_;
    std::vector<std::uint32_t> words_;
    std::size_t heard_ = 0;
};

double bit_error_rate(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    std::int64_t wrong = 0;
    for (std::size_t i = 0; i < a.size(); ++i) wrong += std::popcount(a[i] ^ b[i]);
    return static_cast<double>(wrong) / (32.0 * static_cast<double>(a.size()));
}

std::int64_t words_in(Seconds time) { return static_cast<std::int64_t>(std::max(0.0, time / kFingerprintHop)); }

}  // namespace

std::unique_ptr<Analyser> make_fingerprint_analyser(const StreamInfo& info) {
    return std::make_unique<FingerprintAnalyser>(info);
}

Result<FingerprintMatch> compare_fingerprints(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b,
                                              const FingerprintMatchOptions& options) {
    const std::int64_t least = std::max<std::int64_t>(1, words_in(options.shortest_overlap));
    const auto size_a = static_cast<std::int64_t>(a.size());
    const auto size_b = static_cast<std::int64_t>(b.size());
    if (std::min(size_a, size_b) < least)
        return error(ErrorCode::too_short, "a fingerprint is shorter than the overlap that is asked for",
                     "compare longer recordings or ask for less overlap");
    const std::int64_t furthest = words_in(options.furthest_offset);
    FingerprintMatch best;
    bool found = false;
    // Nearest alignments first, so that of equally good ones the smallest shift wins.
    for (std::int64_t n = 0; n <= 2 * furthest; ++n) {
        const std::int64_t offset = n % 2 == 0 ? n / 2 : -(n / 2) - 1;
        const std::int64_t from_a = std::max<std::int64_t>(0, -offset);
        const std::int64_t from_b = std::max<std::int64_t>(0, offset);
        const std::int64_t count = std::min(size_a - from_a, size_b - from_b);
        if (count < least) continue;
        const double rate = bit_error_rate(a.subspan(from_a, count), b.subspan(from_b, count));
        if (found && rate >= best.bit_error_rate) continue;
        found = true;
        best = {std::max(0.0, 1.0 - 2.0 * rate), rate, static_cast<double>(offset) * kFingerprintHop,
                static_cast<double>(count) * kFingerprintHop};
    }
    return best;
}

}  // namespace stratum::analysis
