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

std::vector<double> find_beats(const std::vector<double>& samples, int rate) {
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
    for (double& beat : beats) beat *= static_cast<double>(config.stepSize) / rate;
    return beats;
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
        std::vector<double> beats = find_beats(samples, audio.rate);
        const int key = find_key(samples, audio.rate);
        peer::Answer answer{std::to_string(beats.size()) + " beats, key " + std::to_string(key)};
        std::vector<double> intervals;
        for (std::size_t i = 1; i < beats.size(); ++i) intervals.push_back(beats[i] - beats[i - 1]);
        std::sort(intervals.begin(), intervals.end());
        // It tells beats and no tempo: that of their median distance.
        if (!intervals.empty() && intervals[intervals.size() / 2] > 0.0)
            answer.bpm = 60.0 / intervals[intervals.size() / 2];
        answer.beats = std::move(beats);
        // 1 is C major, 13 is C minor, 0 and 25 are none.
        constexpr const char* kNames[] = {"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};
        if (key >= 1 && key <= 24) answer.key = std::string{kNames[(key - 1) % 12]} + (key <= 12 ? ":maj" : ":min");
        return answer;
    });
}
