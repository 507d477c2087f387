#include "rhythm/beat_listener.hpp"

#include "stratum/nn/runtime.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::rhythm {
namespace {

constexpr std::size_t kPiece = 4096;   // Steps of output in one run; a multiple of kTempoHop.
constexpr std::size_t kContext = 512;  // How far the network looks.

float probability(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

}  // namespace

void BeatListener::hear(const dsp::SpectrumFrame& frame) {
    bands_.hear(frame);
    if (held_from_ + bands_.count() >= next_ + kPiece + kContext && ran_) ran_ = run(kPiece);
}

Result<void> BeatListener::run(std::size_t outputs) {
    const std::size_t begin = next_ - held_from_;
    const std::size_t steps = std::min(bands_.count(), begin + outputs + kContext);
    const std::array<std::int64_t, 3> shape{1, static_cast<std::int64_t>(steps),
                                            static_cast<std::int64_t>(BeatBands::kStepSize)};
    const std::array<std::string, 2> names{"beats", "tempo"};
    STRATUM_TRY(const auto results,
                networks_->beats().run("bands", bands_.steps().first(steps * BeatBands::kStepSize), shape, names));
    constexpr std::size_t kClasses = BeatActivations::kTempoClasses;
    if (results[0].values.size() != steps * 2 || results[1].values.size() != steps * kClasses)
        return error(ErrorCode::internal, "the beat network answered in another shape than it was asked for");
    for (std::size_t i = begin; i < begin + outputs; ++i) {
        heard_.beat.push_back(probability(results[0].values[2 * i]));
        heard_.downbeat.push_back(probability(results[0].values[2 * i + 1]));
    }
    for (std::size_t row = begin; row < begin + outputs; row += BeatActivations::kTempoHop) {
        const std::size_t end = std::min(row + BeatActivations::kTempoHop, begin + outputs);
        auto& mean = heard_.tempo.emplace_back();
        for (std::size_t i = row; i < end; ++i)
            for (std::size_t k = 0; k < kClasses; ++k)
                mean[k] += results[1].values[i * kClasses + k] / static_cast<float>(end - row);
    }
    next_ += outputs;
    const std::size_t keep_from = next_ - std::min(next_, kContext);
    bands_.forget(keep_from - held_from_);
    held_from_ = keep_from;
    return {};
}

Result<BeatActivations> BeatListener::finish() {
    while (ran_ && next_ < held_from_ + bands_.count())
        ran_ = run(std::min(kPiece, held_from_ + bands_.count() - next_));
    if (!ran_) return ran_.error();
    BeatActivations heard = std::move(heard_);
    *this = BeatListener{networks_};
    return heard;
}

}  // namespace stratum::analysis::rhythm
