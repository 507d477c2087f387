#include "drums/drum_listener.hpp"

#include "drums/drum_rises.hpp"
#include "drums/drum_weights.hpp"
#include "stratum/nn/runtime.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis::drums {
namespace {

constexpr std::size_t kContext = 48;  // As far as the network looks (34 frames), and more than the plain way does.
constexpr std::size_t kBands = rhythm::BeatBands::kBands;
static_assert(kContext >= kPlainContext);
/// From which probability on a stroke is believed: the best F of each voice on held-out pieces, but 0.3 at least, since
/// strokes that are none disturb more than those that are missed.
constexpr std::array<float, kVoiceCount> kThresholds{0.5F, 0.5F, 0.3F, 0.3F, 0.4F, 0.3F, 0.3F};

float probability(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

}  // namespace

DrumListener::DrumListener(std::shared_ptr<const Networks> networks, std::size_t piece)
    : networks_(std::move(networks)), piece_(piece), picker_(networks_ ? kThresholds : kPlainThresholds) {}

void DrumListener::hear(const dsp::SpectrumFrame& frame) {
    bands_.hear(frame);
    ++frames_;
    if (frames_ >= next_ + piece_ + kContext) run(piece_);
}

Result<void> DrumListener::ask_network(std::span<const float> bands) {
    const std::size_t frames = bands.size() / kBands;
    const std::array<std::int64_t, 3> shape{1, static_cast<std::int64_t>(frames), static_cast<std::int64_t>(kBands)};
    const std::array<std::string, 2> names{"strokes", "velocity"};
    STRATUM_TRY(const auto results, networks_->drums().run("bands", bands, shape, names));
    if (results[0].values.size() != frames * kVoiceCount || results[1].values.size() != frames * kVoiceCount)
        return error(ErrorCode::internal, "the drum network answered in another shape than it was asked for");
    heard_.resize(frames);
    strength_.resize(frames);
    for (std::size_t i = 0; i < frames * kVoiceCount; ++i) {
        heard_[i / kVoiceCount][i % kVoiceCount] = probability(results[0].values[i]);
        strength_[i / kVoiceCount][i % kVoiceCount] = probability(results[1].values[i]);
    }
    return {};
}

void DrumListener::run(std::size_t frames) {
    const std::size_t begin = next_ - held_from_;
    const std::size_t end = std::min(frames_ - held_from_, begin + frames + kContext);
    const std::span<const float> bands = bands_.frames().first(end * kBands);
    if (networks_ && !ask_network(bands)) {
        networks_.reset();
        picker_.believe(kPlainThresholds);
    }
    if (!networks_) {
        heard_.clear();
        strength_.clear();
        hear_plainly(bands, heard_, strength_);
    }
    picker_.hear(std::span{heard_}.subspan(begin, frames), std::span{strength_}.subspan(begin, frames));
    next_ += frames;
    // In pairs, as they are kept.
    const std::size_t gone = (next_ - std::min(next_, kContext) - held_from_) / rhythm::BeatBands::kFramesPerStep;
    bands_.forget(gone);
    held_from_ += gone * rhythm::BeatBands::kFramesPerStep;
}

std::vector<Note> DrumListener::finish() {
    while (next_ < frames_) run(std::min(piece_, frames_ - next_));
    std::vector<Note> hits = picker_.finish();
    if (!networks_) scale_velocities(hits);
    *this = DrumListener{networks_, piece_};
    return hits;
}

}  // namespace stratum::analysis::drums
