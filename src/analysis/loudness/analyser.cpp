#include "frontend/registry.hpp"
#include "loudness/meter.hpp"

namespace stratum::analysis {
namespace {

class LoudnessAnalyser : public Analyser {
  public:
    explicit LoudnessAnalyser(const StreamInfo& info)
        : meter_(info.rate, info.channels, {.channel_mask = info.channel_mask}) {}
    void source(const dsp::AudioView& block) override { meter_.push(block.samples); }
    void finish(Report& report) override { report.loudness = meter_.finish(); }

  private:
    LoudnessMeter meter_;
};

}  // namespace

std::unique_ptr<Analyser> make_loudness_analyser(const StreamInfo& info) {
    return std::make_unique<LoudnessAnalyser>(info);
}

}  // namespace stratum::analysis
