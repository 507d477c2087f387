// needs: libebur128 sndfile
// Integrated loudness, loudness range and true peak.
#include "peer.hpp"

#include <ebur128.h>

int main(int argc, char** argv) {
    return peer::run(argc, argv, "libebur128 loudness, range, true peak", [](const peer::Audio& audio) {
        ebur128_state* state =
            ebur128_init(static_cast<unsigned>(audio.channels), static_cast<unsigned long>(audio.rate),
                         EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
        ebur128_add_frames_float(state, audio.samples.data(), audio.frames());
        double loudness = 0.0;
        double range = 0.0;
        ebur128_loudness_global(state, &loudness);
        ebur128_loudness_range(state, &range);
        ebur128_destroy(&state);
        return std::to_string(loudness) + " LUFS, " + std::to_string(range) + " LU";
    });
}
