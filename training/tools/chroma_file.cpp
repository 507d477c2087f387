#include "chroma_file.hpp"

#include "band_file.hpp"
#include "frontend/frontend.hpp"
#include "harmony/key_listener.hpp"
#include "harmony/tuning.hpp"
#include "stratum/media/decoder.hpp"

#include <cstring>
#include <optional>

namespace stratum::training {
namespace {

class Recorder final : public analysis::Analyser {
  public:
    void low_mono(std::span<const float> samples) override { chroma.push(samples); }
    void finish(analysis::Report& /*report*/) override {}
    analysis::ChromaExtractor chroma;
};

}  // namespace

struct ChromaRecorder::State {
    Recorder recorder;
    std::optional<analysis::FrontEnd> front_end;
};

ChromaRecorder::ChromaRecorder(SampleRate rate, int channels) : state_(std::make_unique<State>()) {
    auto made = analysis::FrontEnd::create({rate, channels, 0, {}}, {{&state_->recorder, {.low_mono = true}}});
    if (made) state_->front_end.emplace(std::move(*made));
}
ChromaRecorder::~ChromaRecorder() = default;

void ChromaRecorder::push(std::span<const float> interleaved) {
    if (state_->front_end) state_->front_end->push(interleaved);
}

std::vector<std::uint8_t> ChromaRecorder::finish() {
    if (state_->front_end) state_->front_end->finish();
    const analysis::ChromaTrack track = state_->recorder.chroma.finish();
    const auto tuning = analysis::estimate_tuning(track);
    const auto frames = analysis::fold(track, tuning ? tuning->offset.value() / 100.0 : 0.0);
    const std::vector<float> seen = analysis::key_network_input(frames);
    std::vector<std::uint8_t> bytes(seen.size() * sizeof(float));
    if (!bytes.empty()) std::memcpy(bytes.data(), seen.data(), bytes.size());
    return bytes;
}

Result<void> chroma_of_file(const std::string& audio, const std::string& chroma) {
    STRATUM_TRY(auto file, media::OpenFile::open(audio));
    STRATUM_TRY(auto decoder, media::Decoder::open(file.source()));
    const int channels = decoder.info().channels;
    ChromaRecorder recorder{decoder.info().rate, channels};
    std::vector<float> block(static_cast<std::size_t>(channels) * 8192);
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        recorder.push(std::span{block}.first(frames * static_cast<std::size_t>(channels)));
    }
    return write_bytes(chroma, recorder.finish());
}

}  // namespace stratum::training
