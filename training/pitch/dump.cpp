// stratum-pitch-dump melody|bass OUT FILE...: for each audio file OUT/STEM.melody or .bass, what the judge of salience
// peaks is fitted to. A row of 37 floats a peak: frame, MIDI number, salience, the features.

#include "pitch/line.hpp"
#include "stratum/dsp/resampler.hpp"
#include "stratum/dsp/vector_ops.hpp"
#include "stratum/media/decoder.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace sa = stratum::analysis;

namespace {

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

stratum::Result<void> dump(const std::string& path, const sa::LineOptions& options, const std::string& out) {
    STRATUM_TRY(auto file, stratum::media::OpenFile::open(path));
    STRATUM_TRY(auto decoder, stratum::media::Decoder::open(file.source()));
    const auto& info = decoder.info();
    // As the front end does: to 22,050 Hz first, and from there to what the bass hears.
    STRATUM_TRY(auto first, stratum::dsp::Resampler::create(info.rate, stratum::SampleRate{22050}));
    STRATUM_TRY(auto second, stratum::dsp::Resampler::create(stratum::SampleRate{22050},
                                                             stratum::SampleRate{static_cast<int>(options.rate)}));
    const std::unique_ptr<std::FILE, Close> to{std::fopen(out.c_str(), "wb")};
    if (!to) return stratum::error(stratum::ErrorCode::io, "cannot write " + out);
    float frame = 0.0F;
    bool whole = true;
    sa::LineListener listener{options};
    listener.watch([&](std::span<const sa::SaliencePeak> peaks, std::span<const sa::LineFeatureRow> rows) {
        for (std::size_t i = 0; i < peaks.size(); ++i) {
            const std::array head{frame, peaks[i].note, peaks[i].salience};
            whole &= std::fwrite(head.data(), sizeof(float), head.size(), to.get()) == head.size();
            whole &= std::fwrite(rows[i].data(), sizeof(float), rows[i].size(), to.get()) == rows[i].size();
        }
        frame += 1.0F;
    });
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<float> block(16384 * channels);
    std::vector<float> mono(16384);
    std::vector<float> middle;
    std::vector<float> heard;
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        stratum::dsp::mix_down(std::span{block}.first(frames * channels), info.channels, std::span{mono}.first(frames));
        first.push(std::span{mono}.first(frames), middle);
        second.push(middle, heard);
        listener.push(heard);
        middle.clear();
        heard.clear();
    }
    first.finish(middle);
    second.push(middle, heard);
    second.finish(heard);
    listener.push(heard);
    (void)listener.finish();
    if (!whole) return stratum::error(stratum::ErrorCode::io, "cannot write " + out);
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    const std::string part = argc > 1 ? argv[1] : "";
    if (argc < 4 || (part != "melody" && part != "bass")) {
        std::fprintf(stderr, "stratum-pitch-dump melody|bass OUT FILE...\n");
        return 2;
    }
    for (int i = 3; i < argc; ++i) {
        const auto stem = std::filesystem::path{argv[i]}.stem().string();
        const auto done = dump(argv[i], part == "bass" ? sa::bass_line() : sa::melody_line(),
                               std::string{argv[2]} + "/" + stem + "." + part);
        if (!done) {
            std::fprintf(stderr, "stratum-pitch-dump: %s: %s\n", argv[i], done.error().message.c_str());
            return 1;
        }
    }
    return 0;
}
