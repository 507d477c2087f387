#include "drums/drum_hits.hpp"
#include "drums/drum_rises.hpp"
#include "frontend/registry.hpp"

/// Bands in, rises of their loudness and what they say of each drum between, strokes out. docs/methods/drums.md has the
/// whole.
namespace stratum::analysis {
namespace {

using namespace drums;

constexpr std::array<float, kVoiceCount> kThresholds{0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F};

class DrumsAnalyser final : public Analyser {
  public:
    void spectrum(const dsp::SpectrumFrame& frame) override { bands_.hear(frame); }

    void finish(Report& report) override {
        const auto rises = rises_of(bands_.steps());
        const Activations heard = activations_of(rises);
        report.drums.emplace().notes = hits_of(heard, heard, kThresholds);
    }

  private:
    rhythm::BeatBands bands_;
};

}  // namespace

std::unique_ptr<Analyser> make_drums_analyser(const StreamInfo& /*info*/) { return std::make_unique<DrumsAnalyser>(); }

}  // namespace stratum::analysis
