// needs: aubio sndfile
// aubio's tempo tracking with its stock settings (what aubiotrack runs).
#include "peer.hpp"

#include <algorithm>
#include <aubio/aubio.h>

int main(int argc, char** argv) {
    return peer::run(argc, argv, "aubio tempo and beats", [](const peer::Audio& audio) {
        const auto samples = peer::mono<float>(audio);
        constexpr uint_t kHop = 512;
        aubio_tempo_t* tempo = new_aubio_tempo("default", 1024, kHop, static_cast<uint_t>(audio.rate));
        fvec_t* in = new_fvec(kHop);
        fvec_t* out = new_fvec(1);
        std::vector<double> beats;
        for (std::size_t at = 0; at + kHop <= samples.size(); at += kHop) {
            std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(at), kHop, in->data);
            aubio_tempo_do(tempo, in, out);
            if (out->data[0] != 0.0F) beats.push_back(aubio_tempo_get_last_s(tempo));
        }
        const double bpm = aubio_tempo_get_bpm(tempo);
        peer::Answer answer{std::to_string(bpm)};
        answer.bpm = bpm;
        answer.beats = std::move(beats);
        return answer;
    });
}
