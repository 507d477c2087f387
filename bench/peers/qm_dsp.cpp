// needs: sndfile
// flags: -I/usr/include/qm-dsp -lqm-dsp
// qm-dsp's beats (complex-domain onsets, TempoTrackV2) and key (GetKeyMode), with the step of 11.6 ms that DJ programs
// use.
#include "peer.hpp"

#include <algorithm>
#include <dsp/keydetection/GetKeyMode.h>
#include <dsp/onsets/DetectionFunction.h>
#include <dsp/tempotracking/TempoTrackV2.h>

namespace {

std::size_t count_beats(const std::vector<double>& samples, int rate) {
    DFConfig config{};
    config.stepSize = static_cast<int>(rate * 0.01161);
    config.frameLength = 1;
    while (config.frameLength < rate / 50) config.frameLength *= 2;
    config.DFType = DF_COMPLEXSD;
    config.dbRise = 3;
    config.adaptiveWhitening = false;
    config.whiteningRelaxCoeff = -1;
    config.whiteningFloor = -1;
    DetectionFunction onsets(config);
    std::vector<double> frame(static_cast<std::size_t>(config.frameLength));
    std::vector<double> strength;
    for (std::size_t at = 0; at + frame.size() <= samples.size(); at += static_cast<std::size_t>(config.stepSize)) {
        std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(at), frame.size(), frame.begin());
        strength.push_back(onsets.processTimeDomain(frame.data()));
    }
    std::vector<double> period(strength.size(), 0.0);
    std::vector<double> tempi;
    std::vector<double> beats;
    if (strength.size() > 32) {
        TempoTrackV2 tracker(static_cast<float>(rate), config.stepSize);
        tracker.calculateBeatPeriod(strength, period, tempi);
        tracker.calculateBeats(strength, period, beats);
    }
    return beats.size();
}

int find_key(const std::vector<double>& samples, int rate) {
    GetKeyMode key(rate, 440.0F, 10, 10);
    std::vector<double> frame(static_cast<std::size_t>(key.getBlockSize()));
    std::vector<int> counts(26, 0);
    for (std::size_t at = 0; at < samples.size(); at += static_cast<std::size_t>(key.getHopSize())) {
        for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = at + i < samples.size() ? samples[at + i] : 0.0;
        const int now = key.process(frame.data());
        if (now >= 0 && now < 26) ++counts[static_cast<std::size_t>(now)];
    }
    return static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

}  // namespace

int main(int argc, char** argv) {
    return peer::run(argc, argv, "qm-dsp beats and key", [](const peer::Audio& audio) {
        const auto samples = peer::mono<double>(audio);
        return std::to_string(count_beats(samples, audio.rate)) + " beats, key " +
               std::to_string(find_key(samples, audio.rate));
    });
}
