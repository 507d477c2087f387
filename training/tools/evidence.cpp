#include "evidence.hpp"

#include "frontend/frontend.hpp"
#include "rhythm/beat_phase.hpp"
#include "rhythm/metre.hpp"
#include "rhythm/rhythm.hpp"
#include "rhythm/tempo_vote.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/media/decoder.hpp"

#include <fstream>

namespace stratum::training {
namespace {

using namespace analysis;
using namespace analysis::rhythm;

class Listener final : public Analyser {
  public:
    explicit Listener(const std::shared_ptr<const Networks>& networks) : network(networks) {}
    void spectrum(const dsp::SpectrumFrame& frame) override {
        onsets.hear(frame);
        network.hear(frame);
    }
    void finish(Report& /*report*/) override {}
    OnsetDetector onsets;
    BeatListener network;
};

std::vector<double> frames_in(const std::string& path) {
    std::vector<double> frames;
    std::ifstream file{path};
    for (double time = 0.0; file >> time;) frames.push_back((time - kOnsetLatency.value()) * kFrameRate);
    return frames;
}

}  // namespace

Result<void> write_evidence(const std::string& audio, const std::string& beats_file,
                            const std::shared_ptr<const Networks>& networks, std::ostream& out) {
    STRATUM_TRY(auto file, media::OpenFile::open(audio));
    STRATUM_TRY(auto decoder, media::Decoder::open(file.source()));
    const SampleRate rate = decoder.info().rate;
    const auto channels = static_cast<std::size_t>(decoder.info().channels);
    Listener listener{networks};
    STRATUM_TRY(auto front_end,
                FrontEnd::create({rate, static_cast<int>(channels), 0, {}}, {{&listener, {.spectrum = true}}}));
    std::vector<float> block(channels * 8192);
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        front_end.push(std::span{block}.first(frames * channels));
    }
    front_end.finish();
    const OnsetCurves curves = listener.onsets.finish();
    STRATUM_TRY(const BeatActivations heard, listener.network.finish());
    std::array<std::vector<float>, kBands> levels;
    for (std::size_t band = 0; band < kBands; ++band) levels[band] = levelled(curves.strength[band]);

    TempoEvidence evidence;
    evidence.periodicity = measure_periodicity(levels);
    evidence.audible = Seconds{static_cast<double>(curves.last - curves.first + 1) / kFrameRate};
    evidence.duration = duration_of(front_end.frames(), rate);
    evidence.onsets_a_second = static_cast<double>(pick_onsets(curves).size()) / evidence.audible.value();
    evidence.beats = {&heard, 0, heard.steps()};
    const TempoQuestion question = ask_tempo(evidence);

    JsonWriter json{0};
    json.begin_object();
    json.member("file", audio);
    std::vector<double> tempi;
    for (const Pulse& pulse : question.pulses) tempi.push_back(pulse.tempo().value());
    json.member("pulses", tempi);
    for (const Opinion& opinion : question.opinions) json.member(opinion.method, opinion.scores);
    const std::vector<double> beats = frames_in(beats_file);
    if (beats.size() > 8) {
        std::vector<double> phases;
        std::vector<double> network_phases;
        for (const double part : kBeatParts) {
            phases.push_back(phase_score(phase_features(curves, levels, beats, part)));
            network_phases.push_back(mean_activation(heard.beat, beats, part));
        }
        json.member("phase", phases);
        json.member("network phase", network_phases);
        json.member("downbeat", downbeat_logits(bar_features(curves, levels, beats)));
        std::vector<float> downbeats;
        for (const double beat : beats) downbeats.push_back(activation_at(heard.downbeat, beat));
        json.member("network downbeat", downbeats);
    }
    // What was decided in the end, for fitting how sure one may be of it.
    const Rhythm rhythm = hear_rhythm(curves, evidence.duration, {}, &heard);
    if (rhythm.grid) {
        std::vector<double> found;
        std::vector<double> frames;
        for (const Seconds beat : rhythm.grid->beats) {
            found.push_back(beat.value());
            frames.push_back((beat.value() - kOnsetLatency.value()) * kFrameRate);
        }
        json.member("beats", found);
        json.member("certainty", rhythm.grid->confidence);
        json.member("agreement", agreement(evidence.beats, frames));
        json.member("tempo confidence", rhythm.tempo ? rhythm.tempo->confidence : 0.0);
    }
    json.end_object();
    out << json.text() << '\n';
    return {};
}

}  // namespace stratum::training
