#include "drums/drum_listener.hpp"
#include "frontend/registry.hpp"

/// Bands in, what they say of each drum between, strokes out. docs/methods/drums.md has the whole.
namespace stratum::analysis {
namespace {

class DrumsAnalyser final : public Analyser {
  public:
    explicit DrumsAnalyser(const StreamInfo& info) : listener_(info.networks) {}

    void spectrum(const dsp::SpectrumFrame& frame) override { listener_.hear(frame); }

    void finish(Report& report) override {
        NoteTrack& drums = report.drums.emplace();
        drums.notes = listener_.finish();
        if (listener_.by_network()) drums.network = Networks::drums_name();
    }

  private:
    drums::DrumListener listener_;
};

}  // namespace

std::unique_ptr<Analyser> make_drums_analyser(const StreamInfo& info) { return std::make_unique<DrumsAnalyser>(info); }

}  // namespace stratum::analysis
