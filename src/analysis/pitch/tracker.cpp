#include "pitch/tracker.hpp"

#include "stratum/analysis/pitch.hpp"
#include "stratum/dsp/resampler.hpp"
#include "stratum/dsp/vector_ops.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace stratum::analysis {
namespace {

constexpr int kWindow = 576;        // 46 ms: nearly two periods of the lowest pitch.
constexpr double kUsualHz = 200.0;  // Where a frame's two windows lie evenly around its centre.
constexpr float kDecay = 3.0F;      // dB a second.
constexpr float kLargest = 1e6F;
constexpr double kLowestAllowed = 35.0;
constexpr double kHighestAllowed = 2100.0;

}  // namespace

PitchFrames::PitchFrames(double lowest_hz, double highest_hz, Sink sink)
    : sink_(std::move(sink)),
      difference_(kWindow, static_cast<int>(std::ceil(kPitchRate / lowest_hz)) + 2),
      shortest_(static_cast<int>(std::floor(kPitchRate / highest_hz))),
      pending_start_(-(kWindow + static_cast<int>(kPitchRate / kUsualHz)) / 2),
      loudest_(kDecay * kPitchFrameHop / kPitchRate) {
    pending_.assign(static_cast<std::size_t>(-pending_start_), 0.0F);
}

void PitchFrames::push(std::span<const float> samples) {
    pending_.insert(pending_.end(), samples.begin(), samples.end());
    seen_ += static_cast<std::int64_t>(samples.size());
    emit();
}

void PitchFrames::finish() {
    // Every centre up to the last sample gets a frame; the rest of its window is silence.
    pending_.insert(pending_.end(), static_cast<std::size_t>(difference_.length()), 0.0F);
    emit();
}

void PitchFrames::emit() {
    const auto length = static_cast<std::size_t>(difference_.length());
    std::size_t at = 0;
    for (; at + length <= pending_.size() && next_ * kPitchFrameHop < seen_; at += kPitchFrameHop, ++next_) {
        const auto values = difference_.of(std::span(pending_).subspan(at, length));
        PitchFrame frame;
        VoicingEvidence evidence;
        frame.level = std::max(-120.0F, 20.0F * std::log10(difference_.level() + 1e-9F));
        frame.candidates = candidates_of(values, shortest_);
        evidence.level = frame.level;
        evidence.below_loudest = loudest_.follow(frame.level) - frame.level;
        evidence.periodicity = frame.candidates.periodicity;
        for (const PitchCandidate& candidate : frame.candidates.span())
            evidence.difference = std::min(evidence.difference, candidate.difference);
        frame.voicing = voicing_of(evidence);
        sink_(frame, evidence);
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(std::min(at, pending_.size())));
    pending_start_ += static_cast<std::int64_t>(at);
}

struct PitchTracker::State {
    State(dsp::Resampler to_rate, const PitchOptions& options)
        : resampler(std::move(to_rate)),
          frames(options.lowest.value(), options.highest.value(),
                 [this](const PitchFrame& frame, const VoicingEvidence&) { path.push(frame, chosen); }) {}

    void take() {
        frames.push(heard);
        heard.clear();
        keep();
    }
    void keep() {
        for (const PitchChoice& choice : chosen) {
            curve.hertz.push_back(choice.lag > 0.0F ? static_cast<float>(kPitchRate) / choice.lag : 0.0F);
            curve.confidence.push_back(choice.confidence);
            curve.level.push_back(choice.level);
        }
        chosen.clear();
    }

    dsp::Resampler resampler;
    PitchPath path;
    std::vector<PitchChoice> chosen;
    PitchFrames frames;
    std::vector<float> cleaned;
    std::vector<float> heard;
    PitchCurve curve;
};

PitchTracker::PitchTracker(std::unique_ptr<State> state) : state_(std::move(state)) {}
PitchTracker::~PitchTracker() = default;
PitchTracker::PitchTracker(PitchTracker&&) noexcept = default;
PitchTracker& PitchTracker::operator=(PitchTracker&&) noexcept = default;

Result<PitchTracker> PitchTracker::create(SampleRate rate, const PitchOptions& options) {
    if (rate.value() < 1000 || rate.value() > 1'000'000)
        return error(ErrorCode::invalid_argument, "a recording has a sample rate of 1 kHz to 1 MHz");
    const double low = options.lowest.value();
    const double high = options.highest.value();
    if (!(low >= kLowestAllowed && high <= kHighestAllowed && high >= 1.5 * low))
        return error(ErrorCode::invalid_argument,
                     "a pitch is looked for between 35 and 2,100 Hz, over half an octave "
                     "or more");
    STRATUM_TRY(auto resampler, dsp::Resampler::create(rate, SampleRate{kPitchRate}));
    return PitchTracker{std::make_unique<State>(std::move(resampler), options)};
}

void PitchTracker::push(std::span<const float> mono) {
    State& s = *state_;
    if (dsp::all_within(mono, kLargest)) {
        s.resampler.push(mono, s.heard);
    } else {
        s.cleaned.assign(mono.begin(), mono.end());
        for (float& x : s.cleaned)
            if (!(std::abs(x) <= kLargest)) x = 0.0F;
        s.resampler.push(s.cleaned, s.heard);
    }
    s.take();
}

PitchCurve PitchTracker::finish() {
    State& s = *state_;
    s.resampler.finish(s.heard);
    s.take();
    s.frames.finish();
    s.path.finish(s.chosen);
    s.keep();
    s.curve.hop = Seconds{static_cast<double>(kPitchFrameHop) / kPitchRate};
    return std::exchange(s.curve, {});
}

Result<PitchCurve> track_pitch(const dsp::AudioView& audio, const PitchOptions& options) {
    if (audio.channels < 1 || audio.samples.size() % static_cast<std::size_t>(audio.channels) != 0)
        return error(ErrorCode::invalid_argument, "a view must hold whole frames of one or more channels");
    STRATUM_TRY(auto tracker, PitchTracker::create(audio.rate, options));
    constexpr std::size_t kBlock = 65536;
    const auto channels = static_cast<std::size_t>(audio.channels);
    std::vector<float> mixed;
    for (auto rest = audio.samples; !rest.empty();) {
        const auto block = rest.first(std::min(kBlock * channels, rest.size()));
        mixed.resize(block.size() / channels);
        dsp::mix_down(block, audio.channels, mixed);
        tracker.push(mixed);
        rest = rest.subspan(block.size());
    }
    return tracker.finish();
}

}  // namespace stratum::analysis
