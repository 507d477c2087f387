// needs: libchromaprint sndfile
// Chromaprint's default algorithm over the whole file.
#include "peer.hpp"

#include <algorithm>
#include <chromaprint.h>
#include <cmath>

int main(int argc, char** argv) {
    return peer::run(argc, argv, "Chromaprint fingerprint", [](const peer::Audio& audio) {
        std::vector<std::int16_t> samples(audio.samples.size());
        std::transform(audio.samples.begin(), audio.samples.end(), samples.begin(), [](float x) {
            return static_cast<std::int16_t>(std::lrint(std::clamp(x, -1.0F, 1.0F) * 32767.0F));
        });
        ChromaprintContext* context = chromaprint_new(CHROMAPRINT_ALGORITHM_DEFAULT);
        chromaprint_start(context, audio.rate, audio.channels);
        chromaprint_feed(context, samples.data(), static_cast<int>(samples.size()));
        chromaprint_finish(context);
        int words = 0;
        chromaprint_get_raw_fingerprint_size(context, &words);
        chromaprint_free(context);
        return std::to_string(words) + " words";
    });
}
