#include "structure/silence.hpp"

#include "frontend/registry.hpp"
#include "stratum/dsp/vector_ops.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {

SilenceDetector::SilenceDetector(SampleRate rate, int channels, Decibels threshold)
    : channels_(channels),
      cell_frames_(std::max(1, rate.value() / 1000)),
      threshold_(static_cast<float>(linear(threshold))) {}

void SilenceDetector::push(std::span<const float> interleaved) {
    const auto channels = static_cast<std::size_t>(channels_);
    const auto loud_in = [&](std::size_t frame) {
        for (std::size_t c = 0; c < channels; ++c)
            if (std::abs(interleaved[frame * channels + c]) >= threshold_) return true;
        return false;
    };
    const std::size_t frames = interleaved.size() / channels;
    for (std::size_t at = 0; at < frames;) {
        // Cell by cell: what matters of each is its first and last loud frame.
        const std::int64_t now = frames_ + static_cast<std::int64_t>(at);
        const auto left = static_cast<std::size_t>(cell_frames_ - now % cell_frames_);
        const std::size_t end = std::min(frames, at + left);
        if (dsp::peak(interleaved.subspan(at * channels, (end - at) * channels)) >= threshold_) {
            // A peak is no promise of a loud frame: samples that are no numbers have the peak 0, which a threshold may
            // be.
            std::size_t first = at;
            while (first < end && !loud_in(first)) ++first;
            if (first < end) {
                std::size_t last = end - 1;
                while (!loud_in(last)) --last;
                hear(frames_ + static_cast<std::int64_t>(first));
                hear(frames_ + static_cast<std::int64_t>(last));
            }
        }
        at = end;
    }
    frames_ += static_cast<std::int64_t>(frames);
}

void SilenceDetector::hear(std::int64_t frame) {
    const std::int64_t index = frame / cell_frames_;
    if (index != open_.index) {
        close_cell();
        open_ = {index, frame, frame};
    }
    open_.last = frame;
    if (!found_any_) any_.begin = frame;
    found_any_ = true;
    any_.end = frame + 1;
}

void SilenceDetector::close_cell() {
    if (open_.index < 0) return;
    if (recent_.size() == kLoudCells) recent_.erase(recent_.begin());
    recent_.push_back(open_);
    if (recent_.size() < kLoudCells || recent_.back().index - recent_.front().index >= kSpanCells) return;
    if (!found_lasting_) lasting_.begin = recent_.front().first;
    found_lasting_ = true;
    lasting_.end = recent_.back().last + 1;
}

SilenceDetector::Range SilenceDetector::sound() {
    close_cell();
    open_.index = -1;
    return found_lasting_ ? lasting_ : any_;
}

namespace {

class SilenceAnalyser : public Analyser {
  public:
    explicit SilenceAnalyser(const StreamInfo& info)
        : rate_(info.rate), detector_(info.rate, info.channels, Silence{}.threshold) {}
    void source(const dsp::AudioView& block) override { detector_.push(block.samples); }
    void finish(Report& report) override {
        const auto [begin, end] = detector_.sound();
        Silence out;
        out.all = begin == end;
        // Silence throughout is leading silence, so that both together never exceed the duration.
        out.leading = duration_of(out.all ? detector_.frames() : begin, rate_);
        out.trailing = duration_of(out.all ? 0 : detector_.frames() - end, rate_);
        report.silence = out;
    }

  private:
    SampleRate rate_;
    SilenceDetector detector_;
};

}  // namespace

std::unique_ptr<Analyser> make_silence_analyser(const StreamInfo& info) {
    return std::make_unique<SilenceAnalyser>(info);
}

}  // namespace stratum::analysis
