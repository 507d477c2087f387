#include "band_file.hpp"

#include "frontend/frontend.hpp"
#include "rhythm/beat_bands.hpp"
#include "stratum/media/decoder.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>

namespace stratum::training {
namespace {

constexpr float kScale = 31.75F;  // The largest value, log(3001), becomes 254.

class Recorder final : public analysis::Analyser {
  public:
    void spectrum(const dsp::SpectrumFrame& frame) override { bands.hear(frame); }
    void finish(analysis::Report& /*report*/) override {}
    analysis::rhythm::BeatBands bands;
};

}  // namespace

struct BandRecorder::State {
    Recorder recorder;
    std::optional<analysis::FrontEnd> front_end;
};

BandRecorder::BandRecorder(SampleRate rate, int channels) : state_(std::make_unique<State>()) {
    auto made = analysis::FrontEnd::create({rate, channels, 0}, {{&state_->recorder, {.spectrum = true}}});
    if (made) state_->front_end.emplace(std::move(*made));
}
BandRecorder::~BandRecorder() = default;

void BandRecorder::push(std::span<const float> interleaved) {
    if (state_->front_end) state_->front_end->push(interleaved);
}

std::vector<std::uint8_t> BandRecorder::finish() {
    if (state_->front_end) state_->front_end->finish();
    std::vector<std::uint8_t> bytes;
    for (const float value : state_->recorder.bands.steps())
        bytes.push_back(static_cast<std::uint8_t>(std::clamp(std::lround(value * kScale), 0L, 255L)));
    return bytes;
}

Result<void> write_bytes(const std::string& path, std::span<const std::uint8_t> bytes) {
    std::ofstream file{path, std::ios::binary};
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return error(ErrorCode::io, "cannot write " + path);
    return {};
}

Result<void> bands_of_file(const std::string& audio, const std::string& bands) {
    STRATUM_TRY(auto file, media::OpenFile::open(audio));
    STRATUM_TRY(auto decoder, media::Decoder::open(file.source()));
    const int channels = decoder.info().channels;
    BandRecorder recorder{decoder.info().rate, channels};
    std::vector<float> block(static_cast<std::size_t>(channels) * 8192);
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        recorder.push(std::span{block}.first(frames * static_cast<std::size_t>(channels)));
    }
    return write_bytes(bands, recorder.finish());
}

}  // namespace stratum::training
