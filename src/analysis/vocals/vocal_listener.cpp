#include "vocals/vocal_listener.hpp"

#include "stratum/nn/runtime.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace stratum::analysis::vocals {
namespace {

using rhythm::BeatBands;

constexpr std::int64_t kUsed = 2;      // Every second frame: 43.07 a second.
constexpr std::size_t kStep = 4;       // Such frames that share an answer.
constexpr std::size_t kContext = 144;  // As far as the network looks (129 frames), in whole steps.
constexpr float kNothing = 0.05F;      // log(1 + 3000 m): below it in every band there is no sound, so no voice.
constexpr double kHop = 1.0;           // Seconds between the values that are kept.
constexpr double kFrame = static_cast<double>(kUsed * kSpectrumHop) / static_cast<double>(kMonoRate.value());

float probability(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

}  // namespace

VocalListener::VocalListener(std::shared_ptr<const Networks> networks, std::size_t piece)
    : networks_(std::move(networks)), piece_(piece) {}

void VocalListener::hear(const dsp::SpectrumFrame& frame) {
    if (failed_ || frame.index % kUsed != 0) return;
    bands_.hear(frame);
    ++frames_;
    if (networks_ == nullptr) {
        signs_.hear(bands_.frames().last(BeatBands::kBands));
        if (bands_.frames().size() > piece_ * BeatBands::kBands) bands_.forget(piece_ / BeatBands::kFramesPerStep);
        return;
    }
    if (frames_ >= next_ + piece_ + kContext) failed_ = !run(piece_);
}

void VocalListener::add(std::size_t step, float probability) {
    // Of the step's middle; its first frame is centred on its own time.
    const double time = (static_cast<double>(step * kStep) + 0.5 * (kStep - 1)) * kFrame;
    const auto second = static_cast<std::size_t>(time / kHop);
    while (presence_.size() < second) close_second();
    sum_ += probability;
    ++steps_;
}

void VocalListener::close_second() {
    const float mean = std::exchange(sum_, 0.0F) / static_cast<float>(std::max(1, std::exchange(steps_, 0)));
    presence_.push_back(static_cast<std::uint8_t>(std::lround(100.0F * mean)));
}

/// Hears `frames` frames from `next_` on, at least as many of which came; the last step is filled up with silence.
Result<void> VocalListener::run(std::size_t frames) {
    const std::size_t begin = next_ - held_from_;
    const std::size_t end = std::min(frames_ - held_from_, begin + frames + kContext);
    std::span<const float> bands = bands_.frames().first(end * BeatBands::kBands);
    std::vector<float> filled;
    const std::size_t steps = (end + kStep - 1) / kStep;
    if (end % kStep != 0) {
        filled.assign(bands.begin(), bands.end());
        filled.resize(steps * kStep * BeatBands::kBands);
        bands = filled;
    }
    const std::array<std::int64_t, 3> shape{1, static_cast<std::int64_t>(steps * kStep),
                                            static_cast<std::int64_t>(BeatBands::kBands)};
    const std::array<std::string, 1> names{"voice"};
    STRATUM_TRY(const auto results, networks_->vocals().run("bands", bands, shape, names));
    if (results[0].values.size() != steps)
        return error(ErrorCode::internal, "the network for voices answered in another shape than it was asked for");
    for (std::size_t step = begin / kStep; step * kStep < begin + frames; ++step) {
        const auto here = bands.subspan(step * kStep * BeatBands::kBands, kStep * BeatBands::kBands);
        const bool sound = std::ranges::any_of(here, [](float x) { return x > kNothing; });
        add(held_from_ / kStep + step, sound ? probability(results[0].values[step]) : 0.0F);
    }
    next_ += frames;
    const std::size_t keep_from = next_ - std::min(next_, kContext);
    bands_.forget((keep_from - held_from_) / BeatBands::kFramesPerStep);
    held_from_ = keep_from;
    return {};
}

std::optional<VocalCurve> VocalListener::finish() {
    while (networks_ != nullptr && !failed_ && next_ < frames_) failed_ = !run(std::min(piece_, frames_ - next_));
    std::optional<VocalCurve> curve;
    if (!failed_ && frames_ > 0) {
        curve.emplace();
        curve->hop = Seconds{kHop};
        if (networks_ != nullptr) {
            close_second();
            curve->presence = std::exchange(presence_, {});
            curve->network = Networks::vocals_name();
        } else {
            curve->presence = signs_.finish();
        }
    }
    *this = VocalListener{networks_, piece_};
    return curve;
}

}  // namespace stratum::analysis::vocals
