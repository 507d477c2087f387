// needs: soundtouch sndfile
// SoundTouch's BPMDetect (what soundstretch -bpm runs).
#include "peer.hpp"

#include <BPMDetect.h>
#include <SoundTouch.h>
#include <algorithm>

int main(int argc, char** argv) {
    return peer::run(argc, argv, "SoundTouch tempo", [](const peer::Audio& audio) {
        soundtouch::BPMDetect detect(audio.channels, audio.rate);
        std::vector<soundtouch::SAMPLETYPE> block;
        constexpr std::size_t kFrames = 4096;
        for (std::size_t at = 0; at < audio.frames(); at += kFrames) {
            const std::size_t count = std::min(kFrames, audio.frames() - at);
            const auto first = audio.samples.begin() + static_cast<std::ptrdiff_t>(at * audio.channels);
            block.assign(first, first + static_cast<std::ptrdiff_t>(count * audio.channels));
            detect.inputSamples(block.data(), static_cast<int>(count));
        }
        peer::Answer answer{std::to_string(detect.getBpm())};
        answer.bpm = detect.getBpm();
        return answer;
    });
}
